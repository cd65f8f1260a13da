import type { Box } from '../box.ts';
import type { Change } from '../client/wire.ts';
import { maySee } from '../control/verb.ts';
import type { Fact, Message, Person } from '../facts.ts';
import { isInThread } from '../marks.ts';
import type { Room } from '../workspace.ts';
import { groupsOf } from './groups.ts';
import { messageFace, personFace, roomFace, timeOf, viewsOf, whisperFace } from './shapes.ts';
import { mayList } from './start.ts';
import { threadKey } from './threads.ts';

/** A fact, and the message it is about as it was before. */
export interface Happened {
  fact: Fact;
  was: Message | undefined;
}

/** What one person sees of a fact. Rights are those of the moment of telling: who was shown out hears no more of a room. */
export function changesFor(box: Box, person: Person, { fact, was }: Happened): Change[] {
  switch (fact.kind) {
    case 'posted':
      return inRoom(box, person, fact.message.channel, (room) => said(box, person, room, fact.message));
    case 'edited':
      return inRoom(box, person, fact.message.channel, (room) => changed(box, room, fact.message.ts));
    case 'deleted':
      return inRoom(box, person, fact.channel, (room) => gone(box, room, fact.ts, was));
    case 'reacted':
    case 'unreacted':
      return inRoom(box, person, fact.channel, (room) => changed(box, room, fact.ts));
    case 'whispered':
      return fact.to === person.id
        ? [{ kind: 'said', message: whisperFace(box.workspace, fact.message), yours: false }]
        : [];
    case 'unwhispered':
      return fact.to === person.id ? [{ kind: 'gone', channel: fact.channel, ts: fact.ts }] : [];
    case 'person':
      return [{ kind: 'person', person: personFace(box, fact.person) }];
    case 'channel':
      return roomChanged(box, person, fact.channel.id);
    case 'channel-changed':
      return roomChanged(box, person, fact.channel.id);
    case 'joined':
    case 'left':
      return roomChanged(box, person, fact.channel);
    case 'channel-deleted':
      return [{ kind: 'room-gone', channel: fact.channel }];
    case 'marked':
      if (fact.user !== person.id) return [];
      return fact.thread === undefined
        ? roomChanged(box, person, fact.channel)
        : [{ kind: 'thread-read', thread: threadKey(fact.channel, fact.thread) }];
    case 'view-opened':
    case 'view-changed':
      return fact.view.user === person.id ? [{ kind: 'views', ...viewsOf(box.workspace, person.id) }] : [];
    case 'view-closed':
      return fact.user === person.id ? [{ kind: 'views', ...viewsOf(box.workspace, person.id) }] : [];
    case 'clock':
    case 'walk':
    case 'walked':
      return [{ kind: 'clock', ...timeOf(box) }];
    case 'event':
      return [{ kind: 'calendar' }];
    default:
      return QUIET.has(fact.kind) ? [] : [{ kind: 'anew' }];
  }
}

/** Nobody sees these. */
const QUIET = new Set<string>(
  'opened founded story told listening opening home-opened url-given url-used emitted settled pinned unpinned file file-deleted bookmark bookmark-removed canvas canvas-deleted'.split(
    ' ',
  ),
);

function inRoom(box: Box, person: Person, channel: string, tell: (room: Room) => Change[]): Change[] {
  const room = box.workspace.rooms.get(channel);
  return room && maySee(person, room) ? tell(room) : [];
}

/** As it reads by now: told late, a message is not shown as it was before. */
function said(box: Box, person: Person, room: Room, { ts, thread_ts }: Message): Change[] {
  const message = room.messages.get(ts);
  if (!message) return [];
  const parent = thread_ts === undefined || thread_ts === ts ? [] : changed(box, room, thread_ts);
  const yours = parent.length > 0 && isInThread(room, thread_ts ?? ts, person.id, groupsOf(box.workspace));
  return [{ kind: 'said', message: messageFace(box.workspace, room, message), yours }, ...parent];
}

function changed({ workspace }: Box, room: Room, ts: string): Change[] {
  const message = room.messages.get(ts);
  return message ? [{ kind: 'changed', message: messageFace(workspace, room, message) }] : [];
}

/** What is left of a deleted message that has replies is a stone in its place; a deleted reply makes its thread shorter. */
function gone(box: Box, room: Room, ts: string, was: Message | undefined): Change[] {
  const stone = changed(box, room, ts);
  const thread = was?.thread_ts === undefined || was.thread_ts === ts ? [] : changed(box, room, was.thread_ts);
  const parentGone = was?.thread_ts !== undefined && !room.messages.has(was.thread_ts);
  const channel = room.channel.id;
  const lost: Change[] = [ts, ...(parentGone && was?.thread_ts !== undefined ? [was.thread_ts] : [])].map((one) => ({
    kind: 'gone',
    channel,
    ts: one,
  }));
  return stone.length > 0 ? stone : [...lost, ...thread];
}

function roomChanged(box: Box, person: Person, channel: string): Change[] {
  const room = box.workspace.rooms.get(channel);
  if (!room) return [];
  return mayList(person, room)
    ? [{ kind: 'room', room: roomFace(box, person, room) }]
    : [{ kind: 'room-gone', channel }];
}
