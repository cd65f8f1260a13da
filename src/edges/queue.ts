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
  lookAgain: job('look-again', z.object({ ws: z.string() })),
};
type Jobs = typeof jobs;
export type JobName = keyof Jobs;
type Payload<N extends JobName> = z.output<Jobs[N]['payload']>;

/** One thing to do. */
export type Wake = { [N in JobName]: { job: N; payload: Payload<N> } }[JobName];

export interface WakeQueue {
  kind: 'PostgreSQL' | 'Redis';
  /**
   * Nobody waits for it, and it never throws: what is not woken now is found by the scan. With a key, once for all that
   * ask while it waits.
   */
  wake(wake: Wake, key?: string): void;
  works(): Promise<boolean>;
  work(perform: (name: string, payload: unknown) => Promise<void>, concurrency: number): { close(): Promise<void> };
  close(): Promise<void>;
}

interface Settings {
  name: string;
  databaseUrl: string;
  redisUrl?: string | undefined;
}

/** Workspaces that share a database or a Redis do not share a queue. */
export const queueOf = (installation: string, ws: string): string => `${installation}-${ws}`;

/** The choice of backend lives here and nowhere else. */
export async function openQueue({ name, databaseUrl, redisUrl }: Settings, log: Log): Promise<WakeQueue> {
  return redisUrl ? redisQueue(name, redisUrl, log) : postgresQueue(name, databaseUrl, log);
}

/** How many wake-ups wait there. It is only looked at: where there is no queue yet, none is made. */
export async function countWaiting({ name, databaseUrl, redisUrl }: Settings, log: Log): Promise<number> {
  const redis = redisUrl ? impatient(redisUrl, log) : undefined;
  const queue: AnyQueue = redis
    ? new Queue(name, { connection: redis, prefix: name, skipMetasUpdate: true })
    : new Postgres.Queue(name, { connection: connectionTo(databaseUrl), skipMetasUpdate: true });
  queue.on('error', () => {});
  try {
    return (await within(3_000, queue.getJobCounts('waiting'))).waiting ?? 0;
  } finally {
    await within(3_000, queue.close()).catch(() => {});
    redis?.disconnect();
  }
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

const Postgres = withBackend(createPostgresBackend);
const connectionTo = (url: string) => ({ ...sessionOf(url), statement_timeout: 15_000, max: 6 });

async function postgresQueue(name: string, url: string, log: Log): Promise<WakeQueue> {
  await prepare(url);
  const connection = connectionTo(url);
  const queue = new Postgres.Queue(name, { connection });
  return wakeQueue(
    'PostgreSQL',
    queue,
    (perform, n) => new Postgres.Worker(name, perform, { connection, ...workerOptions(n) }),
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
  const failingFast = impatient(url, log);
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

const impatient = (url: string, log: Log): Redis =>
  quietly(new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000 }), log);

const quietly = (redis: Redis, log: Log): Redis =>
  redis.on('error', (error) => log.warn({ err: error }, 'Redis connection lost'));

interface AnyQueue {
  add(name: string, data: unknown, options: typeof jobOptions & { jobId?: string }): Promise<unknown>;
  getJobCounts(...types: 'waiting'[]): Promise<Record<string, number>>;
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
  let deaf = false;
  const underWay = new Set<Promise<void>>();
  const heard = () => {
    deaf = false;
  };
  const unheard = (error: unknown) => {
    if (!deaf) log.warn({ err: error }, 'could not wake anybody; the scan does, until this is mended');
    deaf = true;
  };
  return {
    kind,
    wake({ job, payload }, key) {
      if (!open) return;
      const added = queue.add(jobs[job].name, payload, key ? { ...jobOptions, jobId: key } : jobOptions);
      const waking = within(2_000, added).then(heard, unheard);
      underWay.add(waking);
      void waking.then(() => underWay.delete(waking));
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
      await Promise.all(underWay);
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
