import { callsFor } from './client/mention.ts';
import type { Message } from './facts.ts';
import { isDirect, type Room, repliesTo, type Workspace } from './workspace.ts';

/** How far each person has read. What was there on the first day counts as read; whoever speaks has read what was said before. */

/** Of a channel, or of one thread in it. */
const key = (user: string, channel: string, thread = '') => `${user} ${channel} ${thread}`;
const NEVER = '0.000000';

interface Reading {
  user: string;
  channel: string;
  thread?: string | undefined;
  ts: string;
}

export function markRead({ marks }: Workspace, { user, channel, thread, ts }: Reading): void {
  const place = key(user, channel, thread);
  if (ts > (marks.get(place) ?? NEVER)) marks.set(place, ts);
}

/** Whoever speaks has read what was said before in that place. */
export function markSpoken(workspace: Workspace, { user, channel, thread_ts, ts }: Message): void {
  if (user === undefined) return;
  const thread = thread_ts === ts ? undefined : thread_ts;
  markRead(workspace, { user, channel, thread, ts });
}

export function lastRead(workspace: Workspace, room: Room, user: string, thread?: string): string {
  const own = workspace.marks.get(key(user, room.channel.id, thread)) ?? NEVER;
  return own > room.firstTs ? own : room.firstTs;
}

interface Unread {
  unread: number;
  /** How many of them call for this person; in direct conversations every one does. */
  mentions: number;
}

export function unreadIn(workspace: Workspace, room: Room, user: string, groups: Groups): Unread {
  if (!room.members.has(user)) return { unread: 0, mentions: 0 };
  const since = lastRead(workspace, room, user);
  let unread = 0;
  let mentions = 0;
  for (let index = room.timeline.length - 1; index >= 0; index--) {
    const ts = room.timeline[index] ?? NEVER;
    if (ts <= since) break;
    const message = room.messages.get(ts);
    if (!message || message.user === user) continue;
    unread += 1;
    if (isDirect(room) || callsFor(message.text, user, groups)) mentions += 1;
  }
  return { unread, mentions };
}

type Groups = readonly { id: string; members: readonly string[] }[];

/** The threads somebody is part of: they began it, spoke in it, or were called into it. */
export function isInThread(room: Room, root: string, user: string, groups: Groups): boolean {
  return [root, ...repliesTo(room, root)].some((ts) => {
    const message = room.messages.get(ts);
    return message !== undefined && (message.user === user || callsFor(message.text, user, groups));
  });
}

/** Something was said in it by somebody else since this person read it. */
export function isThreadUnread(workspace: Workspace, room: Room, root: string, user: string): boolean {
  const since = lastRead(workspace, room, user, root);
  return repliesTo(room, root).some((ts) => ts > since && room.messages.get(ts)?.user !== user);
}
