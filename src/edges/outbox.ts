import { type Selectable, sql } from 'kysely';
import {
  type ActionKind,
  type ActionState,
  afterAttempt,
  afterLook,
  type Change,
  lookUp,
  shownOut,
  unasked,
  undrawn,
  unseen,
  whyNothing,
} from '../actions/rules.ts';
import type { App } from '../app.ts';
import type { Card } from '../card.ts';
import { channelRef } from '../channels/rules.ts';
import { mayTell, readable } from '../channels/store.ts';
import { Refusal } from '../errors.ts';
import { rightsOf } from '../rights.ts';
import { machineNow } from './clock.ts';
import { type Database, databaseNow, type Transaction } from './db.ts';
import { takeTurn, untilTurn } from './history-pace.ts';
import { attempt, findPosted } from './posting.ts';
import { teamNowSql } from './workspace.ts';

type Action = Selectable<Database['action']>;
export type Claimed = Action & { kind: ActionKind; target: { channel: string; ts: string } | undefined };

/** One step for one destination. `true`: there may be more to do now; a number: not before that many milliseconds. */
export type Step = boolean | number;

/** Somebody's page as it is now; or why there is none. */
export type Drawn = Card | 'not now' | 'for nobody';
type Draw = (app: App, person: string) => Promise<Drawn>;

/**
 * Sends what is due to one destination, in order. The caller holds the destination's lock, so whatever stands as
 * *sending* here was left by somebody who died or lost it.
 */
export async function sendNext(app: App, dest: string, draw: Draw): Promise<Step> {
  const startedAt = machineNow();
  const step = await app.db.write.transaction().execute((trx) => nextStep(app, trx, dest));
  if (typeof step !== 'object') return step;
  if ('look' in step) return settle(app, step.look);
  return step.send.kind === 'home' ? sendHome(app, step.send, draw) : send(app, step.send, startedAt);
}

type Decided = Step | { look: Claimed } | { send: Claimed };

async function nextStep(app: App, trx: Transaction<Database>, dest: string): Promise<Decided> {
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
  if (head.observed && !head.asked) return apply(trx, row, unasked);
  const paceMs = (head.free_at?.getTime() ?? 0) - head.machine_now.getTime();
  if (paceMs > 0) return paceMs;
  if (tellsChannel(row) && !(await mayTell(trx, row.ws, row.dest, row.id))) return apply(trx, row, shownOut);
  return { send: await markSending(app, trx, row) };
}

type Head = Awaited<ReturnType<typeof headOf>>;

/** The first action of a destination whose time has come. One that waits for another's fate is passed over. */
const headOf = (trx: Transaction<Database>, ws: string, dest: string) =>
  trx
    .selectFrom('action as a')
    .innerJoin('workspace as w', 'w.ws', 'a.ws')
    .leftJoin('action as d', (join) => join.onRef('d.ws', '=', 'a.ws').onRef('d.id', '=', 'a.depends_on'))
    .leftJoin('channel as c', (join) => join.onRef('c.ws', '=', 'a.ws').onRef('c.id', '=', 'a.dest'))
    .selectAll('a')
    .select(['d.state as depended', 'd.sent_channel as target_channel', 'd.sent_ts as target_ts'])
    .select([
      databaseNow.as('machine_now'),
      teamNowSql.as('team_now'),
      sql<boolean>`c.id is not null and coalesce(c.observing_until > ${teamNowSql}, true)`.as('observed'),
    ])
    .select((from) => [
      from
        .selectFrom('pace as p')
        .select((select) => select.fn.max('p.free_at').as('at'))
        .whereRef('p.ws', '=', 'a.ws')
        .where('p.bucket', 'in', [dest, everyone])
        .as('free_at'),
      from
        .exists(
          from
            .selectFrom('action as n')
            .select('n.id')
            .whereRef('n.ws', '=', 'a.ws')
            .whereRef('n.dest', '=', 'a.dest')
            .where('n.kind', '=', 'home')
            .where('n.state', '=', 'due')
            .whereRef('n.seq', '>', 'a.seq'),
        )
        .as('newer'),
    ])
    .where('a.ws', '=', ws)
    .where('a.dest', '=', dest)
    .where('a.state', 'in', ['planned', 'due', 'sending', 'unclear'])
    .where('a.due_at', '<=', teamNowSql)
    .where((is) =>
      // Stopped, Hypha says nothing more. Somebody's own page still shows them how things are: also that it is stopped.
      is.or([
        is('w.stopped_at', 'is', null),
        is('a.kind', '=', 'home'),
        is('a.state', 'in', ['sending', 'unclear']),
        is('a.expires_at', '<', teamNowSql),
      ]),
    )
    .where((is) =>
      is.or([
        is('a.depends_on', 'is', null),
        is('d.state', 'in', ['sent', 'cancelled', 'expired', 'refused']),
        is('a.state', 'in', ['sending', 'unclear']),
      ]),
    )
    .orderBy('a.due_at')
    .orderBy('a.seq')
    .limit(1)
    .forUpdate('a')
    .executeTakeFirst();

