import { type Kysely, type Selectable, sql } from 'kysely';
import { among, type Database, databaseNow, type Transaction, whereItLies } from './db.ts';
import { dropMoot } from './inbox-aside.ts';

export type InboxRow = Selectable<Database['inbox']>;

const mostAtOnce = 100;
/** A row that made this many readings fail, or killed the process that read it this often, is put aside. */
const mostAttempts = 8;
/** From this many attempts on, a row is read by itself. */
export const alone = 2;

/**
 * Takes some of what waits. Each attempt is counted before it begins, so that a row which kills its reader is found
 * out; rows that have failed before are taken one at a time, so that they take no others with them, and after the fresh ones.
 */
export async function claimRows(db: Kysely<Database>, ws: string, backoffMs: number): Promise<InboxRow[][]> {
  await park(db, ws);
  const fresh = await claim(db, ws, backoffMs, '<', mostAtOnce);
  const suspect = await claim(db, ws, backoffMs, '>=', 1);
  return [fresh, suspect].filter((rows) => rows.length > 0);
}

const claim = (db: Kysely<Database>, ws: string, backoffMs: number, compare: '<' | '>=', limit: number) =>
  db
    .updateTable('inbox')
    .set((set) => ({
      attempts: set('attempts', '+', 1),
      next_at: sql<Date>`clock_timestamp() + ${backoffMs} * power(2, attempts) * interval '1 millisecond'`,
    }))
    .where('ws', '=', ws)
    .where('id', 'in', (from) =>
      from
        .selectFrom('inbox')
        .select('id')
        .where('ws', '=', ws)
        .where('state', '=', 'waiting')
        .where('next_at', '<=', databaseNow)
        .where('attempts', compare, alone)
        .orderBy('next_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();

async function park(db: Kysely<Database>, ws: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('inbox')
    .set({ state: 'parked', problem: sql<string>`coalesce(problem, 'its reader stopped halfway')` })
    .where('ws', '=', ws)
    .where('state', '=', 'waiting')
    .where('attempts', '>=', mostAttempts)
    .where('next_at', '<=', databaseNow)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await dropMoot(db, ws);
}

/** Read: the keys stay to recognise repetitions, the words go, for they now stand where they belong. */
export async function finishRows(trx: Transaction<Database>, ws: string, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('inbox')
    .set({ state: 'done', body: '', problem: null })
    .where('ws', '=', ws)
    .where('id', 'in', ids)
    .execute();
}

/** The reason is a kind of error, never what the row says. */
export async function noteProblem(db: Kysely<Database>, ws: string, id: string, problem: string): Promise<void> {
  await db.updateTable('inbox').set({ problem }).where('ws', '=', ws).where('id', '=', id).execute();
}

/** Not the row's fault: it is taken again later, however often, and alone. */
export async function postpone(db: Kysely<Database>, ws: string, id: string, problem: string): Promise<void> {
  await db.updateTable('inbox').set({ problem, attempts: alone }).where('ws', '=', ws).where('id', '=', id).execute();
}

/** What could not be read is not forgotten: see `inbox-aside.ts`. */
export async function forgetRead(db: Kysely<Database>, ws: string, before: Date, most: number): Promise<number> {
  const over = db
    .selectFrom('inbox')
    .select(whereItLies)
    .where('ws', '=', ws)
    .where('state', '=', 'done')
    .where('received_at', '<', before)
    .orderBy('received_at')
    .limit(most);
  return Number((await db.deleteFrom('inbox').where(among(over)).executeTakeFirst()).numDeletedRows);
}
