import { type Kysely, sql } from 'kysely';

/**
 * What Slack told us, kept before it is acknowledged. Two keys recognise a repetition: the id of the event, and what
 * happened, because the same message also comes as a mention, from a second workspace, or from history.
 * `body` is text: jsonb would refuse a NUL, and a person may well paste one.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table inbox (
      ws text not null,
      id uuid not null,
      event_id text,
      what text not null,
      kind text not null,
      body text not null,
      state text not null default 'waiting' check (state in ('waiting', 'done', 'parked')),
      received_at timestamptz not null default clock_timestamp(),
      attempts integer not null default 0,
      next_at timestamptz not null default clock_timestamp(),
      problem text,
      primary key (ws, id)
    )`.execute(db);
  await sql`create unique index inbox_event on inbox (ws, event_id)`.execute(db);
  await sql`create unique index inbox_what on inbox (ws, what)`.execute(db);
  await sql`create index inbox_waiting on inbox (ws, next_at) where state = 'waiting'`.execute(db);
  await sql`create index inbox_done on inbox (ws, received_at) where state = 'done'`.execute(db);
}
