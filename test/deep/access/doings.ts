import { expect } from 'vitest';
import { z } from 'zod';
import { addDecision, drawNumber } from '../../../src/decisions/store.ts';
import { together } from '../../../src/edges/db.ts';
import { teamNow } from '../../../src/edges/workspace.ts';
import { defineOperation } from '../../../src/operation.ts';
import { type Result, run } from '../../../src/run.ts';
import { isPlace, mayChange, mayRead, type Person, type Place } from './oracle.ts';
import type { Town } from './town.ts';

/** What people do in a town, and what of it the oracle has to know. */

function done(result: Result): void {
  if (!result.ok) throw new Error(result.sentence);
}

export async function letIn({ hypha }: Town, place: Place, host: Person): Promise<void> {
  done(await hypha.asks(host.name, 'channel.join', { channel: place.id }));
  place.host = host;
  place.read = true;
  await hypha.settled();
}

export async function showOut({ hypha }: Town, place: Place, by: Person): Promise<void> {
  done(await hypha.asks(by.name, 'channel.leave', { channel: place.id }));
  place.read = false;
}

/** Somebody says something; where Hypha reads, a decision may rest on it. */
export async function say(town: Town, place: Place, by: Person): Promise<void> {
  const word = town.word();
  const { ts } = await town.hypha.slack
    .person(by.name)
    .says(`Decided: from now on we go with ${word}.`, { in: place.id });
  town.said.push({ word, place, ts });
}

export async function decide(town: Town, place: Place, by: Person, message?: string): Promise<void> {
  const word = town.word();
  const input = { statement: `Go with ${word}`, channel: place.id, ...(message && { message }) };
  const answer = await town.hypha.asks(by.name, 'decision.log', input);
  const { number } = z.object({ value: z.object({ number: z.number() }) }).parse(answer).value;
  town.decided.push({ word, number, restsOn: [place] });
}

/** As later features will: a decision that rests on what was said in several places. */
async function decideOverAll({ hypha: { app }, decided, word: makeWord }: Town, places: Place[], by: Person) {
  const word = makeWord();
  const { ws } = app.workspace;
  const number = await together(app.db.write, async (trx) => {
    const number = await drawNumber(trx, ws);
    const decision = { ws, number, statement: `Go with ${word}`, why: `Because of ${word}`, state: 'decided' as const };
    const quoted = { author: by.id, quote: `Yes, ${word}`, message_ts: null, thread_ts: null, action: null };
    const people = { decided_at: await teamNow(trx, ws), deciders: [by.id], logged_by: by.id, via: 'job' };
    const [first, ...others] = places.map(({ id }) => ({ ...quoted, channel: id }));
    if (!first) throw new Error('a decision rests on something');
    await addDecision(trx, { ...decision, ...people }, [first, ...others]);
    return number;
  });
  decided.push({ word, number, restsOn: places });
}

/** Whatever later features will have said, through the same door that they will use. */
const plan = defineOperation({
  name: 'test.plan',
  summary: 'Plan to say something.',
  kind: 'write',
  access: 'anyone',
  input: z.object({
    word: z.string(),
    to: z.string(),
    audience: z.array(z.string()),
    reader: z.string().optional(),
    inMs: z.number(),
  }),
  output: z.object({ id: z.string() }),
  async run({ send, now }, { word, to, audience, reader, inMs }) {
    const card = { text: `Remember ${word}`, blocks: [] };
    const why = `Because of ${word}.`;
    const when = { dueAt: new Date(now.getTime() + inMs), goodForMs: 30 * 86_400_000 };
    const how = { kind: reader ? ('ephemeral' as const) : ('post' as const), ...(reader && { reader }) };
    return { id: await send({ key: word, to, card, why, subject: word, asked: true, audience, ...how, ...when }) };
  },
  show: () => ({ text: 'Planned.', blocks: [] }),
});

export async function planToSay(
  town: Town,
  {
    to,
    restsOn,
    onlyFor,
    inMs = 86_400_000,
  }: { to: Place | Person; restsOn: Place[]; onlyFor?: Person; inMs?: number },
): Promise<void> {
  const { app } = town.hypha;
  const word = town.word();
  const job = {
    ws: app.workspace.ws,
    kind: 'job' as const,
    id: 'a test',
    person: town.people[0]?.id ?? '',
    via: 'job' as const,
  };
  const input = { word, to: to.id, audience: restsOn.map(({ id }) => id), reader: onlyFor?.id, inMs };
  const { value } = z.object({ value: z.object({ id: z.string() }) }).parse(await run(app, job, plan, input));
  town.planned.push({ word, id: value.id, to, restsOn, ...(onlyFor && { onlyFor }) });
}

/** Things that happen in one place, by those who are in it. */
async function busyIn(town: Town, place: Place): Promise<void> {
  const { dice } = town;
  const insiders = town.people.filter((one) => place.inside.has(one) && mayRead(one, place));
  const able = insiders.filter(mayChange);
  if (able.length === 0 || place.archived) return;
  const by = dice.one(able);
  if (!place.read && place.hyphaInside && dice.happens(0.7)) await letIn(town, place, by);
  await say(town, place, dice.one(insiders));
  await decide(town, place, by);
  if (place.read && dice.happens(0.6)) {
    await say(town, place, dice.one(insiders));
    await town.hypha.settled();
    await decide(town, place, by, town.said.at(-1)?.ts);
  }
  if (dice.happens(0.5)) await decideOverAll(town, [place, dice.one(readableBy(town, by))], by);
  await planToSay(town, { to: place, restsOn: [place] });
  await planToSay(town, { to: dice.one(insiders), restsOn: [place] });
  await planToSay(town, { to: place, restsOn: [place], onlyFor: dice.one(insiders) });
  const other = dice.one(readableBy(town, by));
  await planToSay(town, { to: place, restsOn: [...new Set([place, other])] });
  await town.hypha.settled();
}

const readableBy = ({ places }: Town, person: Person) => places.filter((place) => mayRead(person, place));

/** The first weeks: things happen everywhere. */
export async function live(town: Town): Promise<void> {
  for (const place of town.places.filter(({ kind }) => kind !== 'direct')) await busyIn(town, place);
  expect(town.decided.length).toBeGreaterThan(5);
  expect(town.planned.some(({ to }) => !isPlace(to))).toBe(true);
}
