import { rm } from 'node:fs/promises';
import { calmDown, emptyOutbox } from './calm.ts';
import { type Decider, startDecider } from './decider.ts';
import { diceOf } from './dice.ts';
import { type Havoc, startHavoc } from './havoc.ts';
import type { Plan, QueueKind } from './plan.ts';
import { openStage, type Stage } from './stage.ts';
import { feed, startTalk, type Talk } from './talk.ts';
import { buildTown, type Town } from './town.ts';
import { type Invariant, judge } from './verdict.ts';
import { makeWeather } from './weather.ts';
import { startWriter, type Writer } from './writer.ts';

export interface Verdict {
  passed: boolean;
  invariants: Invariant[];
  /** What happened, as lines to print. */
  story: string[];
}

type Say = (line: string) => void;

/** One whole run on one queue: open, trouble, calm, compare. Its processes are gone when it ends, however it ends. */
export async function tryOut(plan: Plan, queue: QueueKind, say: Say, interrupted?: Promise<never>): Promise<Verdict> {
  const stage = await openStage(plan, queue);
  try {
    const running = trial(stage, plan, say);
    const verdict = await (interrupted ? Promise.race([running, interrupted]) : running);
    if (verdict.passed) await rm(stage.folder, { recursive: true, force: true });
    else say(`The logs of the processes are in ${stage.folder}.`);
    return verdict;
  } finally {
    await stage.close();
  }
}

async function trial(stage: Stage, plan: Plan, say: Say): Promise<Verdict> {
  const { ws } = await stage.db.read.selectFrom('workspace').select('ws').executeTakeFirstOrThrow();
  const town = await buildTown(stage, plan);
  await makeWeather(stage, town, plan);
  const startedAt = performance.now();
  const deeds = await trouble(stage, plan, { ws, town, say });
  await emptyOutbox(stage, plan);
  const troubleMs = performance.now() - startedAt;
  await stage.slack.heal();
  await calmDown(stage, ws, plan);
  const calmMs = performance.now() - startedAt - troubleMs;
  const invariants = [...(await judge(stage, town, deeds)), allDone(plan, deeds)];
  const lasted = `${inSeconds(troubleMs)} s of trouble, ${inSeconds(calmMs)} s until quiet`;
  const story = [...told(deeds), await unanswered(stage), lasted];
  return { passed: invariants.every(({ broken }) => broken.length === 0), invariants, story };
}

interface Deeds {
  talk: Talk;
  writer: Writer;
  decider: Decider;
  havoc: Havoc;
}

/** Everybody at once: people talk and decide, rows are written, and processes, database and queue are struck. */
async function trouble(
  stage: Stage,
  plan: Plan,
  { ws, town, say }: { ws: string; town: Town; say: Say },
): Promise<Deeds> {
  const dice = diceOf(plan.seed);
  const late = AbortSignal.timeout(plan.minutes * 60_000);
  const havoc = startHavoc(stage, plan, dice.another('havoc'), late);
  const talk = startTalk(stage, town, dice.another('talk'));
  const writer = startWriter(stage, ws, town, dice.another('writer'));
  const decider = startDecider(stage, town, dice.another('decider'));
  const deeds = { talk, writer, decider, havoc };
  const startedAt = performance.now();
  const tell = () => say(`${inSeconds(performance.now() - startedAt).padStart(4)} s · ${progress(deeds)}`);
  const telling = setInterval(tell, 15_000);
  const pace = { mayGo: havoc.progress, stop: late };
  await Promise.all([
    feed(plan.events, { ...pace, abreast: 6 }, talk.go),
    feed(plan.posts, { ...pace, abreast: 6 }, writer.post),
    feed(plan.decisions, { ...pace, abreast: 3 }, decider.decide),
    feed(town.lobbies.length, { ...pace, abreast: 1 }, (n) => invite(stage, town, n)),
    havoc.over,
  ]).finally(() => clearInterval(telling));
  tell();
  return deeds;
}

async function invite({ slack }: Stage, { lobbies }: Town, n: number): Promise<void> {
  const lobby = lobbies[n];
  if (lobby) await slack.person('maya').invites('hypha', { to: lobby });
}

const inSeconds = (ms: number) => (ms / 1000).toFixed(0);

const progress = ({ talk, writer, decider, havoc }: Deeds) =>
  `${talk.done} events · ${writer.done} posts · ${decider.answered.size} decisions · ${havoc.kills} kills · ` +
  `${havoc.freezes} freezes · ${havoc.restarts.length} restarts · ${havoc.wipes} wipes`;

/** When the time is over before everything was done, little is proved. */
function allDone(plan: Plan, { talk, writer, havoc }: Deeds): Invariant {
  const planned = [
    { what: 'events', done: talk.done, of: plan.events },
    { what: 'posts', done: writer.done, of: plan.posts },
    { what: 'kills', done: havoc.kills, of: plan.kills },
    { what: 'freezes', done: havoc.freezes, of: plan.freezes },
    { what: 'database restarts', done: havoc.restarts.length, of: plan.restarts },
    { what: 'queue wipes', done: havoc.wipes, of: plan.wipes },
  ];
  return {
    holds: 'everything planned was done',
    checked: planned.length,
    broken: planned.filter(({ done, of }) => done < of).map(({ what, done, of }) => `${done} of ${of} ${what}`),
  };
}

function told({ decider, havoc }: Deeds): string[] {
  const restarts = havoc.restarts.map(({ how, awayMs }) => `${how}, ${Math.round(awayMs)} ms`).join('; ') || 'never';
  return [
    `${havoc.kills} kill -9 and ${havoc.freezes} freezes, ${havoc.atWork} of them with work in flight`,
    `PostgreSQL restarted: ${restarts}. Queue wiped: ${havoc.wipes} times`,
    `${decider.answered.size} commands were answered, ${decider.unanswered.length} were not`,
  ];
}

const unheard = new Set(['hang', 'reset', '500', 'truncated', 'fatal_error']);

async function unanswered({ slack }: Stage): Promise<string> {
  const landed = (await slack.calls('chat.postMessage')).filter((call) => call.landed);
  const silent = landed.filter(({ answer }) => typeof answer === 'string' && unheard.has(answer)).length;
  const share = ((100 * silent) / Math.max(1, landed.length)).toFixed(1);
  return `${landed.length} posts landed, ${silent} of them without an answer (${share} %)`;
}
