import { type Kysely, sql } from 'kysely';

/** Who nodded at what: a reaction may be agreement, and one of them, the team's own choice, logs what it is put to. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table reaction (
      ws text not null,
      channel text not null,
      ts text collate "C" not null,
      person text not null,
      name text not null,
      version text collate "C" not null,
      removed boolean not null default false,
      primary key (ws, channel, ts, person, name)
    )`.execute(db);
  await sql`create index reaction_person on reaction (ws, person)`.execute(db);
  await sql`create index reaction_age on reaction (ws, ts)`.execute(db);
  await sql`alter table workspace add column capture_emoji text not null default 'memo'`.execute(db);
}
