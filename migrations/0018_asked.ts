import { type Kysely, sql } from 'kysely';

/** Whether somebody asked for it to be said. All that was said until now was; what does not say so from now on was not. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table action add column asked boolean not null default true`.execute(db);
  await sql`alter table action alter column asked set default false`.execute(db);
}
