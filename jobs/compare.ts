import { createHash } from 'node:crypto';
import type { App } from '../src/app.ts';
import type { Past } from '../src/edges/inbox-past.ts';
import { type PastMessage, SlackRefusal } from '../src/edges/slack.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { absentEvent, type Happening, pastHappening } from '../src/messages/events.ts';
import { editionOf, storable, tsOf } from '../src/messages/rules.ts';
import { type Standing, standing } from '../src/messages/store.ts';

/** A part of a channel's main line, or of one thread; its ends are outside. The main line is walked back in time. */
export interface Stretch {
  channel: string;
  thread: string | null;
  oldest: string;
  latest: string;
}

export interface Compared {
  /** What is missing here, was changed, or is gone. */
  news: Past[];
  /** How far the comparison reached; null: to the end of the stretch. */
  edge: string | null;
  /** What Slack has there. */
  there: PastMessage[];
  /** What is not there for the first time: it may be too new for history. */
  absent: string[];
  /** What was not there the last time, and is now. */
  back: string[];
}

/** As many as are compared with one page of Slack's. */
const mostHere = 1_000;

/** One page of what Slack has, compared with what is here in the same part of the stretch. */
export async function comparePage(app: App, stretch: Stretch): Promise<Compared> {
  const { ws } = app.workspace;
  const { settleMs } = app.config.pace;
  const asOf = tsOf(await teamNow(app.db.read, ws));
  // Read first: whatever stands here by now, Slack has too or will soon, or it was deleted.
  const here = await standing(app.db.read, { ws, ...stretch, limit: mostHere, settleMs });
  const page = await readPage(app, stretch).catch(nothingLeft);
  const edge = edgeOf(stretch, [page.more ? page.messages : [], here.length === mostHere ? here : []]);
  const isReached = ({ ts }: { ts: string }) => edge === null || (stretch.thread === null ? ts >= edge : ts <= edge);
  const there = page.messages.filter(isReached);
  const known = new Map(here.map((one) => [one.ts, one]));
  const past = there.flatMap((message) => newsOf(stretch.channel, { ...message, event_ts: asOf }, known));
  const seen = new Set(there.map(({ ts }) => ts));
  const missing = here.filter((one) => !one.removed && isReached(one) && !seen.has(one.ts));
  return {
    news: [...past, ...missing.flatMap((one) => goneOf(stretch.channel, one))],
    edge,
    there,
    absent: missing.filter(({ absent_at }) => !absent_at).map(({ ts }) => ts),
    back: here.filter(({ ts, absent_at }) => absent_at && seen.has(ts)).map(({ ts }) => ts),
  };
}

/** Where the first of several incomplete lists ends: further on it is not known what belongs there. */
function edgeOf({ thread }: Stretch, incomplete: readonly (readonly { ts: string }[])[]): string | null {
  const byTime = (list: readonly { ts: string }[]) => list.map(({ ts }) => ts).toSorted();
  const ends = incomplete.flatMap((list) => byTime(list).at(thread === null ? 0 : -1) ?? []).toSorted();
  return ends.at(thread === null ? -1 : 0) ?? null;
}

/** Slack may give a page with nothing on it although more follow. */
async function readPage(app: App, { channel, thread, oldest, latest }: Stretch) {
  let cursor: string | undefined;
  for (;;) {
    const bounds = thread === null ? { oldest, latest } : { thread, oldest };
    const page: Awaited<ReturnType<App['slack']['history']>> = await app.slack.history(channel, { ...bounds, cursor });
    const messages = page.messages.filter(({ ts }) => ts > oldest && ts < latest);
    cursor = page.response_metadata?.next_cursor || undefined;
    if (messages.length > 0 || !cursor) return { messages, more: cursor !== undefined };
  }
}

/** A thread that was deleted whole is one that Slack does not know. */
function nothingLeft(error: unknown): { messages: PastMessage[]; more: boolean } {
  if (error instanceof SlackRefusal && error.code === 'thread_not_found') return { messages: [], more: false };
  throw error;
}

function newsOf(channel: string, message: PastMessage, known: ReadonlyMap<string, Standing>): Past[] {
  const event = { ...message, type: 'message', channel };
  const happening = pastHappening(event);
  if (happening?.is === 'said') return saidAnew(event, happening, known.get(happening.ts));
  // What Slack says of the channel itself has no key of its own.
  const over = happening?.is === 'channel' ? `${channel}|${message.ts}` : '';
  return happening ? [{ event, happening, over }] : [];
}

/** An older edition than the one here: history is behind. */
function saidAnew(event: object, happening: Extract<Happening, { is: 'said' }>, here: Standing | undefined): Past[] {
  if (!here) return [{ event, happening }];
  const [edition, ours] = [editionOf(happening.version), editionOf(here.version)];
  if (edition < ours) return [];
  const isSame = edition === ours && !here.removed && digestOf(happening.text) === here.digest;
  return isSame ? [] : [{ event, happening, over: `over ${here.absent_at?.toISOString() ?? here.digest}` }];
}

/** Here before we looked, and not there twice, some time apart: it was deleted, and nobody told us. */
function goneOf(channel: string, { ts, absent_at, overdue }: Standing): Past[] {
  if (!absent_at || !overdue) return [];
  const happening = { is: 'absent', channel, ts } as const;
  return [{ event: absentEvent(channel, ts), happening, over: `${channel}|${ts}|${absent_at.toISOString()}` }];
}

/** The same as of what stands here. */
const digestOf = (text: string): string => createHash('sha256').update(storable(text)).digest('hex').slice(0, 16);
