import { type Kysely, sql } from 'kysely';

/** A removed message stays as an empty row, so that a late copy of it cannot bring it back. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table message (
      ws text not null,
      channel text not null,
      ts text collate "C" not null,
      thread_ts text collate "C",
      author text not null,
      text text not null,
      version text collate "C" not null,
      removed boolean not null default false,
      primary key (ws, channel, ts)
    )`.execute(db);
  await sql`create index message_thread on message (ws, channel, thread_ts, ts)`.execute(db);
  await sql`create index message_author on message (ws, author)`.execute(db);
}
