import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { Client } from 'pg';

/**
 * Runs the store, queue, inbox, repair and outbox tests once more on a PostgreSQL and a Redis that answer on their usual local
 * ports, in databases and under key prefixes of their own. Where none answers, says so and is content.
 */
const postgres = process.env.HYPHA_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const redis = process.env.HYPHA_TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';
const suites = [
  'outbox',
  'inbox',
  'repair',
  'notice',
  'decisions',
  'record',
  'record-properties',
  'digests',
  'capture',
  'capture-matrix',
  'workspaces',
  'queue',
  'large',
].map((name) => `test/${name}.test.ts`);

const [hasPostgres, hasRedis] = await Promise.all([postgresAnswers(), answers(6379)]);
if (!hasPostgres && !hasRedis)
  process.stdout.write('No PostgreSQL and no Redis on their usual ports: nothing to run again.\n');
// Somebody else's server may let in a hundred at once, and is there for others too: one file after the other.
if (hasPostgres)
  again('on the PostgreSQL of this machine', { HYPHA_TEST_DATABASE_URL: postgres }, ['--no-file-parallelism']);
if (hasRedis) again('on the Redis of this machine', { HYPHA_TEST_REDIS_URL: redis });

function again(where: string, env: Record<string, string>, flags: string[] = []): void {
  process.stdout.write(`\nThe same tests again ${where}\n`);
  const run = spawnSync('vitest', ['run', '--project', 'unit', ...flags, ...suites], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
}

async function postgresAnswers(): Promise<boolean> {
  const client = new Client({ connectionString: postgres, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('server_version') as version, rolcreatedb or rolsuper as may from pg_roles where rolname = current_user`,
    );
    process.stdout.write(`PostgreSQL ${rows[0]?.version} answers on its usual port.\n`);
    return rows[0]?.may === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
