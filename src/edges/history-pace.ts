import { type Kysely, sql } from 'kysely';
import { type Database, databaseNow, type Transaction } from './db.ts';

/** Questions about history, whoever asks and of all channels together, are asked no closer than this. */
const bucket = 'history';

type Writes = Kysely<Database> | Transaction<Database>;

const inMs = (ms: number) => sql<Date>`clock_timestamp() + ${ms}::float8 * interval '1 millisecond'`;

/** Whether one question may be asked now, and then nobody asks another so soon. */
export async function takeTurn(db: Writes, ws: string, everyMs: number): Promise<boolean> {
  const free_at = inMs(everyMs);
  const turn = await db
    .insertInto('pace')
    .values({ ws, bucket, free_at })
    .onConflict((conflict) =>
      conflict.columns(['ws', 'bucket']).doUpdateSet({ free_at }).where('pace.free_at', '<=', databaseNow),
    )
    .returning('bucket')
    .executeTakeFirst();
  return turn !== undefined;
}

/** How long until the next question, at least. */
export async function untilTurn(db: Writes, ws: string): Promise<number> {
  const pace = await db
    .selectFrom('pace')
    .select(sql<number>`ceil(extract(epoch from free_at - clock_timestamp()) * 1000)::int`.as('ms'))
    .where('ws', '=', ws)
    .where('bucket', '=', bucket)
    .executeTakeFirst();
  return Math.max(1, pace?.ms ?? 1);
}

/** One more question was asked within a turn: the next turn is later by as much. */
export const lengthenTurn = async (db: Writes, ws: string, everyMs: number): Promise<void> => {
  await db
    .updateTable('pace')
    .set({ free_at: sql<Date>`greatest(free_at, clock_timestamp()) + ${everyMs}::float8 * interval '1 millisecond'` })
    .where('ws', '=', ws)
    .where('bucket', '=', bucket)
    .execute();
};

/** Slack wants to be left alone: by every channel. */
export async function holdHistory(db: Writes, ws: string, ms: number): Promise<void> {
  await db
    .updateTable('pace')
    .set({ free_at: sql<Date>`greatest(free_at, ${inMs(ms)})` })
    .where('ws', '=', ws)
    .where('bucket', '=', bucket)
    .execute();
}
