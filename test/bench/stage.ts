import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';
import { openEmbedded } from '../../src/edges/embedded.ts';
import { findPlace } from '../../src/edges/embedded-place.ts';
import { findServer } from '../../src/edges/embedded-server.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { removeCluster } from '../support/postgres.ts';
import { childrenOf, secondsUsed } from './effort.ts';
import type { Job } from './generator.ts';
import type { Measured } from './load.ts';

/** With the seconds of processor that it took elsewhere, where that is known. */
export type Loaded = Measured & { webS: number | undefined; postgresS: number | undefined };

/** What is measured: a database that really waits for its disk, web processes of Hypha, and a Bolt app beside them. */
export interface Stage {
  measuredOn: readonly string[];
  databaseUrl: string;
  ws: string;
  secret: string;
  webs: readonly string[];
  bolt: string;
  /** Nothing kept yet, on either side. */
  clear(): Promise<void>;
  load(job: Omit<Job, 'ws'>): Promise<Loaded>;
  close(): Promise<void>;
}

export async function openStage({ webs }: { webs: number }): Promise<Stage> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'hypha-bench-'));
    opened.push(() => removeCluster(folder));
    await chmod(folder, 0o755);
    const database = await openEmbedded(folder, { durable: true });
    const server = await findServer(await findPlace(folder));
    if (server) running.add(server.pid);
    opened.push(async () => {
      await database.close();
      if (server) running.delete(server.pid);
    });
    const sandbox = await openSandbox();
    opened.push(sandbox.close);
    const { botToken, signingSecret: secret } = sandbox.credentials;
    const env = {
      ...{ DATABASE_URL: database.url, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: secret },
      ...{ SLACK_API_URL: sandbox.apiUrl, PORT: '0', HYPHA_LOG: 'warn' },
    };
    const urls: string[] = [];
    const pids: number[] = [];
    for (let n = 0; n < webs; n++) {
      const web = await start(['src/main.ts', '--role', 'web'], env, / at (http\S+)\.$/);
      opened.push(web.close);
      urls.push(web.url);
      pids.push(web.pid);
    }
    const bolt = await start(['test/bench/bolt.ts', secret], {}, /^(http\S+)$/);
    opened.push(bolt.close);
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    opened.push(() => pool.end());
    await pool.query('create table bare (like inbox including all)');
    const ws = sandbox.team.id;
    return {
      measuredOn: await describe(pool, database.version),
      ...{ databaseUrl: database.url, ws, secret, webs: urls, bolt: bolt.url },
      clear: async () => void (await pool.query('truncate inbox, bare')),
      load: async (job) => {
        const backends = server ? await childrenOf(server.pid) : [];
        const before = [await secondsUsed(pids), await secondsUsed(backends)];
        const measured = await runJob({ ...job, ws });
        const after = [await secondsUsed(pids), await secondsUsed(backends)];
        return { ...measured, webS: difference(after[0], before[0]), postgresS: difference(after[1], before[1]) };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const difference = (after: number | undefined, before: number | undefined) =>
  after === undefined || before === undefined ? undefined : after - before;

async function describe(pool: pg.Pool, version: string): Promise<string[]> {
  const { rows } = await pool.query(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync`,
  );
  const [cpu] = cpus();
  return [
    `${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${process.platform}, Node ${process.versions.node}`,
    `PostgreSQL ${version}, fsync ${rows[0].fsync}, synchronous_commit ${rows[0].sync}; everything on this one machine`,
  ];
}

/** Whoever interrupts a measurement leaves nobody behind. */
const running = new Set<number>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('exit', () => {
  for (const pid of running) kill(pid);
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A process of its own that says on one line where it listens. */
async function start(
  args: string[],
  env: Record<string, string>,
  says: RegExp,
): Promise<{ url: string; pid: number; close(): Promise<void> }> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid = 0 } = child;
  running.add(pid);
  child.once('exit', () => running.delete(pid));
  const close = () => ended(child);
  for await (const line of createInterface(child.stdout)) {
    const url = says.exec(line)?.[1];
    if (url) return { url, pid, close };
  }
  throw new Error(`${args.join(' ')} did not start`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

const Result = z.object({
  perSecond: z.number(),
  seconds: z.number(),
  latencies: z.array(z.number()),
  failed: z.number(),
  cpuS: z.number(),
  busy: z.number(),
});

async function runJob(job: Job): Promise<Measured> {
  const child = spawn(process.execPath, ['test/bench/generator.ts', JSON.stringify(job)], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await text(child.stdout);
  const result = Result.parse(JSON.parse(said));
  if (result.failed > 0) throw new Error(`${result.failed} of the requests were not answered as they should be`);
  return result;
}
