import { type Kysely, sql } from 'kysely';

/** What a request was answered, so that the same request asked again gets the same answer and does nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table answer (
      ws text not null,
      actor text not null,
      key text not null,
      operation text not null,
      fingerprint text not null,
      value jsonb not null,
      at timestamptz not null default clock_timestamp(),
      primary key (ws, actor, key)
    )`.execute(db);
  await sql`create index answer_age on answer (ws, at)`.execute(db);
}
