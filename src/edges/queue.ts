import { createPostgresBackend, Queue, runMigrations, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { z } from 'zod';
import { within } from './clock.ts';
import { sessionOf } from './db.ts';
import type { Log } from './log.ts';

const job = <N extends string, P extends z.ZodObject>(name: N, payload: P) => ({ name, payload });

/** Every job, and the ids it carries. A job is a wake-up: the rows say what there is to do. */
export const jobs = {
  readInbox: job('read-inbox', z.object({ ws: z.string() })),
  deliver: job('deliver', z.object({ ws: z.string(), dest: z.string() })),
  repairGaps: job('repair-gaps', z.object({ ws: z.string(), channel: z.string() })),
  erasePerson: job('erase-person', z.object({ ws: z.string(), person: z.string() })),
  forget: job('forget', z.object({ ws: z.string() })),
};
type Jobs = typeof jobs;
export type JobName = keyof Jobs;
type Payload<N extends JobName> = z.output<Jobs[N]['payload']>;

/** One thing to do. */
export type Wake = { [N in JobName]: { job: N; payload: Payload<N> } }[JobName];

export interface WakeQueue {
  kind: 'PostgreSQL' | 'Redis';
  /** Never throws and never waits long: what is not woken now is found by the scan. */
  /** With a key, once for all that ask while it waits. */
  wake(wake: Wake, key?: string): Promise<void>;
  works(): Promise<boolean>;
  work(perform: (name: string, payload: unknown) => Promise<void>, concurrency: number): { close(): Promise<void> };
  close(): Promise<void>;
}

interface Settings {
  name: string;
  databaseUrl: string;
  redisUrl?: string | undefined;
}

/** The choice of backend lives here and nowhere else. */
export async function openQueue({ name, databaseUrl, redisUrl }: Settings, log: Log): Promise<WakeQueue> {
  return redisUrl ? redisQueue(name, redisUrl, log) : postgresQueue(name, databaseUrl, log);
}

const workerOptions = (concurrency: number) => ({
  concurrency,
  lockDuration: 60_000,
  stalledInterval: 15_000,
  // By default a job whose worker was killed twice is dropped. Here the rows decide what is given up, never the queue.
  maxStalledCount: 1_000_000,
  drainDelay: 2,
});
const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

async function postgresQueue(name: string, url: string, log: Log): Promise<WakeQueue> {
  await prepare(url);
  const { Queue: PgQueue, Worker: PgWorker } = withBackend(createPostgresBackend);
  const connection = { ...sessionOf(url), statement_timeout: 15_000, max: 6 };
  const queue = new PgQueue(name, { connection });
  return wakeQueue(
    'PostgreSQL',
    queue,
    (perform, n) => new PgWorker(name, perform, { connection, ...workerOptions(n) }),
    log,
  );
}

/** The queue brings its own tables; several processes may start at once, and it takes a lock. */
async function prepare(url: string): Promise<void> {
  const client = new pg.Client(sessionOf(url));
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

async function redisQueue(name: string, url: string, log: Log): Promise<WakeQueue> {
  const patient = () => quietly(new Redis(url, { maxRetriesPerRequest: null }), log);
  const failingFast = quietly(
    new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000 }),
    log,
  );
  const queue = new Queue(name, { connection: failingFast, prefix: name });
  const waiting: Redis[] = [];
  const start = (perform: Perform, n: number) => {
    const connection = patient();
    waiting.push(connection);
    return new Worker(name, perform, { connection, prefix: name, ...workerOptions(n) });
  };
  const base = wakeQueue('Redis', queue, start, log);
  return {
    ...base,
    async close() {
      await base.close();
      for (const connection of [failingFast, ...waiting]) connection.disconnect();
    },
  };
}

const quietly = (redis: Redis, log: Log): Redis =>
  redis.on('error', (error) => log.warn({ err: error }, 'Redis connection lost'));

interface AnyQueue {
  add(name: string, data: unknown, options: typeof jobOptions & { jobId?: string }): Promise<unknown>;
  getJobCounts(...types: 'waiting'[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface AnyWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  pause(doNotWaitActive?: boolean): Promise<void>;
  resume(): Promise<void>;
  close(force?: boolean): Promise<void>;
}
type Perform = (job: { name: string; data: unknown }) => Promise<void>;

function wakeQueue(
  kind: WakeQueue['kind'],
  queue: AnyQueue,
  start: (perform: Perform, concurrency: number) => AnyWorker,
  log: Log,
): WakeQueue {
  // The queue library has no time limits of its own, and used after close it never answers at all.
  queue.on('error', (error) => log.warn({ err: error }, 'queue trouble'));
  let open = true;
  return {
    kind,
    async wake({ job, payload }, key) {
      if (!open) return;
      await within(2_000, queue.add(jobs[job].name, payload, key ? { ...jobOptions, jobId: key } : jobOptions)).catch(
        (error) => log.warn({ err: error, job }, 'could not wake; the scan will'),
      );
    },
    works: () =>
      within(2_000, queue.getJobCounts('waiting')).then(
        () => true,
        () => false,
      ),
    work(perform, concurrency) {
      const worker = start(({ name, data }) => perform(name, data), concurrency);
      const rest = resting(worker, log);
      worker.on('error', rest.begin);
      return {
        async close() {
          rest.end();
          await within(8_000, worker.close()).catch(() => {});
        },
      };
    },
    async close() {
      open = false;
      await within(3_000, queue.close()).catch(() => {});
    },
  };
}

const restMs = 1_000;

/**
 * A worker that meets an error other than a refused connection (a database that is starting up, say) asks again at once,
 * and again, until the machine has no port left to ask from. So it rests; the scan finds meanwhile what is due.
 */
function resting(worker: AnyWorker, log: Log): { begin(error: Error): void; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const resume = () => {
    timer = undefined;
    void worker.resume().catch(() => {});
  };
  return {
    begin(error) {
      if (timer || closed) return;
      log.warn({ err: error }, 'worker trouble');
      timer = setTimeout(resume, restMs);
      void worker.pause(true).catch(() => {});
    },
    end() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
