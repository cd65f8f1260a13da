import { type Kysely, sql } from 'kysely';

/** When somebody works, once they have said so: `09:00-17:30 Mon-Fri`, in their own zone. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table person add column hours text`.execute(db);
}
