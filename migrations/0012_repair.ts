import { type Kysely, sql } from 'kysely';

/**
 * How far the comparison of a channel with Slack's history has come, so that it goes on where it was; and since when a
 * comparison or an erasing has failed, and why. Only ids and times: no words.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table channel
      add column gap boolean not null default false,
      add column round_ts text,
      add column below_ts text,
      add column threads_ts text,
      add column threads_left integer not null default 0,
      add column repair_tries integer not null default 0,
      add column repair_since timestamptz,
      add column repair_problem text`.execute(db);
  await sql`
    create table unread_thread (
      ws text not null,
      channel text not null,
      thread_ts text collate "C" not null,
      after_ts text collate "C" not null,
      seq bigint generated always as identity,
      primary key (ws, channel, thread_ts)
    )`.execute(db);
  await sql`create index unread_thread_next on unread_thread (ws, channel, seq)`.execute(db);
  await sql`
    alter table person
      add column erase_tries integer not null default 0,
      add column erase_since timestamptz,
      add column erase_problem text`.execute(db);
  await sql`create index person_erase on person (ws, erase_at) where erase_at is not null`.execute(db);
}
