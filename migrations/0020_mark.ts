import { type Kysely, sql } from 'kysely';

/**
 * What our posts are marked with, so that they are known again. It outlives every Slack token: a post made with the old
 * one is still known once there is a new one. Two random ids make a secret of 244 random bits.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table workspace add column mark_key text not null
    default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')`.execute(db);
}
