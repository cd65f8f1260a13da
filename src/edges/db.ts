import type { ColumnType, Expression, Generated, Transaction } from 'kysely';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Log } from './log.ts';

type Defaulted<T> = ColumnType<T, T | undefined, T>;
type Json = ColumnType<unknown, string, string>;

export interface Database {
  workspace: {
    ws: string;
    name: string;
    url: string;
    bot_user: string;
    bot_id: string;
    /** A secret that marks our posts, made with the row. */
    mark_key: Generated<string>;
    /** Team time is machine time plus this, or stands still. */
    offset_ms: Defaulted<number>;
    stands_at: Defaulted<Date | null>;
    stopped_at: Defaulted<Date | null>;
    stopped_by: Defaulted<string | null>;
  };
  person: {
    ws: string;
    id: string;
    name: string;
    tz: string;
    role: 'admin' | 'member' | 'guest' | 'outsider' | 'bot';
    active: boolean;
    opted_out_at: Defaulted<Date | null>;
    /** Set when what they said is to be erased; cleared when it was (machine time). */
    erase_at: Defaulted<Date | null>;
    /** Attempts in a row that did not end well, since when, and why the last one did not. */
    erase_tries: Defaulted<number>;
    erase_since: Defaulted<Date | null>;
    erase_problem: Defaulted<string | null>;
    /** When they work, once they said so: `09:00-17:30 Mon-Fri`. */
    hours: Defaulted<string | null>;
    /** When Slack last told us this person's role and channels (machine time). */
    rights_at: Defaulted<Date | null>;
    forgotten_at: Defaulted<Date | null>;
  };
  channel: {
    ws: string;
    id: string;
    name: string;
    kind: 'public' | 'private' | 'dm' | 'group dm';
    shared: Defaulted<boolean>;
    archived: Defaulted<boolean>;
    bot_in: Defaulted<boolean>;
    /** Whether Hypha may read here: somebody, the host, let it in. */
    reading: Defaulted<boolean>;
    host: Defaulted<string | null>;
    /** The action that tells the channel so. Reading begins when it was sent. */
    notice: Defaulted<string | null>;
    joined_at: Defaulted<Date | null>;
    /** Until then Hypha says nothing there unasked (team time). */
    observing_until: Defaulted<Date | null>;
    /** Who made it, as Slack says. */
    creator: Defaulted<string | null>;
    /** Everything up to this `ts` is known to be here. */
    cursor_ts: Defaulted<string | null>;
    /** When history is next compared with what is here (machine time). */
    repair_at: Defaulted<Date | null>;
    /** Something may have been missed since the round under way began. */
    gap: Defaulted<boolean>;
    /** Where the main line's round under way began, newest first, and down to where it was compared. */
    round_ts: Defaulted<string | null>;
    below_ts: Defaulted<string | null>;
    /** Up to when all lively threads were compared, or wait to be. */
    threads_ts: Defaulted<string | null>;
    /** How many more threads are compared in this round. */
    threads_left: Defaulted<number>;
    /** Steps in a row that did not end well, since when, and why the last one did not. */
    repair_tries: Defaulted<number>;
    repair_since: Defaulted<Date | null>;
    repair_problem: Defaulted<string | null>;
  };
  /** A thread that is still to be compared with Slack's, and after which message. */
  unread_thread: { ws: string; channel: string; thread_ts: string; after_ts: string; seq: Generated<string> };
  membership: { ws: string; channel: string; person: string };
  inbox: {
    ws: string;
    id: string;
    event_id: string | null;
    what: string;
    kind: string;
    body: string;
    state: Defaulted<'waiting' | 'done' | 'parked'>;
    received_at: Generated<Date>;
    attempts: Defaulted<number>;
    next_at: Generated<Date>;
    problem: Defaulted<string | null>;
    /** For how many that could not be read it stands: one, until there are very many of its kind. */
    stands_for: Defaulted<number>;
  };
  message: {
    ws: string;
    channel: string;
    ts: string;
    thread_ts: string | null;
    author: string;
    text: string;
    /** Of the newest version seen (see `versionOf`); the highest wins, in whatever order versions arrive. */
    version: string;
    removed: Defaulted<boolean>;
    /** Since when Slack's history does not show it (machine time), where nobody said that it was deleted. */
    absent_at: Defaulted<Date | null>;
  };
  action: {
    ws: string;
    id: string;
    seq: Generated<string>;
    /** What is meant, made from what caused it: asked for twice, there is still one action. */
    key: string;
    kind: string;
    dest: string;
    thread_ts: string | null;
    body: Json;
    audience: string[];
    why: string;
    subject: string;
    requested_by: string;
    /** Somebody asked for it, or did what it answers. Otherwise it waits where Hypha only listens. */
    asked: boolean;
    state: string;
    due_at: Date;
    expires_at: Date;
    depends_on: string | null;
    created_at: Generated<Date>;
    /** Not before this is it sent again or, while unclear, looked for (machine time). */
    retry_at: Defaulted<Date | null>;
    attempts: Defaulted<number>;
    sending_at: Defaulted<Date | null>;
    /** How often it was looked for and not found. */
    absent: Defaulted<number>;
    /** Since when Slack has not let us look for it. */
    blind_since: Defaulted<Date | null>;
    sent_at: Defaulted<Date | null>;
    sent_channel: Defaulted<string | null>;
    sent_ts: Defaulted<string | null>;
    problem: Defaulted<string | null>;
  };
  pace: { ws: string; bucket: string; free_at: Date };
  sender: { ws: string; id: string; backend: number; beat_at: Generated<Date> };
  decision: {
    ws: string;
    number: number;
    statement: string;
    why: string | null;
    state: string;
    decided_at: Date;
    decided_by: string;
    logged_by: string;
    via: string;
    created_at: Generated<Date>;
  };
  evidence: {
    ws: string;
    decision: number;
    n: number;
    channel: string;
    author: string;
    quote: string | null;
    message_ts: string | null;
    thread_ts: string | null;
    /** Words typed to Hypha stand in no message; the post that confirmed them does. */
    action: string | null;
    removed: Defaulted<boolean>;
    /** Removed only because its message was missing from Slack's history. */
    absent: Defaulted<boolean>;
  };
  ledger: {
    ws: string;
    id: string;
    at: Date;
    machine_at: Generated<Date>;
    actor_kind: string;
    actor: string;
    person: string;
    via: string;
    operation: string;
    subject: string | null;
  };
  answer: {
    ws: string;
    actor: string;
    key: string;
    operation: string;
    fingerprint: string;
    value: Json;
    at: Generated<Date>;
  };
  token: {
    ws: string;
    id: string;
    secret_hash: string;
    owner: string;
    name: string;
    scopes: string[];
    created_at: Date;
    expires_at: Date;
    revoked_at: Defaulted<Date | null>;
  };
}

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
