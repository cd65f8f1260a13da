import type { z } from 'zod';
import type { App } from '../src/app.ts';
import { type JobName, jobs } from '../src/edges/queue.ts';
import { capture } from './capture.ts';
import { deliver } from './deliver.ts';
import { digest, recap } from './digest.ts';
import { erasePerson } from './erase-person.ts';
import { forget } from './forget.ts';
import { lookAgain } from './look-again.ts';
import { readInbox } from './read-inbox.ts';
import { repairGaps } from './repair-gaps.ts';

/** A job may say in how many milliseconds there will be more to do; the scan then comes by at that time. */
export type Wait = number | undefined;

interface Handler {
  name: string;
  perform(app: App, raw: unknown): Promise<unknown>;
}

/** An older or newer Hypha may have put the job there, so its payload is read, not trusted. */
const handle = <P extends z.ZodType<{ ws: string }>>(
  job: { name: string; payload: P },
  work: (app: App, payload: z.output<P>) => Promise<unknown>,
): Handler => ({
  name: job.name,
  async perform(app, raw) {
    const payload = job.payload.parse(raw);
    if (payload.ws !== app.workspace.ws) throw new Error('a job of another workspace');
    return work(app, payload);
  },
});

/** A job without its handler does not compile. */
const handlers: Record<JobName, Handler> = {
  readInbox: handle(jobs.readInbox, readInbox),
  deliver: handle(jobs.deliver, deliver),
  repairGaps: handle(jobs.repairGaps, repairGaps),
  erasePerson: handle(jobs.erasePerson, erasePerson),
  digest: handle(jobs.digest, digest),
  recap: handle(jobs.recap, recap),
  forget: handle(jobs.forget, forget),
  capture: handle(jobs.capture, capture),
  lookAgain: handle(jobs.lookAgain, lookAgain),
};

/** A job by its name in the queue. */
export async function perform(app: App, name: string, raw: unknown): Promise<Wait> {
  const handler = Object.values(handlers).find((one) => one.name === name);
  if (!handler) app.log.warn({ job: name }, 'nobody does this job');
  const wait = await handler?.perform(app, raw);
  return typeof wait === 'number' ? wait : undefined;
}
