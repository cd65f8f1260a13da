import { type ExpressionBuilder, type Kysely, type Selectable, sql } from 'kysely';
import type { Pace } from '../config.ts';
import { atOf, tsOf } from '../messages/rules.ts';
import { day, later } from './clock.ts';
import { type Database, databaseNow, type Transaction, together } from './db.ts';
import { hasDoubts, listDoubtedThreads } from './doubt-rows.ts';
import { takeTurn } from './history-pace.ts';
import { againAt } from './retry.ts';

/** A channel whose turn it is, as it stood when its step began. */
export type Step = Omit<Selectable<Database['channel']>, 'joined_at'> & { joined_at: Date };

type Waiting = Pick<Selectable<Database['unread_thread']>, 'thread_ts' | 'after_ts'>;

/** Threads compared in one round of a channel; the others wait for its next rounds. */
export const threadsPerRound = 10;
const livelyDays = 7;

/** The channel's next step, if it is due and Slack may be asked now. It is tried again if nobody says how it ended. */
export const claimStep = (
  db: Kysely<Database>,
  ws: string,
  channel: string,
  { historyMs, settleMs, repairMs }: Pace,
): Promise<Step | undefined> =>
  together(db, async (trx) => {
    if (!(await takeTurn(trx, ws, historyMs))) return undefined;
    return trx
      .updateTable('channel')
      .set((set) => ({
        repair_at: againAt('repair_tries', { firstMs: settleMs, mostMs: 4 * repairMs }),
        repair_tries: set('repair_tries', '+', 1),
        repair_since: sql<Date>`coalesce(repair_since, clock_timestamp())`,
        // A gap that is known begins a new round, once the main line is not in the middle of one.
        gap: sql<boolean>`gap and round_ts is not null`,
        threads_left: sql<number>`case when gap and round_ts is null then 0 else threads_left end`,
      }))
      .where('ws', '=', ws)
      .where('id', '=', channel)
      .where('reading', '=', true)
      .where('joined_at', 'is not', null)
      .where('repair_at', '<=', databaseNow)
      .returningAll()
      .$narrowType<{ joined_at: Date }>()
      .executeTakeFirst();
  });

/**
 * How far back to look: a day before what was last known, for older messages may have been answered, edited or deleted
 * meanwhile, and nobody told us. Never before the channel let Hypha in.
 */
export function lookBack(known: string | null, joinedAt: Date): string {
  const start = later(known ? atOf(known) : joinedAt, -day);
  return tsOf(start > joinedAt ? start : joinedAt);
}

/** Only the step that was begun here, and only while the channel still lets Hypha read. */
const ours = (trx: Transaction<Database>, { ws, id, notice, round_ts, below_ts }: Step) =>
  trx
    .updateTable('channel')
    .where('ws', '=', ws)
    .where('id', '=', id)
    .where('reading', '=', true)
    .where('notice', 'is not distinct from', notice)
    .where('round_ts', 'is not distinct from', round_ts)
    .where('below_ts', 'is not distinct from', below_ts);

const wentWell = { repair_tries: 0, repair_since: null, repair_problem: null };

