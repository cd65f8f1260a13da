import { Kysely, PostgresDialect } from 'kysely';
import type { Client, Pool } from 'pg';
import type { Kind, Reading } from '../../src/context.ts';
import type { Database } from '../../src/edges/db.ts';
import type { Work } from '../../src/operation.ts';
import { operations } from '../../src/operations.ts';
import type { Ask } from './decisions-asks.ts';
import { guest } from './decisions-rows.ts';

export interface Statement {
  sql: string;
  values: readonly unknown[];
}

/** Everything that the operation itself asks of the database for this answer, as it asks it. */
export async function capture(pool: Pool, ws: string, { operation, person, input }: Ask): Promise<Statement[]> {
  const statements: Statement[] = [];
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void statements.push({ sql: query.sql, values: query.parameters }),
  });
  const reading: Reading = {
    actor: { ws, kind: 'person', id: person, person, via: 'http' },
    rights: { role: person === guest ? 'guest' : 'member', name: person, active: true, zone: 'UTC', fresh: true },
    now: new Date(),
    db,
  };
  const contexts: { [K in Kind]: (work: Work<K>) => Promise<unknown> } = {
    read: (work) => work.anew(reading),
    ask: refuse,
    write: refuse,
  };
  await operations.find(({ name }) => name === operation)?.call((kind, work) => contexts[kind](work), input);
  return statements;
}

const refuse = () => Promise.reject(new Error('only what is read is measured here'));

export async function replay(client: Client, statements: readonly Statement[]): Promise<void> {
  for (const { sql, values } of statements) await client.query(sql, [...values]);
}
