import { createPostgresBackend, isPgPool, Queue, runMigrations, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { within } from './clock.ts';
import { openPool } from './db.ts';
import type { Log } from './log.ts';

const job = <N extends string, P extends z.ZodObject>(name: N, payload: P) => ({ name, payload });

/** Every job, and the ids it carries. A job is a wake-up: the rows say what there is to do. */
export const jobs = {
  readInbox: job('read-inbox', z.object({ ws: z.string() })),
  deliver: job('deliver', z.object({ ws: z.string(), dest: z.string() })),
  repairGaps: job('repair-gaps', z.object({ ws: z.string(), channel: z.string() })),
  erasePerson: job('erase-person', z.object({ ws: z.string(), person: z.string() })),
  digest: job('digest', z.object({ ws: z.string(), person: z.string() })),
  recap: job('recap', z.object({ ws: z.string(), channel: z.string() })),
  forget: job('forget', z.object({ ws: z.string() })),
  capture: job('capture', z.object({ ws: z.string() })),
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
  const { queue, end } = redisUrl ? lookAtRedis(name, redisUrl, log) : lookAtPostgres(name, databaseUrl, log);
  queue.on('error', () => {});
  try {
    return (await within(3_000, queue.getJobCounts('waiting'))).waiting ?? 0;
  } finally {
    await within(3_000, queue.close()).catch(() => {});
    await end();
  }
}

function lookAtRedis(name: string, url: string, log: Log): Opened {
  const connection = impatient(url, log);
  const queue = new Queue(name, { connection, prefix: name, skipMetasUpdate: true });
  return { queue, end: async () => connection.disconnect() };
}

function lookAtPostgres(name: string, url: string, log: Log): Opened {
  const connection = poolFor(url, log);
  return { queue: new Postgres.Queue(name, { connection, skipMetasUpdate: true }), end: () => endPool(connection) };
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

/**
 * Ours, because of its own connections the library hears the end only a moment after they stand: lost in that moment,
 * one would take the process with it. One per worker listens for wake-ups and does nothing else.
 */
function poolFor(url: string, log: Log) {
  const pool = openPool(url, { max: 10, statement_timeout: 15_000, options: '-c search_path=bullmq' }, log);
  // It describes a pool more narrowly than the driver does, and knows one when it sees it.
  if (!isPgPool(pool)) throw new TypeError('the queue library does not know this for a pool');
  return pool;
}

const endPool = (pool: { end(): Promise<void> }): Promise<void> => within(3_000, pool.end()).catch(() => {});

async function postgresQueue(name: string, url: string, log: Log): Promise<WakeQueue> {
  const pool = poolFor(url, log);
  const queue = await prepare(name, pool).catch(async (error) => {
    await endPool(pool);
    throw error;
  });
  const start = (perform: Perform, n: number): Started => {
    const connection = poolFor(url, log);
    const worker = new Postgres.Worker(name, perform, { connection, ...workerOptions(n) });
    return { worker, end: () => endPool(connection) };
  };
  return wakeQueue('PostgreSQL', { queue, end: () => endPool(pool) }, start, log);
}

/** The queue brings its own tables; several processes may start at once, and it takes a lock. */
async function prepare(name: string, connection: ReturnType<typeof poolFor>) {
  const client = await connection.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release(true);
  }
  const queue = new Postgres.Queue(name, { connection });
  queue.on('error', () => {});
  // One that fails at its first look at the tables never looks again.
  await queue.waitUntilReady();
  return queue;
}

async function redisQueue(name: string, url: string, log: Log): Promise<WakeQueue> {
  const failingFast = impatient(url, log);
  const start = (perform: Perform, n: number): Started => {
    const connection = quietly(new Redis(url, { maxRetriesPerRequest: null }), log);
    const worker = new Worker(name, perform, { connection, prefix: name, ...workerOptions(n) });
    return { worker, end: async () => connection.disconnect() };
  };
  const queue = new Queue(name, { connection: failingFast, prefix: name });
  return wakeQueue('Redis', { queue, end: async () => failingFast.disconnect() }, start, log);
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
  close(): Promise<void>;
}
type Perform = (job: { name: string; data: unknown }) => Promise<void>;

/** With the connection it was given, which the library leaves open. */
interface Opened {
  queue: AnyQueue;
  end(): Promise<void>;
}
interface Started {
  worker: AnyWorker;
  end(): Promise<void>;
}

function wakeQueue(
  kind: WakeQueue['kind'],
  { queue, end }: Opened,
  start: (perform: Perform, concurrency: number) => Started,
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
    work: (perform, concurrency) => replaced(() => start(({ name, data }) => perform(name, data), concurrency), log),
    async close() {
      open = false;
      await Promise.all(underWay);
      await within(3_000, queue.close()).catch(() => {});
      await end();
    },
  };
}

const restMs = 1_000;

/**
 * A worker that meets an error other than a refused connection (a database that is starting up, say) asks again at once,
 * and again, until the machine has no port left to ask from; one whose line was lost at a bad moment stays deaf. So it
 * goes, and after a rest another begins; the scan finds meanwhile what is due.
 */
function replaced(start: () => Started, log: Log): { close(): Promise<void> } {
  const leaving = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let current = begin();

  function begin(): Started {
    const started = start();
    started.worker.on('error', (error) => {
      if (timer || closed || started !== current) return;
      log.warn({ err: error }, 'worker trouble');
      dismiss(started);
      timer = setTimeout(() => {
        timer = undefined;
        current = begin();
      }, restMs);
    });
    return started;
  }

  function dismiss({ worker, end }: Started): void {
    const left = within(8_000, worker.close())
      .catch(() => {})
      .then(end);
    leaving.add(left);
    void left.then(() => leaving.delete(left));
  }

  return {
    async close() {
      if (!closed && !timer) dismiss(current);
      closed = true;
      clearTimeout(timer);
      await Promise.all(leaving);
    },
  };
}
