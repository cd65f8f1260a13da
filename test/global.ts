import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { openDb } from '../src/edges/db.ts';
import { openLog } from '../src/edges/log.ts';
import { migrate } from '../src/edges/migrate.ts';
import { openQueue } from '../src/edges/queue.ts';
import { createDatabase, startTestServer } from './support/postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server on which every test file gets a database of its own, and the migrated one they are copied from. */
    server: string;
    template: string;
    redis: string | undefined;
  }
}

/**
 * Tests run on an embedded PostgreSQL and the queue in it; with HYPHA_TEST_DATABASE_URL and HYPHA_TEST_REDIS_URL the
 * same tests run on those.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.HYPHA_TEST_DATABASE_URL;
  const server = given ? { url: given, close: async () => {} } : await startTestServer();
  const template = await createDatabase(server.url);
  await prepare(template.url);
  project.provide('server', server.url);
  project.provide('template', new URL(template.url).pathname.slice(1));
  project.provide('redis', process.env.HYPHA_TEST_REDIS_URL);
  return async () => {
    await template.drop();
    await server.close();
  };
}

async function prepare(url: string): Promise<void> {
  const log = openLog('silent');
  const db = openDb(url, log);
  await migrate(db.write);
  await (await openQueue({ name: 'template', databaseUrl: url }, log)).close();
  await db.close();
  await nobodyConnected(url);
}

/** PostgreSQL copies a database only while nobody is connected to it, and connections take a moment to go. */
async function nobodyConnected(url: string): Promise<void> {
  const database = new URL(url);
  const name = database.pathname.slice(1);
  database.pathname = 'postgres';
  const client = new Client({ connectionString: database.href });
  await client.connect();
  for (;;) {
    const { rows } = await client.query('select 1 from pg_stat_activity where datname = $1', [name]);
    if (rows.length === 0) break;
  }
  await client.end();
}
