import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Found, Message, Page, Thread } from '../client/wire.ts';
import { Impossible, maySee, roomFor } from '../control/verb.ts';
import type { Person } from '../facts.ts';
import { rootOf } from '../posting.ts';
import { lowerBound } from '../web-api/pages.ts';
import { type Room, repliesTo, whispersTo } from '../workspace.ts';
import { messageFace, roomFace, whisperFace } from './shapes.ts';

/** What was said: a stretch of a room, a thread, and what a search finds. */

const PAGE = 80;
const FOUND = 50;

export const pageArgs = z.object({
  channel: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  around: z.string().optional(),
});

/** The newest stretch, or the one before, after or around a message. */
export function page(box: Box, person: Person, args: z.infer<typeof pageArgs>): Page {
  const room = roomFor(box, person, args.channel);
  const root = args.around === undefined ? undefined : rootOf(room, args.around);
  const { from, to } = stretch(room, root === undefined ? args : { ...args, around: root });
  const whole = { older: from > 0, newer: to < room.timeline.length };
  const spoken = room.timeline.slice(from, to).flatMap((ts) => shown(box, room, ts));
  const aside = whispers(
    box,
    person,
    room,
    whole.older ? room.timeline[from] : undefined,
    whole.newer ? room.timeline[to] : undefined,
  );
  const thread =
    root !== undefined && root !== args.around && !room.timeline.includes(args.around ?? '') ? { thread: root } : {};
  return { room: roomFace(box, person, room), messages: [...spoken, ...aside].sort(byTime), ...whole, ...thread };
}

function stretch(
  { timeline }: Room,
  { before, after, around }: z.infer<typeof pageArgs>,
): { from: number; to: number } {
  const end = timeline.length;
  if (before !== undefined) {
    const to = lowerBound(timeline, before);
    return { from: Math.max(0, to - PAGE), to };
  }
  if (after !== undefined) {
    const from = lowerBound(timeline, after) + (timeline.includes(after) ? 1 : 0);
    return { from, to: Math.min(end, from + PAGE) };
  }
  if (around === undefined) return { from: Math.max(0, end - PAGE), to: end };
  const from = Math.max(0, lowerBound(timeline, around) - PAGE / 2);
  return { from, to: Math.min(end, from + PAGE) };
}

function shown({ workspace }: Box, room: Room, ts: string): Message[] {
  const message = room.messages.get(ts);
  return message ? [messageFace(workspace, room, message)] : [];
}

function whispers({ workspace }: Box, person: Person, room: Room, from = '', to = '9'): Message[] {
  return [...whispersTo(workspace, person.id, room.channel.id).values()]
    .filter(({ ts, thread_ts }) => thread_ts === undefined && ts >= from && ts < to)
    .map((message) => whisperFace(workspace, message));
}

const byTime = (a: Message, b: Message) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);

export const threadArgs = z.object({ channel: z.string(), ts: z.string() });

export function thread(box: Box, person: Person, { channel, ts }: z.infer<typeof threadArgs>): Thread {
  const room = roomFor(box, person, channel);
  const root = rootOf(room, ts);
  if (root === undefined) throw new Impossible('message_not_found', 'That message is not there any more.');
  const replies = [root, ...repliesTo(room, root)].flatMap((one) => shown(box, room, one));
  const aside = [...whispersTo(box.workspace, person.id, room.channel.id).values()]
    .filter(({ thread_ts }) => thread_ts === root)
    .map((message) => whisperFace(box.workspace, message));
  return { messages: [...replies, ...aside].sort(byTime) };
}

export const searchArgs = z.object({ words: z.string().min(1), channel: z.string().optional() });

/** Every word has to occur; newest first. Only what this person may see is looked at. */
export function search(box: Box, person: Person, { words, channel }: z.infer<typeof searchArgs>): Found {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const rooms = channel === undefined ? [...box.workspace.rooms.values()] : [roomFor(box, person, channel)];
  const hits = rooms
    .filter((room) => maySee(person, room))
    .flatMap((room) =>
      [...room.messages.values()].filter(({ text }) => hasAll(text, wanted)).map((message) => ({ room, message })),
    );
  hits.sort((a, b) => (a.message.ts < b.message.ts ? 1 : -1));
  const messages = hits.slice(0, FOUND).map(({ room, message }) => messageFace(box.workspace, room, message));
  return { messages, more: hits.length > FOUND };
}

function hasAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