/** The main line is compared down to `edge`, or to its end where that is null. False: somebody else got there first. */
export async function keepLine(
  trx: Transaction<Database>,
  step: Step,
  { latest, edge }: { latest: string; edge: string | null },
): Promise<boolean> {
  const progress = edge
    ? { round_ts: latest, below_ts: edge, repair_at: databaseNow }
    : { round_ts: null, below_ts: null, cursor_ts: latest };
  const { numUpdatedRows } = await ours(trx, step)
    .set({ ...wentWell, ...progress })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

type Rounds = Pick<Pace, 'repairMs' | 'settleMs'>;

/** After the main line: its threads. Where none wait any more, all lively ones do, from where they were last compared. */
export async function turnToThreads(
  trx: Transaction<Database>,
  step: Step,
  latest: string,
  pace: Rounds,
): Promise<void> {
  if (!(await nextThread(trx, step))) await listLivelyThreads(trx, step, latest);
  await listDoubtedThreads(trx, step, pace.settleMs);
  await endStep(trx, step, threadsPerRound, pace);
}

/** A thread is compared up to `edge`, or to its end where that is null. False: the channel showed Hypha out. */
export async function keepThread(
  trx: Transaction<Database>,
  step: Step,
  { thread, edge, pace }: { thread: Waiting; edge: string | null; pace: Rounds },
): Promise<boolean> {
  const { numUpdatedRows } = await ours(trx, step).set(wentWell).executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await moveThread(trx, step, thread, edge);
  await endStep(trx, step, edge ? step.threads_left : step.threads_left - 1, pace);
  return true;
}

async function moveThread(
  trx: Transaction<Database>,
  { ws, id }: Step,
  { thread_ts, after_ts }: Waiting,
  edge: string | null,
): Promise<void> {
  const thread = { ws, channel: id, thread_ts, after_ts };
  const isIt = (is: ExpressionBuilder<Database, 'unread_thread'>) => is.and(thread);
  if (edge) await trx.updateTable('unread_thread').set({ after_ts: edge }).where(isIt).execute();
  else await trx.deleteFrom('unread_thread').where(isIt).execute();
}

/**
 * Soon the next thread; or, once there are none or enough, the next round: later, sooner where something is in doubt, or
 * at once where a gap is known.
 */
async function endStep(trx: Transaction<Database>, step: Step, threadsLeft: number, pace: Rounds): Promise<void> {
  const more = threadsLeft > 0 && (await nextThread(trx, step)) !== undefined;
  const laterMs = (await hasDoubts(trx, step)) ? pace.settleMs : pace.repairMs;
  const nextRound = sql<Date>`clock_timestamp() + case when gap then 0 else ${laterMs}::float8 end * interval '1 millisecond'`;
  await trx
    .updateTable('channel')
    .set({ threads_left: more ? threadsLeft : 0, repair_at: more ? databaseNow : nextRound })
    .where('ws', '=', step.ws)
    .where('id', '=', step.id)
    .execute();
}

/** In the order in which they were listed, so that each has its turn however many there are. */
export const nextThread = (db: Kysely<Database>, { ws, id }: Step): Promise<Waiting | undefined> =>
  db
    .selectFrom('unread_thread')
    .select(['thread_ts', 'after_ts'])
    .where('ws', '=', ws)
    .where('channel', '=', id)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();

/** Threads whose newest reply, as Slack tells it, is not here. Newest first. */
export async function listUnheardThreads(
  trx: Transaction<Database>,
  { ws, id }: Step,
  threads: readonly { ts: string; latest_reply: string }[],
  after: string,
): Promise<void> {
  if (threads.length === 0) return;
  await sql`
    insert into unread_thread (ws, channel, thread_ts, after_ts)
    select ${ws}, ${id}, said.ts, ${after}
    from jsonb_to_recordset(${JSON.stringify(threads)}::jsonb) as said (ts text, latest_reply text)
    where not exists (
      select from message as m where m.ws = ${ws} and m.channel = ${id} and m.ts = said.latest_reply)
    order by said.ts desc
    on conflict do nothing`.execute(trx);
}

/** Those with something said in the last days, newest first: an old thread's new reply does not show in the main line. */
async function listLivelyThreads(
  trx: Transaction<Database>,
  { ws, id, threads_ts, joined_at }: Step,
  latest: string,
): Promise<void> {
  const since = tsOf(later(atOf(latest), -livelyDays * day));
  await sql`
    insert into unread_thread (ws, channel, thread_ts, after_ts)
    select ${ws}, ${id}, thread_ts, ${lookBack(threads_ts, joined_at)} from message
    where ws = ${ws} and channel = ${id} and ts >= ${since} and thread_ts is not null
    group by thread_ts
    order by max(ts) desc`.execute(trx);
  await trx.updateTable('channel').set({ threads_ts: latest }).where('ws', '=', ws).where('id', '=', id).execute();
}

/** The step did not go well; it is due again as it was planned when it began, or when Slack says. */
export async function noteStep(
  db: Kysely<Database>,
  { ws, id }: Step,
  { problem, waitMs }: { problem: string; waitMs?: number | undefined },
): Promise<void> {
  const again = waitMs === undefined ? undefined : sql<Date>`clock_timestamp() + ${waitMs} * interval '1 millisecond'`;
  await db
    .updateTable('channel')
    .set({ repair_problem: problem, ...(again && { repair_at: again }) })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .where('reading', '=', true)
    .execute();
}

/** After a start, a reconnection or an outage: every channel is compared again, one after the other. */
export async function planAllRepairs(db: Kysely<Database>, ws: string, everyMs: number): Promise<void> {
  await together(db, (trx) =>
    sql`
      with reading as (
        select id, cursor_ts from channel where ws = ${ws} and reading order by id for no key update),
      turn as (
        select id, row_number() over (order by cursor_ts nulls first) - 1 as n from reading)
      update channel
      set gap = true,
          repair_at = least(repair_at, clock_timestamp() + turn.n * ${everyMs}::float8 * interval '1 millisecond')
      from turn where channel.ws = ${ws} and channel.id = turn.id`.execute(trx),
  );
}
