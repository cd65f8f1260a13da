import { type Kysely, sql } from 'kysely';

/** What happened, on whose authority: ids, never text. Append-only, and the database says so too. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table ledger (
      ws text not null,
      id uuid not null,
      at timestamptz not null,
      machine_at timestamptz not null default clock_timestamp(),
      actor_kind text not null,
      actor text not null,
      person text not null,
      via text not null,
      operation text not null,
      subject text,
      primary key (ws, id)
    )`.execute(db);
  await sql`create index ledger_subject on ledger (ws, subject)`.execute(db);
  await sql`create function ledger_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'the ledger is append-only'; end $$`.execute(db);
  await sql`create trigger ledger_append_only before update or delete on ledger
    for each row execute function ledger_is_append_only()`.execute(db);
}
