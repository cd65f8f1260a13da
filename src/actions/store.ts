import { randomUUIDv7 } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { readable } from '../channels/store.ts';
import { type Database, databaseNow, type Reads, type Transaction } from '../edges/db.ts';
import type { Viewer } from '../people/rules.ts';
import { type ActionState, type Draft, rings } from './rules.ts';

/** Written beside what caused it, in the same transaction. The same key twice is the same action. */
export async function addAction(
  trx: Transaction<Database>,
  ws: string,
  requestedBy: string,
  now: Date,
  draft: Draft,
): Promise<string> {
  if (rings(draft.card)) throw new Error(`action ${draft.kind} would ring somebody`);
  const dueAt = draft.dueAt ?? now;
  const id = randomUUIDv7();
  await trx
    .insertInto('action')
    .values({
      ws,
      id,
      key: draft.key,
      kind: draft.kind,
      dest: draft.to,
      thread_ts: draft.thread ?? null,
      body: JSON.stringify({ ...draft.card, ...(draft.reader && { reader: draft.reader }) }),
      audience: [...draft.audience],
      why: draft.why,
      subject: draft.subject,
      requested_by: requestedBy,
      state: dueAt > now ? 'planned' : 'due',
      due_at: dueAt,
      expires_at: new Date(dueAt.getTime() + draft.goodForMs),
      depends_on: draft.dependsOn ?? null,
    })
    .onConflict((conflict) => conflict.columns(['ws', 'key']).doNothing())
    .execute();
  return id;
}

/** Nobody reads about an action who could not read what it says: it shows what its channels show. */
const visible = (db: Reads, viewer: Viewer) =>
  db
    .selectFrom('action as a')
    .leftJoin('channel as c', (join) => join.onRef('c.ws', '=', 'a.ws').onRef('c.id', '=', 'a.dest'))
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 'a.ws').onRef('p.id', '=', 'a.dest'))
    .where('a.ws', '=', viewer.ws)
    .where('a.kind', '!=', 'home')
    .where((is) =>
      is.and([
        is.or([is('a.dest', '=', viewer.person), is('a.dest', 'in', readable(db, viewer))]),
        is.or([is('a.kind', '!=', 'ephemeral'), is(sql<string>`a.body->>'reader'`, '=', viewer.person)]),
        is.not(
          is.exists(
            is
              .selectFrom((from) => from.fn<{ channel: string }>('unnest', ['a.audience']).as<'e'>(sql`e(channel)`))
              .select('e.channel')
              .where('e.channel', 'not in', readable(db, viewer)),
          ),
        ),
      ]),
    );

const shown = [
  'a.id',
  'a.kind',
  'a.state',
  'a.why',
  'a.subject',
  'a.due_at',
  'a.sent_at',
  'a.problem',
  'a.body',
] as const;

export const listActions = (db: Reads, viewer: Viewer, states: readonly ActionState[], limit: number) =>
  visible(db, viewer)
    .select(shown)
    .select(['c.name as channel', 'p.name as person'])
    .where('a.state', 'in', states)
    .orderBy((is) => is('a.state', '=', 'needs a person'), 'desc')
    .orderBy('a.due_at')
    .orderBy('a.seq')
    .limit(limit)
    .execute();

/** By its id, or the end of it, as people copy it. */
export const findAction = (db: Reads, viewer: Viewer, ending: string) =>
  visible(db, viewer)
    .select(shown)
    .select(['c.name as channel', 'p.name as person', 'c.host'])
    .where(sql<string>`a.id::text`, 'like', `%${ending}`)
    .limit(2)
    .execute();

/** What is planned for later stays planned for later. */
const whenReleased = (now: Date) =>
  sql<ActionState>`case when due_at > ${now}::timestamptz then 'planned' else 'due' end`;

/** Compare and set: of two people at once, or a person and the sender, one wins and the other is told. */
export async function moveAction(
  trx: Transaction<Database>,
  ws: string,
  id: string,
  states: readonly ActionState[],
  state: ActionState,
  now: Date,
): Promise<boolean> {
  const again =
    state === 'due'
      ? {
          due_at: sql<Date>`greatest(due_at, ${now}::timestamptz)`,
          state: whenReleased(now),
          expires_at: sql<Date>`greatest(expires_at, ${now}::timestamptz + interval '1 hour')`,
        }
      : {};
  const { numUpdatedRows } = await trx
    .updateTable('action')
    .set({ state, ...again, absent: 0, blind_since: null, retry_at: null })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .where('state', 'in', states)
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
    .where('state', 'not in', ['sent', 'cancelled', 'expired'])
    .groupBy('state')
    .execute();

export const findStop = (db: Reads, ws: string) =>
  db.selectFrom('workspace').select(['stopped_at', 'stopped_by']).where('ws', '=', ws).executeTakeFirst();

/** What was said stands in Slack; here its words go after a while, and what stays is that, when and why. */
export async function forgetSaid(db: Kysely<Database>, ws: string, before: Date): Promise<void> {
  const over = db
    .updateTable('action')
    .set({ body: JSON.stringify({ text: '', blocks: [] }) })
    .where('ws', '=', ws)
    .where('state', 'in', ['sent', 'cancelled', 'expired', 'refused'])
    .where('created_at', '<', before)
    .where(sql<string>`body->>'text'`, '!=', '');
  await over.execute();
}
