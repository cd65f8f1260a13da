import { type Kysely, sql } from 'kysely';

/** What somebody asked of Hypha by a reaction or by its name, until it is done: the event itself is only written down. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table capture (
      ws text not null,
      id uuid not null,
      what text not null,
      kind text not null,
      channel text not null,
      ts text collate "C" not null,
      thread_ts text collate "C",
      person text not null,
      text text not null default '',
      wanted boolean not null default true,
      decision integer,
      state text not null default 'waiting',
      tries integer not null default 0,
      round integer not null default 1,
      next_at timestamptz not null default clock_timestamp(),
      created_at timestamptz not null default clock_timestamp(),
      primary key (ws, id)
    )`.execute(db);
  await sql`create unique index capture_what on capture (ws, what)`.execute(db);
  await sql`create index capture_due on capture (ws, next_at) where state = 'waiting'`.execute(db);
  await sql`create index capture_message on capture (ws, channel, ts)`.execute(db);
  await sql`create index capture_person on capture (ws, person)`.execute(db);
  await sql`create index capture_age on capture (ws, created_at) where state = 'done'`.execute(db);
}
