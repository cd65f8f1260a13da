import { type Insertable, type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { among, type Database, type Reads, type Transaction, whereItLies } from '../edges/db.ts';
import { editionOf } from './rules.ts';

export type Message = Selectable<Database['message']>;
type Place = Pick<Message, 'ws' | 'channel' | 'ts'>;

export type Said = Omit<Message, 'removed' | 'absent_at'>;

/**
 * The newest version wins in whatever order versions arrive, and a removed message stays removed. What was found in
 * history is not older than what is here of the same edition, whichever second both are of.
 */
const isNewer = ({ version }: Said, found: boolean) =>
  found
    ? sql<boolean>`regexp_replace(message.version, '[+].*$', '+') collate "C" <= ${editionOf(version)}`
    : sql<boolean>`message.version < ${version}`;

const newWords = ({ text, version }: Said) => ({ text, version: sql<string>`greatest(message.version, ${version})` });

export async function keepMessage(trx: Transaction<Database>, message: Said, found: boolean): Promise<void> {
  await trx
    .insertInto('message')
    .values(message)
    .onConflict((conflict) =>
      conflict
        .columns(['ws', 'channel', 'ts'])
        .doUpdateSet(newWords(message))
        .where('message.removed', '=', false)
        .where(isNewer(message, found)),
    )
    .execute();
}

/** A newer version of a message that is here; one that is not stays away. */
export async function reviseMessage(trx: Transaction<Database>, message: Said, found: boolean): Promise<void> {
  await trx
    .updateTable('message')
    .set(newWords(message))
    .where('ws', '=', message.ws)
    .where('channel', '=', message.channel)
    .where('ts', '=', message.ts)
    .where('removed', '=', false)
    .where(isNewer(message, found))
    .execute();
}

/** Leaves an empty row behind, so that a late copy of the message finds it gone. */
export async function removeMessage(trx: Transaction<Database>, place: Place): Promise<void> {
  const gone = { text: '', removed: true, absent_at: null };
  await trx
    .insertInto('message')
    .values({ ...place, thread_ts: null, author: '', version: place.ts, ...gone })
    .onConflict((conflict) => conflict.columns(['ws', 'channel', 'ts']).doUpdateSet(gone))
    .execute();
}

/** Missing from history, and not shown again since. Gives whether it was here until now. */
export async function removeAbsent(trx: Transaction<Database>, { ws, channel, ts }: Place): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('message')
    .set({ text: '', removed: true })
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .where('removed', '=', false)
    .where('absent_at', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** It was missing from history and removed here for that, and history shows it again. */
export async function restoreMessage(trx: Transaction<Database>, message: Said): Promise<void> {
  await trx
    .updateTable('message')
    .set({ ...newWords(message), removed: false, absent_at: null })
    .where('ws', '=', message.ws)
    .where('channel', '=', message.channel)
    .where('ts', '=', message.ts)
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

interface Reacted {
  reactions: { person: string; name: string }[];
}

/** A message with what was said after it in its thread, and a little of what was said before; with the reactions to it. */
export async function withReplies(
  db: Reads,
  said: Message,
  lock = false,
): Promise<{ said: Message & Reacted; replies: (Message & Reacted)[] }> {
  const { ws, channel } = said;
  const thread = said.thread_ts ?? said.ts;
  const inThread = db
    .selectFrom('message')
    .selectAll()
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('thread_ts', '=', thread)
    .where('removed', '=', false)
    .$if(lock, (rows) => rows.forShare());
  const before = await inThread.where('ts', '<', said.ts).orderBy('ts', 'desc').limit(mostBefore).execute();
  const after = await inThread.where('ts', '>', said.ts).orderBy('ts').limit(mostReplies).execute();
  const reactions = await db
    .selectFrom('reaction')
    .select(['ts', 'person', 'name'])
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('ts', '=', said.ts)
    .where('removed', '=', false)
    .orderBy('version')
    .$if(lock, (rows) => rows.forShare())
    .execute();
  return {
    said: { ...said, reactions },
    replies: [...before.toReversed(), ...after].map((one) => ({ ...one, reactions: [] })),
  };
}

/** Nobody agrees after so many, nor so long before it is summed up. */
const mostReplies = 500;
const mostBefore = 30;

/** Where nothing is kept, only that something kept is gone. */
export async function dropReaction(
  trx: Transaction<Database>,
  { ws, channel, ts, person, name, version }: Insertable<Database['reaction']>,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('reaction')
    .set({ removed: true, version })
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .where('person', '=', person)
    .where('name', '=', name)
    .where('version', '<', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The newest word on it wins, in whatever order they come. */
export async function keepReaction(
  trx: Transaction<Database>,
  reaction: Insertable<Database['reaction']>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('reaction')
    .values(reaction)
    .onConflict((conflict) =>
      conflict
        .columns(['ws', 'channel', 'ts', 'person', 'name'])
        .doUpdateSet({ version: reaction.version, removed: reaction.removed ?? false })
        .where('reaction.version', '<', reaction.version),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** What rests on it is written down before it can go, and by one after the other: each finds what came before. */
export const lockMessage = (trx: Transaction<Database>, place: Place): Promise<Message | undefined> =>
  trx
    .selectFrom('message')
    .selectAll()
    .where('ws', '=', place.ws)
    .where('channel', '=', place.channel)
    .where('ts', '=', place.ts)
    .forNoKeyUpdate()
    .executeTakeFirst();

export interface Standing extends Pick<Message, 'ts' | 'version' | 'removed' | 'absent_at'> {
  digest: string;
  /** It was missing from history that long ago. */
  overdue: boolean;
}

interface Stretch {
  ws: string;
  channel: string;
  thread: string | null;
  oldest: string;
  latest: string;
  limit: number;
  settleMs: number;
}

/**
 * What stands here in a stretch of a channel's main line, newest first, or of one thread, oldest first, to compare with
 * Slack's: as much of it as fits, and with it what is removed only because it was missing there. The ends are outside.
 */
export function standing(db: Reads, where: Stretch): Promise<Standing[]> {
  const { thread, settleMs } = where;
  return db
    .selectFrom('message')
    .select(['ts', 'version', 'removed', 'absent_at'])
    .select(sql<string>`left(encode(sha256(convert_to(text, 'UTF8')), 'hex'), 16)`.as('digest'))
    .select(
      sql<boolean>`coalesce(absent_at <= clock_timestamp() - ${settleMs}::float8 * interval '1 millisecond', false)`.as(
        'overdue',
      ),
    )
    .where('ws', '=', where.ws)
    .where('channel', '=', where.channel)
    .where((is) => is.or([is('removed', '=', false), is('absent_at', 'is not', null)]))
    .where('ts', '>', where.oldest)
    .where('ts', '<', where.latest)
    .where((is) =>
      thread === null
        ? is.or([is('thread_ts', 'is', null), is('thread_ts', '=', is.ref('ts'))])
        : is('thread_ts', '=', thread),
    )
    .orderBy('ts', thread === null ? 'desc' : 'asc')
    .limit(where.limit)
    .execute();
}

export async function forgetReactions(trx: Transaction<Database>, ws: string, person: string): Promise<void> {
  await trx.deleteFrom('reaction').where('ws', '=', ws).where('person', '=', person).execute();
}

/** By what they are, not by where they lie: one that is edited at the same time lies elsewhere then, and goes as well. */
export async function forgetAuthor(
  trx: Transaction<Database>,
  ws: string,
  author: string,
  most: number,
): Promise<number> {
  const theirs = trx.selectFrom('message').where('ws', '=', ws).where('author', '=', author).limit(most);
  const gone = await trx
    .deleteFrom('message')
    .where('ws', '=', ws)
    .where(({ eb, refTuple }) =>
      eb(refTuple('channel', 'ts'), 'in', theirs.select(['channel', 'ts']).$asTuple('channel', 'ts')),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

export const forgetBefore = (db: Kysely<Database>, ws: string, ts: string, most: number): Promise<number> =>
  forget(db, db.selectFrom('message').where('ws', '=', ws).where('ts', '<', ts).orderBy('ts'), most);

export const forgetReactionsBefore = async (db: Kysely<Database>, ws: string, ts: string, most: number) => {
  const rows = db.selectFrom('reaction').select(whereItLies).where('ws', '=', ws).where('ts', '<', ts).limit(most);
  return Number((await db.deleteFrom('reaction').where(among(rows)).executeTakeFirst()).numDeletedRows);
};

async function forget(
  db: Kysely<Database>,
  which: SelectQueryBuilder<Database, 'message', object>,
  most: number,
): Promise<number> {
  const rows = which.select(whereItLies).limit(most);
  return Number((await db.deleteFrom('message').where(among(rows)).executeTakeFirst()).numDeletedRows);
}
