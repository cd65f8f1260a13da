import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Db, openDb } from '../../src/edges/db.ts';
import { findPlace } from '../../src/edges/embedded-place.ts';
import { findServer } from '../../src/edges/embedded-server.ts';
import { openLog } from '../../src/edges/log.ts';
import { migrate } from '../../src/edges/migrate.ts';
import { openQueue, type WakeQueue } from '../../src/edges/queue.ts';
import { createDatabase, startTestServer } from '../support/postgres.ts';
import { eventually, slackAt } from '../support/slack.ts';
import { type Crew, openCrew } from './crew.ts';
import type { Plan, QueueKind } from './plan.ts';
import { freePort } from './ports.ts';
import { startRedis } from './redis.ts';
import { watchSenders } from './senders.ts';

/** Everything a trial owns: PostgreSQL, Redis, a Slack, and the processes of Hypha. */
export interface Stage {
  folder: string;
  db: Db;
  queue: WakeQueue;
  slack: ReturnType<typeof slackAt>;
  crew: Crew;
  restartDatabase(signal: NodeJS.Signals): Promise<number>;
  wipeQueue(): Promise<void>;
  close(): Promise<void>;
}

const queueName = 'torture';

export async function openStage(plan: Plan, kind: QueueKind): Promise<Stage> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'hypha-torture-'));
    const server = await startTestServer();
    opened.push(server.close);
    const { url: databaseUrl } = await createDatabase(server.url);
    const redis = kind === 'redis' ? await startRedis() : undefined;
    if (redis) opened.push(redis.close);
    const log = openLog('silent');
    const db = openDb(databaseUrl, log);
    opened.push(db.close);
    await migrate(db.write);
    await watchSenders(db.pool);
    const queue = await openQueue({ name: queueName, databaseUrl, redisUrl: redis?.url }, log);
    opened.push(queue.close);
    const sandbox = await startSandbox(plan);
    opened.push(sandbox.close);
    const webPorts = [await freePort(), await freePort()];
    const slack = slackAt(sandbox.url);
    await slack.requestUrls(webPorts.map((port) => `http://127.0.0.1:${port}/slack/events`));
    const database = overseeDatabase(db, server.folder);
    const env = {
      DATABASE_URL: databaseUrl,
      ...(redis && { REDIS_URL: redis.url }),
      SLACK_BOT_TOKEN: sandbox.credentials.botToken,
      SLACK_SIGNING_SECRET: sandbox.credentials.signingSecret,
      SLACK_API_URL: sandbox.apiUrl,
      HYPHA_HOME: join(folder, 'home'),
      HYPHA_HASTE: `${plan.haste}`,
      HYPHA_QUEUE: queueName,
      HYPHA_LOG: 'warn',
    };
    const crew = openCrew({ folder, env, webPorts, workers: 2, databaseWasAwaySince: database.wasAwaySince });
    opened.push(crew.close);
    await eventually(() => crew.members.every((member) => member.ready()), { within: 60_000 });
    const wipeQueue = async () => {
      if (redis) await redis.wipe();
      else await db.pool.query('truncate bullmq.job cascade');
    };
    return { folder, db, queue, slack, crew, restartDatabase: database.restart, wipeQueue, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const Ready = z.object({
  url: z.url(),
  apiUrl: z.url(),
  credentials: z.object({ botToken: z.string(), signingSecret: z.string() }),
});

async function startSandbox({ haste }: Plan): Promise<z.infer<typeof Ready> & { close(): Promise<void> }> {
  const program = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));
  // Slack's own waits, shorter by the same factor. The three seconds that an answer may take are real: Hypha's share of
  // them is not scaled either.
  const retries = [0, 60_000, 300_000].map((ms) => Math.round(ms / haste)).join(',');
  const child = spawn(process.execPath, [program, '--retry-ms', retries], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = endable(child);
  for await (const line of createInterface({ input: child.stdout })) return { ...Ready.parse(JSON.parse(line)), close };
  throw new Error('the sandbox did not start');
}

function endable(child: ChildProcess): () => Promise<void> {
  const ended = once(child, 'exit');
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  return async () => {
    process.off('exit', end);
    end();
    await ended;
  };
}

/** The server's keeper in this process brings it back at the same address, however it was ended. */
function overseeDatabase({ pool }: Db, folder: string) {
  let away = false;
  let backAt = 0;
  const find = async () => findServer(await findPlace(folder));
  return {
    wasAwaySince: (at: number) => away || backAt > at,
    async restart(signal: NodeJS.Signals): Promise<number> {
      const server = await find();
      if (!server) throw new Error('no database to restart');
      const since = performance.now();
      away = true;
      process.kill(server.pid, signal);
      await eventually(async () => ![undefined, server.pid].includes((await find())?.pid), { within: 60_000 });
      await eventually(() => pool.query('select 1'), { within: 60_000 });
      away = false;
      backAt = performance.now();
      return backAt - since;
    },
  };
}
