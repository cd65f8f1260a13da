import type { App } from '../src/app.ts';
import { hour, machineNow } from '../src/edges/clock.ts';
import { findDue } from '../src/edges/due.ts';
import { endSilentSenders } from '../src/edges/locks.ts';
import type { Wake } from '../src/edges/queue.ts';

/** What finds whatever is due, in every process and with no leader. Woken twice, a job finds nothing to do. */
export interface Scan {
  /** Something will be due in this many milliseconds: do not sleep past it. */
  soon(ms: number): void;
  close(): Promise<void>;
}

/** `act` is what this kind of process does about a due row: a worker does it, a web process wakes the queue. */
export function startScan(app: App, act: (wake: Wake) => Promise<void>, { overdueMs = 0 } = {}): Scan {
  const { scanMs, stolenAfterMs } = app.config.pace;
  const { ws } = app.workspace;
  let timer: NodeJS.Timeout | undefined;
  let wakeAt = 0;
  let closed = false;
  let forgetAt = 0;
  let scanning: Promise<void> = Promise.resolve();

  const plan = (ms: number) => {
    const at = machineNow().getTime() + Math.max(1, ms);
    if (closed || (timer && at >= wakeAt)) return;
    clearTimeout(timer);
    wakeAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      scanning = scanning
        .then(look)
        .catch((error) => app.log.warn({ err: error }, 'could not scan'))
        .then(() => plan(scanMs));
    }, ms);
  };

  const look = async () => {
    if (closed) return;
    await endSilentSenders(app.db.pool, ws, stolenAfterMs);
    const { wakes, nextInMs } = await findDue(app.db.read, ws, overdueMs);
    await Promise.all([...wakes, ...housekeeping()].map((wake) => act(wake)));
    if (nextInMs !== undefined && nextInMs < scanMs) plan(nextInMs);
  };

  const housekeeping = (): Wake[] => {
    const now = machineNow().getTime();
    if (now < forgetAt) return [];
    forgetAt = now + hour;
    return [
      { job: 'forget', payload: { ws } },
      { job: 'lookAgain', payload: { ws } },
    ];
  };

  plan(1);
  return {
    soon: plan,
    async close() {
      closed = true;
      clearTimeout(timer);
      await scanning;
    },
  };
}