const everyone = '*';

const claimedOf = (head: NonNullable<Head>): Claimed => ({
  ...head,
  kind: kindOf(head.kind),
  target: head.target_channel && head.target_ts ? { channel: head.target_channel, ts: head.target_ts } : undefined,
});

function kindOf(kind: string): ActionKind {
  if (kind === 'post' || kind === 'update' || kind === 'home' || kind === 'ephemeral') return kind;
  throw new Error(`unknown kind of action: ${kind}`);
}

/**
 * Its sender died after marking it, or lost the lock: as far as we know, this very moment. What it sent until now has
 * its time limit, and then settles.
 */
function leftBehind({ config: { pace } }: App, head: NonNullable<Head>): Change {
  const change = afterAttempt(kindOf(head.kind), { is: 'unclear', code: 'the sender stopped halfway' }, pace);
  return { ...change, waitMs: (change.waitMs ?? 0) + pace.postTimeoutMs };
}

/** Committed before the request leaves: from here on, nothing but an answer or a look-up says it was not sent. */
async function markSending(app: App, trx: Transaction<Database>, row: Claimed): Promise<Claimed> {
  const attempts = row.attempts + 1;
  await trx
    .updateTable('action')
    .set({ state: 'sending', sending_at: databaseNow, attempts, retry_at: null })
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
 * changed since. Frozen meanwhile for so long that another may have shown a newer one, it is drawn anew.
 */
async function sendHome(app: App, row: Claimed, draw: Draw): Promise<Step> {
  const startedAt = machineNow();
  const drawn = await draw(app, row.dest);
  const lateMs = machineNow().getTime() - startedAt.getTime();
  if (typeof drawn === 'string') await apply(app.db.write, row, undrawn(drawn, app.config.pace));
  else if (lateMs > app.config.pace.stolenAfterMs / 2) await apply(app.db.write, row, { state: 'due', problem: null });
  else await attemptNow(app, { ...row, body: drawn });
  // Where a newer one was asked for meanwhile, nothing waits for another try of this one.
  return true;
}

async function attemptNow(app: App, row: Claimed): Promise<Step> {
  const outcome = await attempt(app, row);
  if (outcome.is === 'limited') await holdBack(app.db.write, row.ws, everyone, outcome.afterMs);
  return apply(app.db.write, row, afterAttempt(row.kind, outcome, app.config.pace));
}

/** The audience of what is said, computed once more at the last moment; when in doubt, it waits. */
async function whoMaySee(app: App, row: Claimed): Promise<'all' | 'some' | 'unknown'> {
  const elsewhere = row.audience.filter((channel) => channel !== row.dest);
  if (elsewhere.length === 0) return 'all';
  if (isChannel(row.dest)) return 'some';
  const reader = { ws: row.ws, person: row.dest };
  const rights = await rightsOf(app, { ...reader, via: 'job' }).catch(whyUnknown);
  if (typeof rights === 'string') return rights;
  if (!rights.fresh) return 'unknown';
  const seen = await readable(app.db.read, { ...reader, rights })
    .where('place.id', 'in', elsewhere)
    .execute();
  return seen.length === new Set(elsewhere).size ? 'all' : 'some';
}

function whyUnknown(error: unknown): 'some' | 'unknown' {
  if (!(error instanceof Refusal)) throw error;
  return error.code === 'forbidden' ? 'some' : 'unknown';
}

const isChannel = (dest: string) => 'id' in channelRef(dest);

/** What is said to everybody there. An answer to one person, or to a change of what was said, is not. */
const tellsChannel = ({ kind, dest }: Claimed) => kind === 'post' && isChannel(dest);

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
  const { state, problem, waitMs, absent, blind, sent } = change;
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
    })
    .where('ws', '=', row.ws)
    .where('id', '=', row.id);
  const current = sent
    ? changing.where('state', '!=', 'sent')
    : changing.where('state', 'in', open).where('attempts', '=', row.attempts);
  await current.execute();
  return waitMs ?? true;
}

const open: ActionState[] = ['planned', 'due', 'sending', 'unclear'];
