import { type Kysely, sql } from 'kysely';

/** The outbox, what paces it, and who is at work on it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table action (
      ws text not null,
      id uuid not null,
      seq bigint generated always as identity,
      key text not null,
      kind text not null check (kind in ('post', 'update', 'home', 'ephemeral')),
      dest text not null,
      thread_ts text,
      body jsonb not null,
      audience text[] not null,
      why text not null,
      subject text not null,
      requested_by text not null,
      state text not null check (state in ('planned', 'held', 'due', 'sending', 'unclear', 'needs a person',
                                           'sent', 'cancelled', 'expired', 'refused')),
      due_at timestamptz not null,
      expires_at timestamptz not null,
      depends_on uuid,
      created_at timestamptz not null default clock_timestamp(),
      retry_at timestamptz,
      attempts integer not null default 0,
      sending_at timestamptz,
      absent integer not null default 0,
      sent_at timestamptz,
      sent_channel text,
      sent_ts text,
      problem text,
      primary key (ws, id)
    )`.execute(db);
  await sql`create unique index action_key on action (ws, key)`.execute(db);
  await sql`create index action_open on action (ws, dest, due_at, seq)
    where state in ('planned', 'due', 'sending', 'unclear')`.execute(db);
  await sql`create table pace (
      ws text not null,
      bucket text not null,
      free_at timestamptz not null,
      primary key (ws, bucket)
    )`.execute(db);
  await sql`create table sender (
      ws text not null,
      id uuid not null,
      backend integer not null,
      beat_at timestamptz not null default clock_timestamp(),
      primary key (ws, id)
    )`.execute(db);
}
