import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { examine } from '../src/doctor.ts';
import { type Db, openDb } from '../src/edges/db.ts';
import { openLog } from '../src/edges/log.ts';
import { type Hypha, openHypha } from './support/hypha.ts';
import { createDatabase } from './support/postgres.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha({ worker: false });
});
afterAll(() => hypha.close());

/** What `hypha doctor` says beside this Hypha, or with another database. */
async function partNamed(name: string, databaseUrl = hypha.app.db.url) {
  const { config, slackSettings } = hypha.app;
  const report = await examine(() =>
    readConfig({
      DATABASE_URL: databaseUrl,
      REDIS_URL: config.redisUrl,
      HYPHA_QUEUE: config.queueName,
      SLACK_BOT_TOKEN: slackSettings.botToken,
      SLACK_SIGNING_SECRET: slackSettings.signingSecret,
      SLACK_API_URL: slackSettings.apiUrl,
    }),
  );
  return report.parts.find((part) => part.name === name);
}

async function withDatabase(template: { template?: string }, work: (db: Db) => Promise<void>) {
  const { url, drop } = await createDatabase(inject('server'), template);
  const db = openDb(url, openLog('silent'));
  try {
    await work(db);
  } finally {
    await db.close();
    await drop();
  }
}

test('looking at an empty database leaves it empty', () =>
  withDatabase({}, async (db) => {
    expect(await partNamed('Database', db.url)).toMatchObject({
      works: false,
      remedy: 'Nothing is in the database yet: start Hypha once, and it sets it up.',
    });
    const { rows } = await db.pool.query(
      `select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
       union all select relname from pg_class where relnamespace = 'public'::regnamespace`,
    );
    expect(rows).toEqual([]);
  }));

test('an older database is left as old as it is, and the doctor says what to do', () =>
  withDatabase({ template: inject('template') }, async (db) => {
    await db.pool.query(`delete from kysely_migration where name > '0008'`);
    expect(await partNamed('Database', db.url)).toMatchObject({
      works: false,
      remedy: expect.stringMatching(/^The database is at version 0007, this Hypha wants 00\d\d: start Hypha once/),
    });
    const { rows } = await db.pool.query('select max(name) as name from kysely_migration');
    expect(rows[0].name).toBe('0007_ledger');
  }));

test('a newer database is known for what it is', () =>
  withDatabase({ template: inject('template') }, async (db) => {
    await db.pool.query(`insert into kysely_migration (name, timestamp) values ('0999_later', '')`);
    const part = await partNamed('Database', db.url);
    expect(part).toMatchObject({ works: false, remedy: expect.stringContaining('written by a newer Hypha') });
  }));

test('it looks at the queue that this Hypha uses', async () => {
  for (let n = 0; n < 3; n++) hypha.app.queue.wake({ job: 'forget', payload: { ws: hypha.app.workspace.ws } });
  await eventually(async () =>
    expect(await partNamed('Queue')).toMatchObject({ works: true, used: expect.stringMatching(/, 3 waiting$/) }),
  );
});
