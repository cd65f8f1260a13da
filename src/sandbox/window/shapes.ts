import type { Box } from '../box.ts';
import type { Message, Person as PersonFace, Room as RoomFace, Time, View as ViewFace } from '../client/wire.ts';
import type { Person, Message as Said, View } from '../facts.ts';
import { lastRead, unreadIn } from '../marks.ts';
import { quietOf } from '../quiet.ts';
import { historyShape, messageShape, viewShape } from '../shapes.ts';
import { homeOf, isOutsider, type Room, type Workspace } from '../workspace.ts';
import { groupsOf } from './groups.ts';

/** How the page is told of people, rooms, messages and views. */

export function timeOf({ clock, workspace: { walk, walked } }: Box): Time {
  return {
    ...{ now: clock.now(), stands: clock.stands() !== undefined },
    ...(walk ? { walk: { from: walk.from, to: walk.to } } : {}),
    ...(walked ? { walked } : {}),
  };
}

export function personFace({ workspace, clock }: Box, person: Person): PersonFace {
  const quiet = quietOf(person, clock.now());
  const until = quiet.dnd_enabled && quiet.next_dnd_start_ts * 1000 <= clock.now() ? quiet.next_dnd_end_ts * 1000 : 0;
  return {
    id: person.id,
    name: person.name,
    realName: person.real_name,
    title: person.title,
    tz: person.tz,
    role: person.role,
    bot: person.role === 'bot' || person.id === 'USLACKBOT',
    deleted: person.deleted,
    presence: person.presence,
    hue: hueOf(workspace, person),
    outside: isOutsider(workspace, person),
    ...(person.status ? { status: person.status } : {}),
    ...(until > clock.now() ? { dndUntil: until } : {}),
  };
}

/** Those who came one after the other look least alike. */
function hueOf({ people }: Workspace, { id }: Person): number {
  return ([...people.keys()].indexOf(id) * 5) % 12;
}

export function roomFace({ workspace }: Box, person: Person, room: Room): RoomFace {
  const { channel } = room;
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    topic: channel.topic,
    purpose: channel.purpose,
    archived: channel.archived,
    general: channel.general,
    shared: channel.shared_with.length > 0,
    joined: room.members.has(person.id),
    members: [...room.members],
    lastRead: lastRead(workspace, room, person.id),
    ...unreadIn(workspace, room, person.id, groupsOf(workspace)),
  };
}

export function messageFace(workspace: Workspace, room: Room, message: Said): Message {
  return { ...historyShape(workspace, room, message, false), ...placed(message) };
}

export function whisperFace(workspace: Workspace, message: Said): Message {
  return { ...messageShape(workspace, message, false), ...placed(message), is_ephemeral: true };
}

/** What every message has, whatever else its shape holds. */
function placed({ channel, ts, text }: Said): Pick<Message, 'channel' | 'ts' | 'text'> {
  return { channel, ts, text };
}

export function viewsOf(workspace: Workspace, user: string): { modals: ViewFace[]; home: ViewFace | null } {
  const home = homeOf(workspace, user);
  const modals = (workspace.modals.get(user) ?? [])
    .map((id) => workspace.views.get(id))
    .filter((view) => view !== undefined);
  return { modals: modals.map((view) => viewFace(workspace, view)), home: home ? viewFace(workspace, home) : null };
}

function viewFace(workspace: Workspace, view: View): ViewFace {
  const { id, type, hash, blocks, title, submit, close, values } = view;
  return {
    ...viewShape(workspace, view),
    ...{ id, type, hash, blocks, title: title ?? { text: '' }, submit: submit ?? null, close: close ?? null },
    state: { values },
  };
}
