import type { App } from '../src/app.ts';
import { together } from '../src/edges/db.ts';
import { endOfLine, markAbsent } from '../src/edges/doubt-rows.ts';
import { holdHistory } from '../src/edges/history-pace.ts';
import { keepPast } from '../src/edges/inbox-past.ts';
import {
  claimStep,
  keepLine,
  keepThread,
  listUnheardThreads,
  lookBack,
  nextThread,
  noteStep,
  type Step,
  turnToThreads,
} from '../src/edges/repair-rows.ts';
import { SlackRefusal } from '../src/edges/slack.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { tsOf } from '../src/messages/rules.ts';
import { type Compared, comparePage } from './compare.ts';
import type { Wait } from './index.ts';
import { lookAt } from './look-again.ts';
import { troubleIn } from './trouble.ts';

/**
 * Slack gives up on an event after some minutes, so after any gap what a channel's history says is compared with what
 * is here. What is missing, changed or gone becomes inbox rows like any other; what is known already falls on its key.
 *
 * One step is one question to Slack: a page of the main line, then a page of one thread after the other. Each step is
 * kept with how far it came, so whoever does the next one, in whatever process, goes on from there.
 */
export async function repairGaps(app: App, { ws, channel }: { ws: string; channel: string }): Promise<Wait> {
  const { pace } = app.config;
  const step = await claimStep(app.db.write, ws, channel, pace);
  if (!step) return undefined;
  try {
    const thread = step.round_ts === null && step.threads_left > 0 ? await nextThread(app.db.write, step) : undefined;
    const isNews = thread ? await compareThread(app, step, thread) : await compareLine(app, step);
    if (isNews) app.queue.wake({ job: 'readInbox', payload: { ws } });
  } catch (error) {
    await putOff(app, step, error);
  }
  return pace.historyMs;
}

/** Tells whether there is something new to read. */
type Kept = Promise<boolean>;

/**
 * From where the round began back to a day before what was last known, newest page first. Each round begins with the
 * channel itself: whether others may still see it, and Hypha is in it, decides who sees what was said there.
 */
async function compareLine(app: App, step: Step): Kept {
  const latest = step.round_ts ?? tsOf(await teamNow(app.db.write, step.ws));
  const oldest = await endOfLine(app.db.write, step, lookBack(step.cursor_ts, step.joined_at));
  const stretch = { channel: step.id, thread: null, oldest, latest: step.below_ts ?? latest };
  const isBegun = step.round_ts !== null;
  const [isIn, compared] = await Promise.all([isBegun || lookAt(app, step), comparePage(app, stretch)]);
  if (!isIn) return false;
  return together(app.db.write, async (trx) => {
    if (!(await keepLine(trx, step, { latest, edge: compared.edge }))) return false;
    await listUnheardThreads(trx, step, answeredSince(compared, step.cursor_ts ?? oldest), oldest);
    await markAbsent(trx, step, compared);
    if (compared.edge === null) await turnToThreads(trx, step, latest, app.config.pace);
    return keepPast(trx, step.ws, compared.news);
  });
}

const answeredSince = ({ there }: Compared, since: string) =>
  there.flatMap(({ ts, reply_count = 0, latest_reply = '' }) =>
    reply_count > 0 && latest_reply > since ? [{ ts, latest_reply }] : [],
  );

const endOfTime = '9999999999.999999';

async function compareThread(app: App, step: Step, thread: { thread_ts: string; after_ts: string }): Kept {
  const stretch = { channel: step.id, thread: thread.thread_ts, oldest: thread.after_ts, latest: endOfTime };
  const compared = await comparePage(app, stretch);
  const { pace } = app.config;
  return together(app.db.write, async (trx) => {
    await markAbsent(trx, step, compared);
    if (!(await keepThread(trx, step, { thread, edge: compared.edge, pace }))) return false;
    return keepPast(trx, step.ws, compared.news);
  });
}

/** However often: it is tried again, after a while that grows, or when Slack says. */
async function putOff(app: App, step: Step, error: unknown): Promise<void> {
  const problem = troubleIn(app, error, 'a channel could not be compared with its history yet');
  const isLimited = error instanceof SlackRefusal && error.code === 'ratelimited';
  const waitMs = isLimited ? (error.retryAfterMs ?? app.config.pace.absentAgainMs) : undefined;
  if (waitMs !== undefined) await holdHistory(app.db.write, step.ws, waitMs);
  await noteStep(app.db.write, step, { problem, waitMs });
}
