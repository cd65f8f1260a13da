import type { Insertable, Kysely } from 'kysely';
import { z } from 'zod';
import type { Scope } from '../context.ts';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import { teamNowSql } from '../edges/workspace.ts';
import { readKey } from './rules.ts';
import { fits } from './secret.ts';

export async function addToken(trx: Transaction<Database>, token: Insertable<Database['token']>): Promise<void> {
  await trx.insertInto('token').values(token).execute();
}

/** In place of the one that was called so before. */
export async function replaceToken(db: Kysely<Database>, token: Insertable<Database['token']>): Promise<void> {
  const { ws, id, ...rest } = token;
  await db
    .insertInto('token')
    .values(token)
    .onConflict((conflict) => conflict.columns(['ws', 'id']).doUpdateSet(rest))
    .execute();
}

/** One person's, or everybody's. */
export function listTokens(db: Reads, ws: string, owner: string | undefined) {
  const all = db
    .selectFrom('token as t')
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 't.ws').onRef('p.id', '=', 't.owner'))
    .select(['t.id', 't.name', 't.owner', 't.scopes', 't.expires_at', 't.revoked_at', 'p.name as owner_name'])
    .where('t.ws', '=', ws)
    .orderBy('t.created_at', 'desc')
    .orderBy('t.id')
    .limit(100);
  return (owner === undefined ? all : all.where('t.owner', '=', owner)).execute();
}

/** By its id, or by the whole key, which is what somebody who wants it gone may have at hand. */
export const findToken = (db: Reads, ws: string, said: string) =>
  db
    .selectFrom('token as t')
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 't.ws').onRef('p.id', '=', 't.owner'))
    .select(['t.id', 't.name', 't.owner', 't.scopes', 't.expires_at', 't.revoked_at', 'p.name as owner_name'])
    .where('t.ws', '=', ws)
    .where('t.id', '=', readKey(said)?.id ?? said)
    .executeTakeFirst();

export async function setRevoked(trx: Transaction<Database>, ws: string, id: string, now: Date): Promise<void> {
  await trx
    .updateTable('token')
    .set({ revoked_at: now })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

const Scopes = z.array(z.enum(['read', 'write', 'admin'] satisfies Scope[]));

/** Who holds a key, if it is one and is good now, by team time. */
export async function findHolder(
  db: Reads,
  ws: string,
  key: string,
): Promise<{ id: string; owner: string; scopes: Scope[] } | undefined> {
  const said = readKey(key);
  if (!said) return undefined;
  const row = await db
    .selectFrom('token as t')
    .innerJoin('workspace as w', 'w.ws', 't.ws')
    .select(['t.id', 't.owner', 't.scopes', 't.secret_hash'])
    .where('t.ws', '=', ws)
    .where('t.id', '=', said.id)
    .where('t.revoked_at', 'is', null)
    .where('t.expires_at', '>', teamNowSql)
    .executeTakeFirst();
  if (!row || !fits(said.secret, row.secret_hash)) return undefined;
  return { id: row.id, owner: row.owner, scopes: Scopes.parse(row.scopes) };
}
