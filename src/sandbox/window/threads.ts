import type { Box } from '../box.ts';
import type { ThreadCard } from '../client/wire.ts';
import type { Person } from '../facts.ts';
import { isInThread, isThreadUnread } from '../marks.ts';
import { type Room, repliesTo } from '../workspace.ts';
import { groupsOf } from './groups.ts';
import { messageFace } from './shapes.ts';

/** The threads a person is part of, wherever they are. */

const MOST = 30;
const LAST = 3;

interface Standing {
  room: Room;
  root: string;
  latest: string;
}

function threadsOf({ workspace }: Box, person: Person): Standing[] {
  const groups = groupsOf(workspace);
  const rooms = [...workspace.rooms.values()].filter(({ members }) => members.has(person.id));
  return rooms.flatMap((room) =>
    [...room.threads]
      .filter(([root]) => isInThread(room, root, person.id, groups))
      .map(([root, replies]) => ({ room, root, latest: replies.at(-1) ?? root })),
  );
}

/** By conversation and first message. */
export const threadKey = (channel: string, root: string): string => `${channel} ${root}`;

export function unreadThreads(box: Box, person: Person): string[] {
  return threadsOf(box, person)
    .filter(({ room, root }) => isThreadUnread(box.workspace, room, root, person.id))
    .map(({ room, root }) => threadKey(room.channel.id, root));
}

/** What was said last in each, the newest thread first. */
export function threadCards(box: Box, person: Person): { threads: ThreadCard[] } {
  const newest = threadsOf(box, person).sort((a, b) => (a.latest < b.latest ? 1 : -1));
  return { threads: newest.slice(0, MOST).map((thread) => card(box, thread)) };
}

function card({ workspace }: Box, { room, root }: Standing): ThreadCard {
  const shown = [root, ...repliesTo(room, root).slice(-LAST)];
  const messages = shown.flatMap((ts) => {
    const message = room.messages.get(ts);
    return message ? [messageFace(workspace, room, message)] : [];
  });
  return { channel: room.channel.id, root, messages };
}
