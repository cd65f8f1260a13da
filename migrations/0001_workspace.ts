import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table workspace (
      ws text primary key,
      name text not null,
      url text not null,
      bot_user text not null,
      bot_id text not null,
      offset_ms bigint not null default 0,
      stopped_at timestamptz,
      stopped_by text,
      last_decision integer not null default 0
    )`.execute(db);
}
