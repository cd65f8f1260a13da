import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAgain } from '../../jobs/look-again.ts';
import { operations } from '../../src/operations.ts';
import { diceOf } from '../faults/dice.ts';
import { channelId, type Hypha, id, openHypha } from '../support/hypha.ts';
import { eventually } from '../support/slack.ts';
import { type Answer, ask, isPossible, type Question, type Way, ways } from './access/asking.ts';
import { change, secretly } from './access/changes.ts';
import { expectTheSame, forbiddenIn } from './access/checks.ts';
import { live } from './access/doings.ts';
import { mayAskAtAll, mayRead, type Person } from './access/oracle.ts';
import { type Exam, exams, expectRight } from './access/questions.ts';
import { openTown, type Town } from './access/town.ts';

/** How many answers are looked at: the one number that makes this longer. */
const wanted = Number(process.env.HYPHA_TEST_ACCESS_CHECKS ?? 3_000);
const seed = Number(process.env.HYPHA_TEST_SEED ?? Date.now() % 1_000_000);
const perTown = 1_500;
const timeout = Math.max(300_000, wanted * 150);

/** What only the sandbox has, nobody has anything to hide from. */
const real = operations.filter(({ sandboxOnly }) => !sandboxOnly);

const asked = new Map<string, number>();
let checks = 0;

async function put(town: Town, person: Person, way: Way, question: Question, story: string): Promise<Answer> {
  const answer = await ask(town, person, way, question);
  const whole = `${story}\n${person.name} (${person.role}), ${way}: ${question.operation} ${JSON.stringify(question.input)}\n${answer.shown}`;
  expect(forbiddenIn(town, person, answer.shown, question.input), whole).toEqual([]);
  checks++;
  asked.set(question.operation, (asked.get(question.operation) ?? 0) + 1);
  return answer;
}

