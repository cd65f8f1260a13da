import { type Kysely, sql } from 'kysely';

/** Looking is given up once it has failed for long, however long ago the action itself was. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table action add column blind_since timestamptz`.execute(db);
}
