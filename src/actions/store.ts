import { randomUUIDv7 } from 'node:crypto';
import { type Kysely, sql, type UpdateObject } from 'kysely';
import { readableIds } from '../channels/store.ts';
import { among, countOf, type Database, databaseNow, type Reads, type Transaction, whereItLies } from '../edges/db.ts';
import type { Viewer } from '../people/rules.ts';
import { type ActionState, type Draft, type Move, moves, open, type Policy, rings, triedBefore } from './rules.ts';

/** Written beside what caused it, in the same transaction. The same key twice is the same action: its id is given. */
export async function addAction(
  trx: Transaction<Database>,
  ws: string,
  requestedBy: string,
  now: Date,
  draft: Draft,
): Promise<string> {
  if (rings(draft.card)) throw new Error(`action ${draft.kind} would ring somebody`);
  const dueAt = draft.dueAt ?? now;
  const added = await trx
    .insertInto('action')
    .values({
      ws,
      id: randomUUIDv7(),
      key: draft.key,
      kind: draft.kind,
      dest: draft.to,
      thread_ts: draft.thread ?? null,
      body: JSON.stringify({ ...draft.card, ...(draft.reader && { reader: draft.reader }) }),
      audience: [...draft.audience],
      why: draft.why,
      subject: draft.subject,
      shows: [...(draft.shows ?? [])],
      drawn: draft.kind === 'home' || (draft.drawn ?? false),
      requested_by: requestedBy,
      asked: draft.asked,
      ...(!draft.asked && policyOf(draft)),
      state: dueAt > now ? 'planned' : 'due',
      due_at: dueAt,
      expires_at: new Date(dueAt.getTime() + draft.goodForMs),
      depends_on: draft.dependsOn ?? null,
    })
    .onConflict((conflict) => conflict.columns(['ws', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return added?.id ?? idOf(trx, ws, draft.key);
}

async function idOf(db: Reads, ws: string, key: string): Promise<string> {
  const { id } = await db
    .selectFrom('action')
    .select('id')
    .where('ws', '=', ws)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return id;
}

const policyOf = ({ sort, about, reason, wakes }: Policy) => ({
  sort,
  about: about ?? null,
  reason,
  wakes: wakes ?? false,
});

/** Nobody reads about an action who could not read what it says: it shows what its channels show. */
const visible = (db: Reads, viewer: Viewer, places: readonly string[]) =>
  db
    .selectFrom('action as a')
    .leftJoin('channel as c', (join) => join.onRef('c.ws', '=', 'a.ws').onRef('c.id', '=', 'a.dest'))
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 'a.ws').onRef('p.id', '=', 'a.dest'))
    .where('a.ws', '=', viewer.ws)
    .where('a.kind', '!=', 'home')
    .where('a.dest', '=', sql<string>`any(${[...places, viewer.person]}::text[])`)
    .where(sql<boolean>`a.audience <@ ${places}::text[]`)
    .where((is) => is.or([is('a.kind', '!=', 'ephemeral'), is(sql<string>`a.body->>'reader'`, '=', viewer.person)]));

export const shown = [
  'a.id',
  'a.kind',
  'a.state',
  'a.why',
  'a.subject',
  'a.due_at',
  'a.sent_at',
  'a.problem',
  'a.body',
  'a.expires_at',
  'a.asked',
  'a.sort',
  'a.about',
  'a.reason',
  'a.verdict',
  'c.name as channel',
  'c.host',
  'c.creator',
  'p.name as person',
] as const;

export const listActions = async (
  db: Reads,
  viewer: Viewer,
  states: readonly ActionState[],
  { limit, page }: { limit: number; page: number },
) =>
  visible(db, viewer, await readableIds(db, viewer))
    .select(shown)
    .where('a.state', 'in', states)
    // One state alone is read in the order of its index, and no further than to the limit.
    .$if(states.length > 1, (several) => several.orderBy((is) => is('a.state', '=', 'needs a person'), 'desc'))
    .orderBy('a.due_at')
    .orderBy('a.seq')
    .limit(limit)
    .offset((page - 1) * limit)
    .execute();

/** Nobody turns more pages than these fill, and counting a million would take longer than showing a page of them. */
const mostCounted = 10_000;

export async function countActions(db: Reads, viewer: Viewer, states: readonly ActionState[]): Promise<number> {
  const seen = visible(db, viewer, await readableIds(db, viewer))
    .select('a.id')
    .where('a.state', 'in', states)
    .limit(mostCounted);
  return countOf(db, seen.as('seen'));
}

/** By its id, or the end of it, as people copy it: the last six signs find it, the rest makes sure. */
export const findAction = async (db: Reads, viewer: Viewer, ending: string) =>
  visible(db, viewer, await readableIds(db, viewer))
    .select(shown)
    .where(sql<string>`right(a.id::text, 6)`, '=', ending.slice(-6))
    .where(sql<string>`a.id::text`, 'like', `%${ending}`)
    .limit(2)
    .execute();

/** What is planned for later stays planned for later. */
const whenReleased = (now: Date) =>
  sql<ActionState>`case when due_at > ${now}::timestamptz then 'planned' else 'due' end`;

/** What becomes of an action when a person does something about it. */
const becomes: Record<Move, (now: Date) => UpdateObject<Database, 'action'>> = {
  hold: () => ({ state: 'held' }),
  cancel: () => ({ state: 'cancelled' }),
  release: (now) => ({
    state: whenReleased(now),
    due_at: sql<Date>`greatest(due_at, ${now}::timestamptz)`,
    expires_at: sql<Date>`greatest(expires_at, ${now}::timestamptz + interval '1 hour')`,
    problem: null,
    // Held at its time and let out by a person, it is asked for. Taken back before, a hold changes nothing.
    asked: sql<boolean>`asked or due_at <= ${now}::timestamptz`,
  }),
  restore: (now) => ({
    state: sql<ActionState>`case when attempts > 0 then 'needs a person' else ${whenReleased(now)} end`,
    problem: sql<string | null>`case when attempts > 0 then ${triedBefore} end`,
  }),
  arrived: () => ({ state: 'sent', sent_at: databaseNow, problem: null }),
};

/** Compare and set: of two people at once, or a person and the sender, one wins and the other is told. */
export async function moveAction(
  trx: Transaction<Database>,
  ws: string,
  id: string,
  move: Move,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('action')
    .set({ ...becomes[move](now), absent: 0, blind_since: null, retry_at: null })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .where('state', 'in', moves[move].from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export const findPlain = (db: Reads, ws: string, id: string) =>
  db
    .selectFrom('action')
    .select(['ws', 'id', 'dest', 'thread_ts'])
    .where('ws', '=', ws)
    .where('id', '=', id)
    .executeTakeFirst();

/** Our own post came back as an event: whatever was unclear about it is clear now. */
export async function arrived(
  trx: Transaction<Database>,
  ws: string,
  id: string,
  channel: string,
  ts: string,
): Promise<void> {
  await trx
    .updateTable('action')
    .set({ state: 'sent', sent_at: databaseNow, sent_channel: channel, sent_ts: ts, problem: null })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .where('state', '!=', 'sent')
    .execute();
}

export async function setStopped(trx: Transaction<Database>, ws: string, by: string | null, now: Date): Promise<void> {
  await trx
    .updateTable('workspace')
    .set({ stopped_at: by === null ? null : now, stopped_by: by })
    .where('ws', '=', ws)
    .execute();
}

export const openCounts = (db: Reads, ws: string) =>
  db
    .selectFrom('action')
    .select((select) => ['state', select.fn.countAll<number>().as('count')])
    .where('ws', '=', ws)
    .where('state', 'in', open)
    .groupBy('state')
    .execute();

/** The same of what somebody may see: a count says something about places that not everybody is in. */
export const openCountsFor = async (db: Reads, viewer: Viewer) =>
  visible(db, viewer, await readableIds(db, viewer))
    .select((select) => ['a.state', select.fn.countAll<number>().as('count')])
    .where('a.state', 'in', open)
    .groupBy('a.state')
    .execute();

/** Who stopped everything, while it is stopped. */
export async function stoppedBy(db: Reads, ws: string): Promise<string | null> {
  const stop = await db
    .selectFrom('workspace as w')
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 'w.ws').onRef('p.id', '=', 'w.stopped_by'))
    .select('p.name')
    .where('w.ws', '=', ws)
    .where('w.stopped_at', 'is not', null)
    .executeTakeFirst();
  return stop ? (stop.name ?? 'an admin') : null;
}

/** Whether something was to be said for this reason, whatever became of it. */
export const wasAsked = async (db: Reads, ws: string, key: string): Promise<boolean> =>
  (await db.selectFrom('action').select('id').where('ws', '=', ws).where('key', '=', key).executeTakeFirst()) !==
  undefined;

/** What was said stands in Slack; here its words go after a while, and what stays is that, when and why. */
export async function forgetSaid(db: Kysely<Database>, ws: string, before: Date, most: number): Promise<number> {
  const over = db
    .selectFrom('action')
    .select(whereItLies)
    .where('ws', '=', ws)
    .where('state', 'in', ['sent', 'cancelled', 'expired', 'refused'])
    .where('created_at', '<', before)
    .where(sql<string>`body->>'text'`, '!=', '')
    .orderBy('created_at')
    .limit(most);
  const emptied = db
    .updateTable('action')
    .set({ body: JSON.stringify({ text: '', blocks: [] }) })
    .where(among(over));
  return Number((await emptied.executeTakeFirst()).numUpdatedRows);
}

/** In how many places what Hypha would have said unasked is held, for those who may see it. */
export const unsaidFor = async (db: Reads, viewer: Viewer) =>
  visible(db, viewer, await readableIds(db, viewer))
    .select((select) => ['a.dest', select.fn.countAll<number>().as('count')])
    .where('a.state', '=', 'held')
    .where('a.asked', '=', false)
    .groupBy('a.dest')
    .execute();

/** What nobody let out while it made sense is not said any more. */
export async function dropUnsaid(db: Kysely<Database>, ws: string, now: Date): Promise<void> {
  await db
    .updateTable('action')
    .set({ state: 'expired', problem: 'Its reason had passed.' })
    .where('ws', '=', ws)
    .where('state', '=', 'held')
    .where('asked', '=', false)
    .where('expires_at', '<', now)
    .execute();
}
