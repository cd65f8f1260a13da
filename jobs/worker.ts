import type { App } from '../src/app.ts';
import { jobs, type Wake } from '../src/edges/queue.ts';
import { planAllRepairs } from '../src/edges/repair-rows.ts';
import { perform } from './index.ts';
import { type Scan, startScan } from './scan.ts';

const concurrency = 10;

/** Does the jobs: those the queue wakes it for, and those the scan finds. */
export async function startWorker(app: App): Promise<{ close(): Promise<void> }> {
  await planAllRepairs(app.db.write, app.workspace.ws, app.config.pace.historyMs);
  const underWay = new Map<Promise<void>, string>();
  const doOne = (name: string, payload: unknown): Promise<void> => {
    const work = perform(app, name, payload)
      .then((waitMs) => void (waitMs !== undefined && scan.soon(waitMs)))
      .catch((error) => app.log.error({ err: error, job: name }, 'a job failed; the scan will find its row again'));
    underWay.set(work, keyOf(name, payload));
    return work.finally(() => underWay.delete(work));
  };
  // The scan does not wait for what it begins, or one slow job would keep all others from being found.
  const scan: Scan = startScan(app, async ({ job, payload }: Wake) => {
    const { name } = jobs[job];
    const isBusy = underWay.size >= 2 * concurrency || [...underWay.values()].includes(keyOf(name, payload));
    if (!isBusy) void doOne(name, payload);
  });
  const queue = app.queue.work(doOne, concurrency);
  return {
    async close() {
      await Promise.all([scan.close(), queue.close()]);
      await Promise.all(underWay.keys());
    },
  };
}

const keyOf = (name: string, payload: unknown): string => [name, ...Object.values(Object(payload))].join('-');

/** A process without a worker scans too, and wakes one for what none has looked after since the last scan. */
export const startWaker = (app: App): Scan =>
  startScan(app, async (wake) => app.queue.wake(wake, keyOf(wake.job, wake.payload)), {
    overdueMs: app.config.pace.scanMs,
  });
