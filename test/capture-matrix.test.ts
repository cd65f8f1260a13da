import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Shown } from './capture-matrix/asking.ts';
import { lookAt, type Outcome } from './capture-matrix/outcome.ts';
import { type Chat, cells, channels, type Expected, expected, type Way } from './capture-matrix/rules.ts';
import { type Corner, cornerFor, openTown } from './capture-matrix/town.ts';
import { channelId, type Hypha, id } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

/**
 * Every way of logging a decision, wherever people talk and whoever they are there: it is logged and its number is said,
 * or it is refused with a sentence that says what to do, to whoever asked and to nobody else.
 */

const corners = cells.map(cornerFor);
const answers = new Map<Corner, Promise<Shown>>();
let hypha: Hypha;
let found: Awaited<ReturnType<typeof lookAt>>;

beforeAll(async () => {
  hypha = await openTown(corners);
  // All are asked before any is looked at: what is on its way is waited for once.
  for (const corner of corners) {
    const answer = ask(hypha, corner);
    answers.set(corner, answer);
    await Promise.allSettled([answer]);
  }
  await hypha.settled();
  found = await lookAt(hypha);
}, 180_000);
afterAll(() => hypha.close());

const nothing = { decisions: [], written: 0, unfinished: 0, notes: [] };

function expectRefused(found: Outcome, { says, never }: Of<'refused'>): void {
  expect(found).toEqual({ ...nothing, told: [expect.any(String)] });
  const [sentence = ''] = found.told;
  for (const words of says) expect(sentence).toMatch(words);
  expect(sentence).not.toMatch(never);
  expect(sentence).not.toMatch(/fault is Hypha|went wrong|timeout|error/i);
}

function expectLogged(found: Outcome, { asker, channel }: Corner, { restsOn, told }: Of<'logged'>): void {
  expect(found.decisions).toMatchObject([{ audience: [channel], logged_by: id(asker), evidence: [{ channel }] }]);
  const { number, message, thread } = factsOf(found);
  expect(message ? 'a message' : 'their words').toBe(restsOn);
  expect(found).toMatchObject({ written: 1, unfinished: 0, told: [expect.stringContaining(`D-${number}`)] });
  if (!told) expect(found.told[0]).toMatch(/says nothing of this there|"announced":false/);
  // Everybody there sees that it was noted, in its thread where it has one.
  expect(found.notes).toEqual(told ? [thread] : []);
}

function factsOf({ decisions: [decision] }: Outcome) {
  const [{ message_ts, thread_ts } = { message_ts: null, thread_ts: null }] = decision?.evidence ?? [];
  return { number: decision?.number, message: message_ts, thread: thread_ts ?? undefined };
}

type Of<Is extends Expected['is']> = Extract<Expected, { is: Is }>;

function expectOutcome(found: Outcome, corner: Corner, wanted: Expected): void {
  if (wanted.is === 'logged') expectLogged(found, corner, wanted);
  else if (wanted.is === 'refused') expectRefused(found, wanted);
  else expect(found).toEqual({ ...nothing, told: [] });
}

const ends: Record<Expected['is'], string> = {
  logged: 'logs it, and says its number',
  refused: 'is refused, with what to do instead',
  'not offered': 'is nothing that Slack offers',
  'not heard': 'is nothing that Slack tells of',
};

const titled = (corner: Corner) =>
  [`${corner.way} by ${corner.chat.asker} in ${corner.chat.title} ${ends[expected(corner).is]}`, corner] as const;

describe('logging a decision', () => {
  test.each(corners.map(titled))('%s', async (_, corner) => {
    const shown = (await answers.get(corner)) ?? [];
    const wanted = expected(corner);
    expect(shown === 'not offered').toBe(wanted.is === 'not offered');
    expectOutcome(await found.outcomeOf(corner, shown), corner, wanted);
  });
});

describe('what everybody sees', () => {
  const isNoted = (corner: Corner) => {
    const wanted = expected(corner);
    return wanted.is === 'logged' && wanted.told;
  };
  // All there were told once that Hypha reads. What it said to one alone would stand out here.
  test.each(channels.map(({ title, asker, name }) => [`${title}, for ${asker},`, name] as const))(
    'in %s is what was noted there, and nothing else',
    async (_, name) => {
      const noted = corners.filter((corner) => corner.channel === channelId(name) && isNoted(corner));
      const said = (await found.everybodySees(channelId(name))).filter(({ card }) => !card.includes('from now on'));
      expect(said).toHaveLength(noted.length);
    },
  );
});

describe('beside that', () => {
  const cornerOf = (way: Way, isThere: (chat: Chat) => boolean) => {
    const corner = corners.find((one) => one.way === way && isThere(one.chat));
    if (!corner) throw new Error('there is no such cell');
    return corner;
  };

  test('the button under an empty list, in a direct message, asks for the channel', async () => {
    const { asker } = cornerOf('the command line', ({ kind }) => kind === 'DM');
    const person = hypha.slack.person(asker);
    await person.types('/decisions of what nobody ever spoke about', { in: '@nora' });
    await person.clicks('Log one', { in: '@nora' });
    const modal = await eventually(async () => (await person.modal()) ?? false);
    expect(JSON.stringify(modal.blocks)).not.toContain('initial_conversation');
    expect(await person.submits({ statement: 'Ask for it', channel: 'chosen' })).toMatchObject({ submitted: true });
  });

  test('whoever may only read is told what to ask, and is answered', async () => {
    const { asker, place } = cornerOf('/decide with words', ({ name, thread }) => name === 'only' && thread);
    const logged = await hypha.asks('nora', 'decision.log', { statement: 'Doors close at ten', channel: place });
    const [decision = ''] = /D-\d+/.exec(JSON.stringify(logged)) ?? [];
    const person = hypha.slack.person(asker);
    await person.says('@hypha what is going on', { in: place });
    await person.says(`@hypha ${decision}?`, { in: place });
    await hypha.settled();
    const aside = (await person.sees(place)).filter((one) => one.is_ephemeral).map(({ text }) => text);
    expect(aside.toSorted()).toEqual([expect.stringContaining('as *D-42?*'), `✎ ${decision}`]);
  });

  test('an archived channel is not called one that Hypha does not read', async () => {
    const answer = await answers.get(cornerOf('the command line', ({ archived }) => archived));
    expect(String(answer)).not.toContain('does not read');
  });
});
