import { type Kysely, sql } from 'kysely';

/** Numbers of decisions are drawn by lot, so nobody counts them any more. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table workspace drop column last_decision`.execute(db);
}
