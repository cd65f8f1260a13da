import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Reads, Transaction } from '../edges/db.ts';

export type Message = Selectable<Database['message']>;
type Place = Pick<Message, 'ws' | 'channel' | 'ts'>;

/** The newest version wins in whatever order versions arrive, and a removed message stays removed. */
export async function keepMessage(trx: Transaction<Database>, message: Omit<Message, 'removed'>): Promise<void> {
  await trx
    .insertInto('message')
    .values(message)
    .onConflict((conflict) =>
      conflict
        .columns(['ws', 'channel', 'ts'])
        .doUpdateSet({ text: message.text, version: message.version })
        .where('message.removed', '=', false)
        .where('message.version', '<', message.version),
    )
    .execute();
}

/** A newer version of a message that is here; one that is not stays away. */
export async function reviseMessage(trx: Transaction<Database>, message: Omit<Message, 'removed'>): Promise<void> {
  await trx
    .updateTable('message')
    .set({ text: message.text, version: message.version })
    .where('ws', '=', message.ws)
    .where('channel', '=', message.channel)
    .where('ts', '=', message.ts)
    .where('removed', '=', false)
    .where('version', '<', message.version)
    .execute();
}

/** Leaves an empty row behind, so that a late copy of the message finds it gone. */
export async function removeMessage(trx: Transaction<Database>, place: Place): Promise<void> {
  const gone = { text: '', removed: true };
  await trx
    .insertInto('message')
    .values({ ...place, thread_ts: null, author: '', version: place.ts, ...gone })
    .onConflict((conflict) => conflict.columns(['ws', 'channel', 'ts']).doUpdateSet(gone))
    .execute();
}

export const findMessage = (db: Reads, place: Place): Promise<Message | undefined> =>
  db
    .selectFrom('message')
    .selectAll()
    .where('ws', '=', place.ws)
    .where('channel', '=', place.channel)
    .where('ts', '=', place.ts)
    .executeTakeFirst();

/** The messages that stand here in a stretch of a channel's main line or of one thread, to compare with Slack's. */
export const standing = (
  db: Reads,
  where: { ws: string; channel: string; thread: string | null; oldest: string; latest: string },
): Promise<{ ts: string; version: string }[]> =>
  db
    .selectFrom('message')
    .select(['ts', 'version'])
    .where('ws', '=', where.ws)
    .where('channel', '=', where.channel)
    .where('removed', '=', false)
    .where('ts', '>=', where.oldest)
    .where('ts', '<=', where.latest)
    .where((is) =>
      where.thread === null
        ? is.or([is('thread_ts', 'is', null), is('thread_ts', '=', is.ref('ts'))])
        : is('thread_ts', '=', where.thread),
    )
    .execute();

/** Threads with something said since, newest first: an old thread's new reply does not show in its channel's history. */
export const livelyThreads = (
  db: Reads,
  where: { ws: string; channel: string; since: string },
): Promise<{ thread_ts: string }[]> =>
  db
    .selectFrom('message')
    .select(['thread_ts', sql<string>`max(ts)`.as('last')])
    .where('ws', '=', where.ws)
    .where('channel', '=', where.channel)
    .where('ts', '>=', where.since)
    .where('thread_ts', 'is not', null)
    .$narrowType<{ thread_ts: string }>()
    .groupBy('thread_ts')
    .orderBy('last', 'desc')
    .execute();

export async function forgetAuthor(trx: Transaction<Database>, ws: string, author: string): Promise<void> {
  await trx.deleteFrom('message').where('ws', '=', ws).where('author', '=', author).execute();
}

export async function forgetBefore(db: Kysely<Database>, ws: string, ts: string): Promise<void> {
  await db.deleteFrom('message').where('ws', '=', ws).where('ts', '<', ts).execute();
}
