import { type Kysely, sql } from 'kysely';

/** Keys to the HTTP API. Only a hash is kept. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table token (
      ws text not null,
      id text not null,
      secret_hash text not null,
      owner text not null,
      name text not null,
      scopes text[] not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      revoked_at timestamptz,
      primary key (ws, id)
    )`.execute(db);
}