async function examine(town: Town, person: Person, way: Way, exam: Exam, story: string): Promise<void> {
  const { operation, input, ofNothing } = exam;
  const answer = await put(town, person, way, exam, story);
  const whole = `${story}\n${person.name} (${person.role}), ${way}: ${operation} ${JSON.stringify(input)}\n${answer.shown}`;
  try {
    expectRight(exam, answer, whole);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${whole}`);
  }
  if (!ofNothing) return;
  const other = await put(town, person, way, { operation, input: ofNothing }, story);
  expectTheSame({ answer, input }, { answer: other, input: ofNothing }, whole);
}

/** Everybody asks everything, each in one of the ways they have. */
async function everybodyAsks(town: Town, story: string): Promise<void> {
  for (const person of town.people)
    for (const operation of operations)
      for (const exam of exams[operation.name]?.(town, person) ?? []) {
        const possible = ways.filter((way) => isPossible(town, person, way, operation));
        if (possible.length > 0) await examine(town, person, town.dice.one(possible), exam, story);
      }
}

const lookingAround: Question[] = [
  { operation: 'decision.list', input: {} },
  { operation: 'decision.list', input: { page: '2' } },
  { operation: 'home.show', input: {} },
  { operation: 'digest.show', input: {} },
  { operation: 'action.list', input: { limit: '40' } },
  { operation: 'action.list', input: { state: 'sent', limit: '40' } },
  { operation: 'health.show', input: {} },
  { operation: 'token.list', input: {} },
];

/** What somebody is told wherever they look. */
const around = async (town: Town, person: Person, story: string) => {
  const seen: Answer[] = [];
  for (const question of lookingAround) seen.push(await put(town, person, 'directly', question, story));
  return seen;
};

/** While much happens in a place, whoever is not in it sees nothing move anywhere. */
async function nothingMoves(town: Town, story: string): Promise<void> {
  const place = town.dice.one(town.places.filter(({ kind, hyphaInside }) => kind === 'private' && hyphaInside));
  const others = town.people.filter((person) => mayAskAtAll(person) && !mayRead(person, place));
  const before = await Promise.all(others.map((person) => around(town, person, story)));
  await secretly(town, place);
  const after = await Promise.all(others.map((person) => around(town, person, story)));
  for (const [at, { name }] of others.entries())
    expect(after[at], `${story}\n${name} noticed that something happened in ${place.name}`).toEqual(before[at]);
}

const unasked = /^(Remember|Hypha is here)/;

/** Nothing that Hypha ever said stands before somebody who may not know it. */
async function everybodyLooks(town: Town, story: string): Promise<void> {
  for (const person of town.people.filter((one) => mayAskAtAll(one))) {
    const inside = town.places.filter(
      (place) => place.kind !== 'direct' && place.hyphaInside && place.inside.has(person),
    );
    const seen = await Promise.all(
      [...inside.map(({ id }) => id), '@hypha'].map((place) => town.hypha.slack.person(person.name).sees(place)),
    );
    const said = seen.flat().flatMap((one) => [one, ...one.replies]);
    for (const { by, text, blocks, is_ephemeral } of said) {
      // Answers to what they asked themselves repeat their own words, and were looked at when they came.
      if (by !== 'hypha' || (is_ephemeral && !unasked.test(text))) continue;
      const shown = JSON.stringify([text, blocks]);
      expect(forbiddenIn(town, person, shown), `${story}\n${person.name} was shown ${shown}`).toEqual([]);
    }
    checks++;
  }
}

async function tryOut(town: Town, until: number, story: string[]): Promise<void> {
  const tell = () => story.join('\n');
  await live(town);
  for (let round = 1; checks < until; round++) {
    story.push(`round ${round}`);
    await everybodyAsks(town, tell());
    await nothingMoves(town, tell());
    await everybodyLooks(town, tell());
    story.push(...(await change(town)));
  }
}

describe('who may see what', () => {
  test(`${wanted} answers show nobody anything, nor a hint of anything, that they may not know`, {
    timeout,
  }, async () => {
    for (let n = 1; checks < wanted; n++) {
      const town = await openTown(diceOf(seed).another(`town ${n}`));
      try {
        await tryOut(town, Math.min(wanted, checks + perTown), [`HYPHA_TEST_SEED=${seed}, town ${n}`]);
      } finally {
        await town.hypha.close();
      }
    }
    const never = real.map(({ name }) => name).filter((name) => !asked.has(name));
    expect(never, 'opting out is one of the changes').toEqual(['person.optout']);
    console.info(
      `${checks} answers, seed ${seed}: ${[...asked].map(([name, count]) => `${name} ${count}`).join(', ')}`,
    );
  });

  test('every operation is asked about', () => {
    expect(Object.keys(exams).toSorted()).toEqual(real.map(({ name }) => name).toSorted());
  });
});

describe('what was allowed a moment ago', () => {
  let hypha: Hypha;
  beforeAll(async () => {
    hypha = await openHypha();
  });
  afterAll(() => hypha.close());

  test('a channel that is made private is private at once to whoever is not in it', async () => {
    const { slack, asks } = hypha;
    const found = () => asks('june', 'decision.list', { about: 'Exports' });
    await asks('maya', 'decision.log', { statement: 'Exports run nightly', channel: '#eng' });
    expect(await found()).toMatchObject({ value: { total: 1 } });
    await slack.person('maya').changesChannel('eng', 'to_private');
    await hypha.settled();
    expect(await found()).toMatchObject({ value: { total: 0 } });
  });

  test('so is one that Hypha is not in, once Slack was asked again', async () => {
    const { slack, asks, app } = hypha;
    const ideas = await slack.person('maya').createsChannel('ideas');
    await asks('maya', 'decision.log', { statement: 'Ask for half a day a week', channel: ideas });
    const found = () => asks('ben', 'decision.list', { about: 'half a day' });
    expect(await found()).toMatchObject({ value: { total: 1 } });
    await slack.person('maya').changesChannel(ideas, 'to_private');
    await lookAgain(app, { ws: app.workspace.ws });
    expect(await found()).toMatchObject({ value: { total: 0 } });
  });

  test('a page of somebody who has left meanwhile says nothing of what they left', async () => {
    const { slack, asks, app } = hypha;
    await asks('ana', 'decision.log', { statement: 'Raise prices in May', channel: channelId('leads') });
    await app.db.pool.query('update person set rights_at = null where id = $1', [id('ana')]);
    await slack.fault({ on: 'api', method: 'users.conversations', lands: 'never', answer: '503', times: 1_000 });
    await slack.person('ana').opensHome();
    const pages = () => app.db.read.selectFrom('action').select('state').where('kind', '=', 'home').execute();
    await eventually(async () => expect(await pages()).toEqual([{ state: 'due' }]));
    await slack.person('maya').removes('ana', { from: channelId('leads') });
    await slack.settled();
    await eventually(async () => {
      const { rows } = await app.db.pool.query(`select 1 from inbox where state = 'waiting'`);
      return rows.length === 0;
    });
    await slack.heal();
    await hypha.settled();
    expect(await pages()).toEqual([{ state: 'sent' }]);
    expect(JSON.stringify(await slack.person('ana').home())).toMatch(/^(?!.*(Raise prices|#leads)).*Decided lately/s);
  });

  test('what Slack said before somebody left, and comes late, lets them see nothing afterwards', async () => {
    const { slack, asks, app } = hypha;
    const leads = channelId('leads');
    await slack.person('maya').invites('ben', { to: leads });
    await hypha.settled();
    await asks('maya', 'decision.log', { statement: 'Hire a gardener', channel: leads });
    const found = () => asks('ben', 'decision.list', { about: 'gardener' });
    expect(await found()).toMatchObject({ value: { total: 1 } });
    await app.db.pool.query('update person set rights_at = null where id = $1', [id('ben')]);
    const asked = async () => (await slack.calls('users.conversations')).length;
    const before = await asked();
    await slack.fault({ on: 'api', method: 'users.conversations', lands: 'now', ms: 1_500, times: 1 });
    const late = found();
    await eventually(async () => expect(await asked()).toBe(before + 1));
    await slack.person('maya').removes('ben', { from: leads });
    await slack.settled();
    await late;
    expect(await found()).toMatchObject({ value: { total: 0 } });
  });

  test('a name that one may not know is looked up no more than one that nothing has', async () => {
    const { slack, asks } = hypha;
    const callsFor = async (channel: string) => {
      await asks('ben', 'home.show');
      const before = (await slack.calls()).at(-1)?.seq ?? 0;
      await asks('ben', 'decision.list', { channel });
      return (await slack.calls(undefined, before)).map(({ method }) => method);
    };
    expect(await callsFor('leads')).toEqual(await callsFor('nothing'));
    expect(await callsFor(channelId('leads'))).toEqual(await callsFor('C0NOTHING'));
    expect(await callsFor('product')).toEqual(['conversations.info']);
  });
});
