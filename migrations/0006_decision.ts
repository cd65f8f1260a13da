import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table decision (
      ws text not null,
      number integer not null,
      statement text not null,
      why text,
      state text not null,
      decided_at timestamptz not null,
      decided_by text not null,
      logged_by text not null,
      via text not null,
      created_at timestamptz not null default clock_timestamp(),
      primary key (ws, number)
    )`.execute(db);
  await sql`
    create table evidence (
      ws text not null,
      decision integer not null,
      n integer not null,
      channel text not null,
      author text not null,
      quote text,
      message_ts text collate "C",
      thread_ts text collate "C",
      action uuid,
      removed boolean not null default false,
      primary key (ws, decision, n),
      foreign key (ws, decision) references decision (ws, number) on delete cascade
    )`.execute(db);
  await sql`create index evidence_message on evidence (ws, channel, message_ts)`.execute(db);
  await sql`create index evidence_author on evidence (ws, author)`.execute(db);
}
