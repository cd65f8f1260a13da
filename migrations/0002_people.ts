import { type Kysely, sql } from 'kysely';

/** Who is here, where they talk, and who is where: all that access rests on. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table person (
      ws text not null,
      id text not null,
      name text not null,
      tz text not null,
      role text not null check (role in ('admin', 'member', 'guest', 'outsider', 'bot')),
      active boolean not null,
      opted_out_at timestamptz,
      erase_at timestamptz,
      rights_at timestamptz,
      primary key (ws, id)
    )`.execute(db);
  await sql`
    create table channel (
      ws text not null,
      id text not null,
      name text not null,
      kind text not null check (kind in ('public', 'private', 'dm', 'group dm')),
      shared boolean not null default false,
      archived boolean not null default false,
      bot_in boolean not null default false,
      reading boolean not null default false,
      host text,
      joined_at timestamptz,
      cursor_ts text,
      repair_at timestamptz,
      primary key (ws, id)
    )`.execute(db);
  await sql`create index channel_repair on channel (ws, repair_at) where reading`.execute(db);
  await sql`
    create table membership (
      ws text not null,
      channel text not null,
      person text not null,
      primary key (ws, channel, person)
    )`.execute(db);
  await sql`create index membership_person on membership (ws, person)`.execute(db);
}
