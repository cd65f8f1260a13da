import { type Kysely, sql } from 'kysely';

/**
 * A message that Slack's history does not show is doubted, and taken for deleted only once it was missing again later:
 * history may lag behind events. Removed with a doubt beside it, it was never said to be deleted, and may come back.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table message add column absent_at timestamptz`.execute(db);
  await sql`
    create index message_absent on message (ws, channel, ts) where absent_at is not null and not removed`.execute(db);
  await sql`alter table evidence add column absent boolean not null default false`.execute(db);
}
