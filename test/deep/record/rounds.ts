import { z } from 'zod';
import { forget } from '../../../jobs/forget.ts';
import { diceOf } from '../../faults/dice.ts';
import { type Before, wrongAnswers } from './answers.ts';
import * as deciding from './deciding.ts';
import { isAtRest, violations } from './invariants.ts';
import { quietStep, shownTo } from './quiet.ts';
import { atOnce, keyOf, type Row, type Tables } from './record.ts';
import { type Asked, type Doing, planSome, type Scene, type Step } from './step.ts';
import * as talk from './talk.ts';
import { follow, type Truth, truthOf } from './truth.ts';
import { openWorld, settle, type World } from './world.ts';

const talking: [number, Doing][] = [
  [9, talk.says],
  [7, talk.replies],
  [5, talk.edits],
  [2, talk.deletes],
  [1, talk.deletesThread],
  [7, talk.nods],
  [3, talk.marks],
  [2, talk.mentions],
  [1, talk.mentionsInThread],
  [1, talk.optsOutOrIn],
  [1, talk.comesOrGoes],
  [1, talk.showsOutOrIn],
  [2, talk.isMissing],
  [2, talk.looksBack],
];

const decisions: [number, Doing][] = [
  [2, deciding.logsOwnWords],
  [5, deciding.logsMessage],
  [1, deciding.proposes],
  [5, deciding.changes],
  [9, deciding.steps],
  [5, deciding.replaces],
  [5, deciding.undoes],
];

/** How often each was done, and how often refused. */
export type Tally = Map<string, { done: number; refused: number }>;

/** What people do at once, then one after the other; and after each of it, that all holds. */
export async function playRounds(seed: number, rounds: number, tally: Tally): Promise<void> {
  const world = await openWorld(diceOf(seed).another('record'));
  const told: string[] = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      const story: string[] = [];
      await playRound(world, story, tally).catch((error) => {
        throw new Error(report(seed, round, error, story, told), { cause: error });
      });
      told.push(...story.map((line) => `round ${round}: ${line}`));
    }
  } finally {
    await world.close();
  }
}

/** What is wrong, what happened in that round, and of earlier ones what was about the same. */
function report(seed: number, round: number, error: unknown, story: readonly string[], told: readonly string[]) {
  const wrong = error instanceof Error ? error.message : String(error);
  const about = new Set(wrong.match(/D-\d+|\d{10}\.\d{6}|zq[a-v]{8}/g));
  const earlier = told.filter((line) => [...about].some((one) => line.includes(one)));
  const head = `HYPHA_TEST_RECORD_SEED=${seed}, round ${round}: ${wrong}`;
  return [head, 'In this round:', ...story, 'Before, of the same:', ...earlier].join('\n');
}

async function playRound(world: World, story: string[], tally: Tally): Promise<void> {
  const { dice } = world;
  const before = await sceneOf(world);
  if (dice.happens(0.3)) await timePasses(world, story);
  const quiet = before.record.length > 0 ? await quietly(world, story) : [];
  const scene = await sceneOf(world);
  const [said, decided] = world.burst === 0 ? [40, 0] : [14, dice.below(12) + 6];
  const plan = [...planSome(scene, talking, said), ...planSome(scene, decisions, decided)];
  const asked = [...quiet, ...(await together(world, plan, story))];
  count(tally, asked);
  await expectAllHolds(world, asked, { versions: versionsOf(before), moving: scene.moving });
  if (before.record.length > 0) expectNone(await shownTo(world));
}

async function quietly(world: World, story: string[]): Promise<Asked[]> {
  const all: Asked[] = [];
  for (let n = 0; n < 5; n++) {
    const { asked, story: what, wrong } = await quietStep(world, all.at(-1));
    story.push(what);
    expectNone(wrong);
    if (asked) all.push(asked);
  }
  return all;
}

async function together(world: World, plan: readonly Step[], story: string[]): Promise<Asked[]> {
  world.burst++;
  const out = new Set(world.people.filter((one) => one.out));
  const answers = await Promise.all(
    plan.map(async ({ story: what, act }) => {
      const answer = await act();
      const became = typeof answer === 'string' ? answer : answer && told(answer);
      story.push(became ? `${what} → ${became}` : what);
      return typeof answer === 'object' ? answer : [];
    }),
  );
  // What somebody says while they opt out or in may be kept or not.
  for (const message of world.messages)
    if (message.burst === world.burst && out.has(message.author) !== message.author.out)
      message.erased = message.author.out;
  return answers.flat();
}

const Numbered = z.looseObject({ number: z.number(), version: z.number() });

function told({ result }: Asked): string {
  if (!result.ok) return result.sentence;
  const { number, version } = Numbered.parse(result.value);
  return `D-${number} v${version}`;
}

async function sceneOf(world: World): Promise<Scene> {
  return atOnce(world, async ({ rows, lines, messages, evidence }) => ({
    world,
    record: rows,
    hot: hotAmong(world, rows),
    lastBy: new Map(lines.map(({ decision, person }) => [decision, person])),
    kept: new Map(messages.filter(({ removed }) => !removed).map((one) => [keyOf(one), one])),
    quoted: new Set(evidence.map(({ channel, message_ts }) => keyOf({ channel, ts: message_ts ?? '' }))),
    touched: new Set(),
    deciding: new Set(),
    moving: new Set(),
  }));
}

/** One that nobody confirmed yet, if there is one; some of late, and any other. */
function hotAmong({ dice }: World, rows: readonly Row[]): Row[] {
  const open = rows.filter(({ state }) => state === 'proposed' || state === 'unconfirmed');
  return [open, rows.slice(-6), rows].flatMap((some) => (some.length > 0 ? dice.one(some) : []));
}

/** Hypha goes on comparing what is here with Slack's history by itself: what comes in by that is read first. */
async function expectAllHolds(world: World, asked: readonly Asked[], before: Before): Promise<void> {
  for (let wrong: string[] | undefined; !wrong; ) {
    await settle(world);
    const truth = await truthOf(world);
    follow(world, truth);
    wrong = await atOnce(world, async (tables) =>
      (await isAtRest(tables)) ? allWrong(tables, world, truth, asked, before) : undefined,
    );
    expectNone(wrong ?? []);
  }
}

function expectNone(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

const versionsOf = ({ record }: Scene) => new Map(record.map(({ number, version }) => [number, version]));

const allWrong = async (tables: Tables, world: World, truth: Truth, asked: readonly Asked[], before: Before) => [
  ...(await violations(tables, world, truth)),
  ...wrongAnswers(asked, tables, before),
];

function count(tally: Tally, asked: readonly Asked[]): void {
  for (const { kind, result } of asked) {
    const so = tally.get(kind) ?? { done: 0, refused: 0 };
    so[result.ok ? 'done' : 'refused']++;
    tally.set(kind, so);
  }
}

/** A few minutes, so that what was done just now is no longer just now; seldom so many days that nothing is kept. */
async function timePasses(world: World, story: string[]): Promise<void> {
  const { dice, hyphas, people } = world;
  const [{ app, slack, asks }] = hyphas;
  const isLong = dice.happens(0.05);
  const minutes = isLong ? 91 * 24 * 60 : dice.one([2, 6, 11, 60]);
  await slack.moveClock({ forward: minutes * 60_000 });
  const moved = await asks(people[0]?.name ?? '', 'clock.move', { by: isLong ? '91d' : `${minutes}m` });
  if (!moved.ok) throw new Error(moved.sentence);
  if (isLong) await forget(app, { ws: app.workspace.ws });
  await settle(world);
  story.push(`${minutes} minutes pass`);
}
