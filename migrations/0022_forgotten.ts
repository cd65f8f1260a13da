import { type Kysely, sql } from 'kysely';

/** When something happened that made what was known of somebody's rights doubtful: what Slack said before counts for nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table person add column forgotten_at timestamptz`.execute(db);
}
