import type { App } from '../src/app.ts';
import { claimRepair, planRepair } from '../src/channels/store.ts';
import { day, later } from '../src/edges/clock.ts';
import { keepPast, type Past } from '../src/edges/inbox-past.ts';
import { type PastMessage, SlackRefusal } from '../src/edges/slack.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { spokenHappening } from '../src/messages/events.ts';
import { atOf, tsOf } from '../src/messages/rules.ts';
import { livelyThreads, standing } from '../src/messages/store.ts';
import type { Wait } from './index.ts';

/**
 * Slack gives up on an event after some minutes, so after any gap what a channel's history says is compared with what
 * is here. What is missing, changed or gone becomes inbox rows like any other; what is known already falls on its key.
 */
export async function repairGaps(app: App, { ws, channel }: { ws: string; channel: string }): Promise<Wait> {
  const place = await claimRepair(app.db.write, ws, channel, app.config.pace.settleMs);
  if (!place?.joined_at) return undefined;
  const now = await teamNow(app.db.read, ws);
  const oldest = startOf(place.joined_at, place.cursor_ts);
  try {
    await compare(app, { channel, thread: null, oldest, latest: tsOf(now) });
    for (const { thread_ts } of await livelyThreads(app.db.read, { ws, channel, since: tsOf(later(now, -7 * day)) }))
      await compare(app, { channel, thread: thread_ts, oldest, latest: tsOf(now) });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const waitMs = error.retryAfterMs ?? app.config.pace.repairMs;
    app.log.warn({ err: error, channel, againInMs: waitMs }, 'a gap could not be repaired yet');
    await planRepair(app.db.write, ws, channel, { waitMs });
    return waitMs;
  }
  await planRepair(app.db.write, ws, channel, { waitMs: app.config.pace.repairMs, cursor: tsOf(now) });
  return undefined;
}

/**
 * How far back to look: a day before what was last known, for older messages may have been answered, edited or deleted
 * meanwhile, and nobody told us. Never before the channel let Hypha in.
 */
function startOf(joinedAt: Date, cursor: string | null): string {
  const start = later(cursor ? atOf(cursor) : joinedAt, -day);
  return tsOf(start > joinedAt ? start : joinedAt);
}

interface Stretch {
  channel: string;
  thread: string | null;
  oldest: string;
  latest: string;
}

async function compare(app: App, stretch: Stretch): Promise<void> {
  const { ws } = app.workspace;
  const here = await standing(app.db.read, { ws, ...stretch });
  const there = await readAll(app, stretch).catch(nothingLeft);
  const known = new Map(here.map(({ ts, version }) => [ts, version]));
  const past = there
    .flatMap((message) => pastOf(stretch.channel, message))
    .filter(({ happening }) => happening.is !== 'said' || known.get(happening.ts) !== happening.version);
  const seen = new Set(there.map(({ ts }) => ts));
  // Said before we looked, and not there now: it was deleted, and nobody told us.
  const gone = here
    .filter(({ ts }) => !seen.has(ts))
    .map(
      ({ ts }): Past => ({
        event: { type: 'message', subtype: 'message_deleted', channel: stretch.channel, ts, deleted_ts: ts },
        happening: { is: 'removed', channel: stretch.channel, ts },
      }),
    );
  const threads = stretch.thread === null ? there.filter((message) => hasNewReplies(message, stretch)) : [];
  if (await keepPast(app.db, ws, [...past, ...gone])) await app.queue.wake({ job: 'readInbox', payload: { ws } });
  for (const { ts } of threads) await compare(app, { ...stretch, thread: ts });
}

/** A thread that was deleted whole is one that Slack does not know. */
function nothingLeft(error: unknown): PastMessage[] {
  if (error instanceof SlackRefusal && error.code === 'thread_not_found') return [];
  throw error;
}

const hasNewReplies = ({ reply_count = 0, latest_reply = '' }: PastMessage, { oldest }: Stretch) =>
  reply_count > 0 && latest_reply >= oldest;

async function readAll(app: App, { channel, thread, oldest, latest }: Stretch): Promise<PastMessage[]> {
  const messages: PastMessage[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: { messages: PastMessage[]; response_metadata?: { next_cursor?: string | undefined } | undefined } =
      await app.slack.history(channel, {
        thread: thread ?? undefined,
        oldest,
        cursor: cursor || undefined,
      });
    messages.push(...page.messages.filter(({ ts }) => ts >= oldest && ts <= latest));
    cursor = page.response_metadata?.next_cursor || undefined;
  }
  return messages;
}

function pastOf(channel: string, message: PastMessage): Past[] {
  const happening = spokenHappening(channel, message);
  return happening ? [{ event: { ...message, type: 'message', channel }, happening }] : [];
}
