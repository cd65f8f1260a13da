import { type Kysely, sql } from 'kysely';

/** What only ever grows is read in proportion to what is asked of it, and forgotten from its old end. */
export async function up(db: Kysely<never>): Promise<void> {
  // On a large table each of these takes longer than a request may.
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`create index action_state on action (ws, state, due_at, seq)`.execute(db);
  await sql`create index action_place on action (ws, dest, state)`.execute(db);
  await sql`create index action_ending on action (ws, right(id::text, 6))`.execute(db);
  await sql`create index action_words on action (ws, created_at)
    where state in ('sent', 'cancelled', 'expired', 'refused') and body->>'text' <> ''`.execute(db);
  await sql`create index inbox_over on inbox (ws, received_at) where state in ('done', 'parked')`.execute(db);
  await sql`drop index inbox_done`.execute(db);
  await sql`create index inbox_parked on inbox (ws, problem) where state = 'parked'`.execute(db);
  await sql`create index inbox_suspect on inbox (ws, next_at) where state = 'waiting' and attempts >= 2`.execute(db);
  await sql`create index message_age on message (ws, ts)`.execute(db);
  await sql`create index decision_newest on decision (ws, decided_at desc, number)`.execute(db);
  await indexWords(db);
}

/** Where the extension may not be had, searching for words reads every decision: slower, and just as right. */
async function indexWords(db: Kysely<never>): Promise<void> {
  await sql`do $$ begin create extension if not exists pg_trgm;
    exception when insufficient_privilege or undefined_file or feature_not_supported then null; end $$`.execute(db);
  const { rows } = await sql<{ schema: string }>`
    select n.nspname as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pg_trgm'`.execute(db);
  const schema = rows[0]?.schema;
  if (schema)
    await sql`create index decision_words on decision
      using gin ((statement || ' ' || coalesce(why, '')) ${sql.id(schema)}.gin_trgm_ops)`.execute(db);
}
