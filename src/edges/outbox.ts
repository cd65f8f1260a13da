import { sql } from 'kysely';
import {
  type ActionState,
  afterAttempt,
  afterLook,
  type Change,
  judged,
  lookUp,
  quietUnknown,
  shownOut,
  type Undrawn,
  unasked,
  undrawn,
  unseen,
  whyNothing,
} from '../actions/rules.ts';
import type { App } from '../app.ts';
import type { Card } from '../card.ts';
import { mayTell } from '../channels/store.ts';
import type { Verdict } from '../delivery/rules.ts';
import { giveBack, tellAnew } from '../delivery/store.ts';
import { tellsChannel, whoMaySee } from './audience.ts';
import { machineNow } from './clock.ts';
import { type Database, databaseNow, type Transaction, together } from './db.ts';
import { takeTurn, untilTurn } from './history-pace.ts';
import { type Claimed, claimedOf, type Head, headOf, kindOf, sharedBy } from './outbox-head.ts';
import { attempt, findPosted } from './posting.ts';
import { learnQuiet } from './quiet.ts';
import { verdictNow } from './verdicts.ts';

/** One step for one destination. `true`: there may be more to do now; a number: not before that many milliseconds. */
export type Step = boolean | number;

/** What is to be said as it is now; or why there is nothing to say. */
export type Drawn = Card | Undrawn;
type Draw = (app: App, row: Claimed) => Promise<Drawn>;

/**
 * Sends what is due to one destination, in order. The caller holds the destination's lock, so whatever stands as
 * *sending* here was left by somebody who died or lost it.
 */
export async function sendNext(app: App, dest: string, draw: Draw, asked?: string): Promise<Step> {
  const startedAt = machineNow();
  const step = await app.db.write.transaction().execute((trx) => nextStep(app, trx, dest, asked));
  if (typeof step !== 'object') return step;
  if ('look' in step) return settle(app, step.look);
  if ('ask' in step) return askForQuiet(app, step.ask, draw);
  return step.send.drawn ? sendDrawn(app, step.send, draw) : send(app, step.send, startedAt);
}

type Decided = Step | { look: Claimed } | { ask: Claimed } | { send: Claimed };

async function nextStep(app: App, trx: Transaction<Database>, dest: string, asked?: string): Promise<Decided> {
  const head = await headOf(trx, app.workspace.ws, dest);
  if (!head) return false;
  const waitMs = head.retry_at ? head.retry_at.getTime() - head.machine_now.getTime() : 0;
  const row = claimedOf(head);
  // However far it came: the newer one shows what is true after it.
  if (head.kind === 'home' && head.newer)
    return apply(trx, row, { state: 'cancelled', problem: 'A newer one replaced it.' });
  if (head.state === 'sending') return apply(trx, row, leftBehind(app, head));
  if (waitMs > 0) return waitMs;
  if (head.state === 'unclear') return { look: row };
  if (head.team_now > head.expires_at) return apply(trx, row, { state: 'expired', problem: 'Its reason had passed.' });
  const hinders = whyNothing(head, { state: head.depended, target: row.target });
  if (hinders) return apply(trx, row, hinders);
  if (head.observed && !head.asked && head.sort !== 'recap') return apply(trx, row, unasked);
  const paceMs = (head.free_at?.getTime() ?? 0) - head.machine_now.getTime();
  if (paceMs > 0) return paceMs;
  if (tellsChannel(row) && !(await mayTell(trx, row.ws, row.dest, row.id))) return apply(trx, row, shownOut);
  if (row.asked) return { send: await markSending(app, trx, row, head.team_now) };
  const isAsked = asked === row.id;
  const verdict = await verdictNow(trx, row, head.team_now, isAsked);
  if (verdict === 'ask') return isAsked ? apply(trx, row, quietUnknown(app.config.pace)) : { ask: row };
  if (verdict.go !== 'now') return apply(trx, row, judged(verdict));
  return { send: await markSending(app, trx, row, head.team_now, verdict) };
}

/** Whether its reader wants quiet is asked of Slack before it is judged; while Slack does not say, it waits. */
const askForQuiet = async (app: App, row: Claimed, draw: Draw): Promise<Step> =>
  (await learnQuiet(app, row))
    ? sendNext(app, row.dest, draw, row.id)
    : apply(app.db.write, row, quietUnknown(app.config.pace));

/**
 * Its sender died after marking it, or lost the lock: as far as we know, this very moment. What it sent until now has
 * its time limit, and then settles.
 */
function leftBehind({ config: { pace } }: App, head: NonNullable<Head>): Change {
  const change = afterAttempt(kindOf(head.kind), { is: 'unclear', code: 'the sender stopped halfway' }, pace);
  return { ...change, waitMs: (change.waitMs ?? 0) + pace.postTimeoutMs };
}

/** Committed before the request leaves: from here on, nothing but an answer or a look-up says it was not sent. */
async function markSending(
  app: App,
  trx: Transaction<Database>,
  row: Claimed,
  now: Date,
  verdict?: Verdict,
): Promise<Claimed> {
  const attempts = row.attempts + 1;
  await trx
    .updateTable('action')
    .set({
      state: 'sending',
      sending_at: databaseNow,
      attempts,
      retry_at: null,
      ...(row.sort && { said_at: now }),
      ...(verdict && { verdict: JSON.stringify(verdict) }),
    })
    .where('ws', '=', row.ws)
    .where('id', '=', row.id)
    .execute();
  if (row.kind !== 'home') await holdBack(trx, row.ws, row.dest, app.config.pace.perChannelMs);
  return { ...row, attempts };
}

