import { z } from 'zod';
import type { Box } from '../box.ts';
import { formatTs, parseTs } from '../clock.ts';
import { historyShape, type Json } from '../shapes.ts';
import { type Room, repliesTo } from '../workspace.ts';
import { ApiError, flag, type Method, method, pageSize, text } from './method.ts';
import { decodeCursor, lowerBound, withCursor } from './pages.ts';
import { joinedRoom } from './rooms.ts';

const SCOPES = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const timestamp = (error: string) => text.transform((value) => readTs(value, error)).optional();

function readTs(value: string, error: string): string | undefined {
  if (value === '') return undefined;
  if (!/^\d+(\.\d{0,6})?$/.test(value)) throw new ApiError(error);
  return formatTs(parseTs(value));
}

const span = {
  channel: text,
  cursor: text.optional(),
  oldest: timestamp('invalid_ts_oldest'),
  latest: timestamp('invalid_ts_latest'),
  inclusive: flag.default(false),
  include_all_metadata: flag.default(false),
};
type Span = { oldest?: string | undefined; latest?: string | undefined; inclusive: boolean };

export const history: Record<string, Method> = {
  'conversations.history': method({
    scopes: SCOPES,
    tier: 3,
    args: z.object({ ...span, limit: pageSize(999, 100) }),
    run: (box, args) => newestFirst(box, joinedRoom(box, args.channel), args),
  }),
  'conversations.replies': method({
    scopes: SCOPES,
    tier: 3,
    args: z.object({ ...span, ts: text, limit: pageSize(1000, 1000) }),
    run: (box, args) => oldestFirst(box, joinedRoom(box, args.channel), args),
  }),
};

type Args = Span & { cursor?: string | undefined; limit: number; include_all_metadata: boolean };

/** Pages go back in time: the cursor is the timestamp below which the next page starts. */
function newestFirst(box: Box, room: Room, args: Args): Json {
  const hidden = lowerBound(room.timeline, horizon(box));
  const span = bounds(room.timeline, args);
  const from = Math.max(hidden, span.from);
  const to = Math.max(from, span.to);
  const before = decodeCursor(args.cursor);
  const end = before === undefined ? to : Math.min(to, lowerBound(room.timeline, before));
  const start = Math.max(from, end - args.limit);
  const page = room.timeline.slice(start, Math.max(start, end)).reverse();
  const more = start > from;
  return {
    messages: shapes(box, room, page, args.include_all_metadata),
    has_more: more,
    ...(hidden > 0 ? { is_limited: true } : {}),
    pin_count: room.pins.size,
    channel_actions_ts: null,
    channel_actions_count: 0,
    ...(args.oldest === undefined ? {} : { oldest: args.oldest }),
    ...(args.latest === undefined ? {} : { latest: args.latest }),
    ...withCursor(more ? page.at(-1) : undefined),
  };
}

/** The parent comes first, on every page and whatever the span, as at Slack. */
function oldestFirst(box: Box, room: Room, { ts, ...args }: Args & { ts: string }): Json {
  if (!room.messages.has(ts)) throw new ApiError('thread_not_found');
  const replies = repliesTo(room, ts);
  const { from, to } = bounds(replies, args);
  const after = decodeCursor(args.cursor);
  const start = after === undefined ? from : Math.max(from, lowerBound(replies, after));
  const end = Math.min(to, start + Math.max(1, args.limit - 1));
  const more = end < to;
  return {
    messages: shapes(box, room, [ts, ...replies.slice(start, Math.max(start, end))], args.include_all_metadata),
    has_more: more,
    ...withCursor(more ? replies[end] : undefined),
  };
}

/** On a plan with limits, what is older is there and not shown. */
function horizon({ clock, historyDays }: Box): string {
  return Number.isFinite(historyDays) ? formatTs(Math.round((clock.now() - historyDays * 86_400_000) * 1000)) : '0';
}

function bounds(sorted: readonly string[], { oldest, latest, inclusive }: Span): { from: number; to: number } {
  const past = (ts: string) => formatTs(parseTs(ts) + 1);
  const from = oldest === undefined ? 0 : lowerBound(sorted, inclusive ? oldest : past(oldest));
  const to = latest === undefined ? sorted.length : lowerBound(sorted, inclusive ? past(latest) : latest);
  return { from, to: Math.max(from, to) };
}

function shapes(box: Box, room: Room, page: readonly string[], withMetadata: boolean): Json[] {
  return page.flatMap((ts) => {
    const message = room.messages.get(ts);
    return message ? [historyShape(box.workspace, room, message, withMetadata)] : [];
  });
}
