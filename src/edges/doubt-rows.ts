import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { justBefore, tsOf } from '../messages/rules.ts';
import { type Database, databaseNow, type Transaction } from './db.ts';

/** A channel in which Hypha reads, since then. */
interface Place {
  ws: string;
  id: string;
  joined_at: Date;
}

/**
 * Messages that history did not show when it was last asked. Events may be ahead of it, so they are looked for once more,
 * some time later, before they are taken for deleted: as the outbox does before it posts again.
 */
export async function markAbsent(
  trx: Transaction<Database>,
  { ws, id }: Place,
  { absent, back }: { absent: readonly string[]; back: readonly string[] },
): Promise<void> {
  const all = (list: readonly string[]) =>
    trx
      .updateTable('message')
      .where('ws', '=', ws)
      .where('channel', '=', id)
      .where('removed', '=', false)
      .where('ts', '=', sql<string>`any(${list}::text[])`);
  if (absent.length > 0) await all(absent).set({ absent_at: databaseNow }).where('absent_at', 'is', null).execute();
  if (back.length > 0) await all(back).set({ absent_at: null }).execute();
}

type Doubted<O> = SelectQueryBuilder<Database, 'message', O>;

/** In this stay: what was said in an earlier one is not looked at any more. */
const doubted = (db: Kysely<Database>, { ws, id, joined_at }: Place): Doubted<object> =>
  db
    .selectFrom('message')
    .where('ws', '=', ws)
    .where('channel', '=', id)
    .where('absent_at', 'is not', null)
    .where('removed', '=', false)
    .where('ts', '>', tsOf(joined_at));

export const hasDoubts = async (db: Kysely<Database>, place: Place): Promise<boolean> =>
  (await doubted(db, place).select('ts').limit(1).executeTakeFirst()) !== undefined;

/** Where a round of the main line ends: where it usually does, or further back, at the oldest message that is in doubt. */
export async function endOfLine(db: Kysely<Database>, place: Place, usual: string): Promise<string> {
  const { oldest } = await doubted(db, place)
    .where((is) => is.or([is('thread_ts', 'is', null), is('thread_ts', '=', is.ref('ts'))]))
    .select(({ fn }) => fn.min<string | null>('ts').as('oldest'))
    .executeTakeFirstOrThrow();
  return oldest !== null && oldest <= usual ? justBefore(oldest) : usual;
}

/** The threads in which something is in doubt for long enough. */
export async function listDoubtedThreads(trx: Transaction<Database>, place: Place, settleMs: number): Promise<void> {
  const threads = await doubted(trx, place)
    .where('thread_ts', 'is not', null)
    .where('absent_at', '<=', sql<Date>`clock_timestamp() - ${settleMs}::float8 * interval '1 millisecond'`)
    .groupBy('thread_ts')
    .select(({ fn, ref }) => [ref('thread_ts').$notNull().as('thread_ts'), fn.min('ts').as('oldest')])
    .execute();
  if (threads.length === 0) return;
  await trx
    .insertInto('unread_thread')
    .values(
      threads.map(({ thread_ts, oldest }) => ({
        ws: place.ws,
        channel: place.id,
        thread_ts,
        after_ts: justBefore(oldest),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['ws', 'channel', 'thread_ts'])
        .doUpdateSet({ after_ts: sql<string>`least(unread_thread.after_ts, excluded.after_ts)` }),
    )
    .execute();
}
