import { teamNow } from '../../src/edges/workspace.ts';
import { tsOf } from '../../src/messages/rules.ts';
import { planAllRepairs } from '../../src/people/store.ts';
import { eventually } from '../support/slack.ts';
import { startDecider } from './decider.ts';
import { diceOf } from './dice.ts';
import { startHavoc } from './havoc.ts';
import type { Plan, QueueKind } from './plan.ts';
import { openStage, removeFolder, type Stage } from './stage.ts';
import { feed, startTalk } from './talk.ts';
import { buildTown, type Town } from './town.ts';
import { type Invariant, judge } from './verdict.ts';
import { makeWeather } from './weather.ts';
import { startWriter } from './writer.ts';

export interface Verdict {
  passed: boolean;
  invariants: Invariant[];
  /** What happened, as lines to print. */
  story: string[];
}

/** One whole run on one queue: open, trouble, calm, compare. Processes are gone when it ends, however it ends. */
export async function tryOut(plan: Plan, queue: QueueKind, say: (line: string) => void): Promise<Verdict> {
  const stage = await openStage(plan, queue);
  try {
    const verdict = await go(stage, plan, say);
    if (verdict.passed) await removeFolder(stage.folder);
    else say(`The logs of the processes are in ${stage.folder}.`);
    return verdict;
  } finally {
    await stage.close();
  }
}

async function go(stage: Stage, plan: Plan, say: (line: string) => void): Promise<Verdict> {
  const startedAt = performance.now();
  const ws = await workspaceOf(stage);
  const town = await buildTown(stage, plan);
  await makeWeather(stage, town, plan);
  const dice = diceOf(plan.seed);
  const late = AbortSignal.timeout(plan.minutes * 60_000);
  const havoc = startHavoc(stage, plan, dice.another('havoc'), late);
  const talk = startTalk(stage, town, dice.another('talk'));
  const writer = startWriter(stage, ws, town, dice.another('writer'));
  const decider = startDecider(stage, town, dice.another('decider'));
  const mayGo = () => (late.aborted ? 1 : havoc.progress());
  const tell = () =>
    say(
      `${seconds(startedAt)} · ${talk.done} events · ${writer.done} posts · ${decider.answered.size} decisions · ` +
        `${havoc.kills} kills · ${havoc.freezes} freezes · ${havoc.restarts.length} restarts · ${havoc.wipes} wipes`,
    );
  const telling = setInterval(tell, 15_000);
  try {
    await Promise.all([
      feed(plan.events, mayGo, talk.say),
      feed(plan.posts, mayGo, writer.post),
      feed(plan.decisions, mayGo, decider.decide, 3),
      feed(town.lobbies.length, mayGo, (n) => invite(stage, town, n), 1),
      havoc.over,
    ]);
    const faultyMs = performance.now() - startedAt;
    tell();
    await stage.slack.heal();
    const settledMs = await calm(stage, ws, plan);
    say(`settled ${(settledMs / 1000).toFixed(1)} s after the last fault`);
    const invariants = await judge(stage, town, { talk, writer, decider });
    const story = [
      `${havoc.kills} kill -9 and ${havoc.freezes} freezes, ${havoc.atWork} of them with work in flight`,
      `PostgreSQL restarted: ${havoc.restarts.map(({ how, awayMs }) => `${how} (${Math.round(awayMs)} ms)`).join(', ') || 'never'}; queue wiped ${havoc.wipes} times`,
      await unanswered(stage),
      `${decider.unanswered.length} commands were not answered, ${decider.answered.size} were`,
      `${(faultyMs / 1000).toFixed(0)} s of trouble, ${(settledMs / 1000).toFixed(1)} s until quiet`,
    ];
    return { passed: invariants.every(({ broken }) => broken.length === 0), invariants, story };
  } finally {
    clearInterval(telling);
  }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(0).padStart(4)} s`;

async function workspaceOf({ db }: Stage): Promise<string> {
  const { ws } = await db.read.selectFrom('workspace').select('ws').executeTakeFirstOrThrow();
  return ws;
}

async function invite({ slack }: Stage, { lobbies }: Town, n: number): Promise<void> {
  const lobby = lobbies[n];
  if (lobby) await slack.person('maya').invites('hypha', { to: lobby });
}

/** Nothing goes wrong any more. Waits until nothing moves, until every channel was compared with its history, and again. */
async function calm(stage: Stage, ws: string, plan: Plan): Promise<number> {
  const since = performance.now();
  const patience = { within: Math.max(60_000, plan.pace.settleMs * 20), every: 50 };
  await eventually(() => isQuiet(stage), patience).catch(() => {});
  const mark = tsOf(await teamNow(stage.db.read, ws));
  await eventually(() => isCompared(stage, ws, mark), { ...patience, every: plan.pace.settleMs / 2 }).catch(() => {});
  await eventually(() => isQuiet(stage), patience).catch(() => {});
  return performance.now() - since;
}

async function isQuiet({ slack, db, crew }: Stage): Promise<boolean> {
  const { rows } = await db.pool.query(
    `select (select count(*) from inbox where state = 'waiting')
          + (select count(*) from action where state in ('planned', 'due', 'sending', 'unclear')) as open`,
  );
  return Number(rows[0]?.open) + (await slack.outstanding()) === 0 && crew.members.every((member) => member.ready());
}

async function isCompared({ db }: Stage, ws: string, mark: string): Promise<boolean> {
  const { rows } = await db.pool.query(
    `select count(*) as behind from channel where reading and (cursor_ts is null or cursor_ts collate "C" < $1)`,
    [mark],
  );
  if (Number(rows[0]?.behind) === 0) return true;
  await planAllRepairs(db.write, ws);
  return false;
}

const unheard = new Set(['hang', 'reset', '500', 'truncated', 'fatal_error']);

async function unanswered({ slack }: Stage): Promise<string> {
  const calls = await slack.calls('chat.postMessage');
  const silent = calls.filter(({ landed, answer }) => landed && typeof answer === 'string' && unheard.has(answer));
  const landed = calls.filter((call) => call.landed).length;
  return `${calls.length} requests to post, ${landed} landed, ${silent.length} of those without an answer (${((100 * silent.length) / Math.max(1, landed)).toFixed(1)} %)`;
}
