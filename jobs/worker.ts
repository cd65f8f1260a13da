import type { App } from '../src/app.ts';
import { jobs, type Wake } from '../src/edges/queue.ts';
import { planAllRepairs } from '../src/people/store.ts';
import { perform } from './index.ts';
import { type Scan, startScan } from './scan.ts';

const concurrency = 10;

/** Does the jobs: those the queue wakes it for, and those the scan finds. */
export async function startWorker(app: App): Promise<{ close(): Promise<void> }> {
  const underWay = new Set<Promise<void>>();
  const doOne = (name: string, payload: unknown): Promise<void> => {
    const work = perform(app, name, payload)
      .then((waitMs) => void (waitMs !== undefined && scan.soon(waitMs)))
      .catch((error) => app.log.error({ err: error, job: name }, 'a job failed; the scan will find its row again'));
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  const scan: Scan = startScan(app, ({ job, payload }: Wake) => doOne(jobs[job].name, payload));
  const queue = app.queue.work(doOne, concurrency);
  await planAllRepairs(app.db.write, app.workspace.ws);
  return {
    async close() {
      await Promise.all([scan.close(), queue.close()]);
      await Promise.all(underWay);
    },
  };
}

/** A process without a worker scans too, and wakes one. */
export const startWaker = (app: App): Scan => startScan(app, (wake) => app.queue.wake(wake));
