import { type Kysely, sql } from 'kysely';

/**
 * Lists are read in the order in which they are shown, and no further than to where a page is full: whatever a list is
 * asked for stands before that order. Who sees a decision sees its first channel, so that finds it where somebody sees few.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`create index decision_owner on decision (ws, owner, decided_at desc, number) where owner is not null`.execute(
    db,
  );
  await sql`create index decision_state on decision (ws, state, decided_at desc, number)`.execute(db);
  await sql`create index decision_place on decision (ws, (audience[1]), decided_at desc, number)`.execute(db);
  // What is not stale yet is passed over in the index.
  await sql`create index decision_stale on decision (ws, decided_at desc, number, review_at)
    where state in ('proposed', 'unconfirmed', 'decided', 'in progress') and review_at is not null`.execute(db);
}