async function holdBack(
  trx: Transaction<Database> | App['db']['write'],
  ws: string,
  bucket: string,
  ms: number,
): Promise<void> {
  const free_at = sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`;
  await trx
    .insertInto('pace')
    .values({ ws, bucket, free_at })
    .onConflict((conflict) =>
      conflict.columns(['ws', 'bucket']).doUpdateSet({ free_at: sql<Date>`greatest(pace.free_at, excluded.free_at)` }),
    )
    .execute();
}

async function send(app: App, row: Claimed, startedAt: Date): Promise<Step> {
  const seen = await whoMaySee(app, row);
  if (seen !== 'all') return apply(app.db.write, row, unseen(seen, app.config.pace));
  const lateMs = machineNow().getTime() - startedAt.getTime();
  // Frozen since it was marked: settle is counted from the mark, so it is marked anew rather than sent late.
  if (lateMs > app.config.pace.settleMs / 20) return apply(app.db.write, row, { state: 'due', problem: null });
  return attemptNow(app, row);
}

/**
 * Drawn when it is sent, from what is true and what its reader may see then: a later try puts nothing back that has
 * changed since. Frozen meanwhile for so long that another may have sent it or shown a newer one, it is drawn anew.
 */
async function sendDrawn(app: App, row: Claimed, draw: Draw): Promise<Step> {
  const startedAt = machineNow();
  const drawn = await draw(app, row);
  const lateMs = machineNow().getTime() - startedAt.getTime();
  if (typeof drawn === 'string') await leave(app, row, drawn);
  else if (lateMs > freshForMs(app, row)) await apply(app.db.write, row, { state: 'due', problem: null });
  else await attemptNow(app, { ...row, body: drawn });
  // Where a newer page was asked for meanwhile, nothing waits for another try of this one.
  return true;
}

/** What is said twice when it is sent twice has to be sent well before somebody looks whether it was. */
const freshForMs = ({ config: { pace } }: App, { kind }: Claimed): number =>
  kind === 'post' ? pace.settleMs / 10 : pace.stolenAfterMs / 2;

/** What is no longer what there is to say is put together once more, after it is certain that this was not said. */
async function leave(app: App, row: Claimed, why: Undrawn): Promise<void> {
  await together(app.db.write, async (trx) => {
    await apply(trx, row, undrawn(why, app.config.pace));
    if (why === 'anew') await tellAnew(trx, row.ws, row.dest);
  });
}

async function attemptNow(app: App, row: Claimed): Promise<Step> {
  const outcome = await attempt(app, row);
  if (outcome.is === 'limited') await holdBack(app.db.write, row.ws, sharedBy(row.kind), outcome.afterMs);
  return apply(app.db.write, row, afterAttempt(row.kind, outcome, app.config.pace));
}

/** Looks in its turn among all who ask Slack about history; until then the place is free for others. */
async function settle(app: App, row: Claimed): Promise<Step> {
  const looks = lookUp[row.kind] === 'history';
  if (looks && !(await takeTurn(app.db.write, row.ws, app.config.pace.historyMs))) {
    const waitMs = await untilTurn(app.db.write, row.ws);
    return apply(app.db.write, row, { state: 'unclear', problem: row.problem, waitMs });
  }
  const finding = looks ? await findPosted(app, row) : ({ is: 'no way' } as const);
  const blindMs = row.blind_since ? machineNow().getTime() - row.blind_since.getTime() : 0;
  return apply(app.db.write, row, afterLook(finding, row.absent, blindMs > app.config.pace.giveUpMs, app.config.pace));
}

/**
 * Unless our own post's echo was quicker, and the action is already known to be sent. Whoever was frozen may come late,
 * when another has tried since: what became of an earlier attempt says nothing about the newest. Only that it landed is
 * true for ever, and keeps it from being sent once more.
 */
async function apply(db: Transaction<Database> | App['db']['write'], row: Claimed, change: Change): Promise<Step> {
  const { state, problem, waitMs, absent, blind, sent, verdict } = change;
  const retry_at = waitMs === undefined ? null : sql<Date>`clock_timestamp() + ${waitMs} * interval '1 millisecond'`;
  const changing = db
    .updateTable('action')
    .set({
      state,
      problem,
      retry_at,
      ...(absent !== undefined && { absent }),
      ...(blind !== undefined && { blind_since: blind ? sql<Date>`coalesce(blind_since, clock_timestamp())` : null }),
      ...(sent && { sent_at: databaseNow, sent_channel: sent.channel, sent_ts: sent.ts }),
      ...(unsaid.includes(state) && { said_at: null }),
      ...(verdict && { verdict: JSON.stringify(verdict) }),
      ...(verdict?.until && {
        due_at: verdict.until,
        // What comes with a digest does not grow old before it, but does where it finds no room in any for days.
        ...(verdict.go === 'digest' && {
          expires_at: sql<Date>`case when verdict->>'go' = 'digest' then expires_at
            else greatest(expires_at, ${verdict.until}::timestamptz + interval '4 days') end`,
        }),
      }),
      ...(verdict?.as && { sort: verdict.as }),
    })
    .where('ws', '=', row.ws)
    .where('id', '=', row.id);
  const current = sent
    ? changing.where('state', '!=', 'sent')
    : changing.where('state', 'in', open).where('attempts', '=', row.attempts);
  const { numUpdatedRows } = await current.executeTakeFirst();
  if (numUpdatedRows > 0n && row.sort === 'digest' && (state === 'refused' || state === 'expired'))
    await giveBack(db, row.ws, [row.id]);
  return waitMs ?? true;
}

const open: ActionState[] = ['planned', 'due', 'sending', 'unclear'];
/** In these it is certain that nobody heard it: it counts for no budget. */
const unsaid: ActionState[] = ['planned', 'due', 'held', 'expired', 'refused'];
