import type { AliasedExpression, Expression, Transaction } from 'kysely';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Log } from './log.ts';
import type { Database } from './tables.ts';

export type { Database } from './tables.ts';

/** What a read may do: start a select, nothing else. The pool behind it refuses writes as well. */
export type Reads = Pick<Kysely<Database>, 'selectFrom'>;
export type { Transaction } from 'kysely';

export interface Db {
  write: Kysely<Database>;
  read: Kysely<Database>;
  pool: pg.Pool;
  url: string;
  close(): Promise<void>;
}

/** Counts and sequences fit a number. Not for the queue library, which has its own idea. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

/** Every wait on the database is bounded: the driver's own default is to wait for a vanished server for ever. */
export const sessionOf = (url: string) => ({
  connectionString: url,
  application_name: 'hypha',
  connectionTimeoutMillis: 3_000,
  query_timeout: 20_000,
  keepAlive: true,
});

const limits =
  '-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000 -c timezone=UTC';

export function openDb(url: string, log: Log): Db {
  // Room for every job at once, and for what comes in beside them: an acknowledgement waits for nobody's work.
  const pool = openPool(url, { max: 14, options: limits, types }, log);
  const readPool = openPool(url, { max: 6, options: `${limits} -c default_transaction_read_only=on`, types }, log);
  const write = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const read = new Kysely<Database>({ dialect: new PostgresDialect({ pool: readPool }) });
  // The query builder would end only a pool that it was used with.
  const close = async () => void (await Promise.all([pool.end(), readPool.end()]));
  return { write, read, pool, url, close };
}

export function openPool(url: string, settings: pg.PoolConfig, log: Log): pg.Pool {
  const pool = new pg.Pool({ ...sessionOf(url), ...settings, idleTimeoutMillis: 30_000 });
  // Without these two a server that goes away takes the process with it.
  pool.on('error', (error) => log.warn({ err: error }, 'database connection lost'));
  pool.on('connect', (client) => client.on('error', (error) => log.warn({ err: error }, 'database connection lost')));
  return pool;
}

/** How many there are of something that is read only so far. */
export async function countOf(db: Reads, rows: AliasedExpression<object, 'seen'>): Promise<number> {
  const { count } = await db
    .selectFrom(rows)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** PostgreSQL's way of saying "nothing is wrong, do it again". */
export const worthRetrying = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['40001', '40P01', '55P03'].includes(String(error.code));

/** Commits together or not at all; what only came at a bad time is tried again from the start. */
export async function together<T>(db: Kysely<Database>, work: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (tries === 5 || !worthRetrying(error)) throw error;
    }
  }
}

/** Where a row lies, to name it by. One that is changed lies elsewhere then, and is no longer meant. */
export const whereItLies = sql<string>`ctid`.as('ctid');
/** Exactly the rows that were found, however many others are like them: what is taken away is taken away in portions. */
export const among = (found: Expression<{ ctid: string }>) => sql<boolean>`ctid = any(array(${found}))`;

/** As many rows as one statement takes away: nobody waits long for what it holds. */
const portion = 5_000;

/** Takes away by the portion until there is no more, or nothing new is to be begun. */
export async function inPortions(stopping: AbortSignal, take: (most: number) => Promise<number>): Promise<void> {
  while (!stopping.aborted) if ((await take(portion)) < portion) return;
}

export const databaseNow = sql<Date>`clock_timestamp()`;
