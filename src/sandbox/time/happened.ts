import type { Box } from '../box.ts';
import { agendaOf, mailOf } from '../calendar/people.ts';
import { formatTs } from '../clock.ts';
import { maySee } from '../control/verb.ts';
import type { Message, Person } from '../facts.ts';
import { permalink } from '../thing-events.ts';
import { isDirect, opened, type Room, type Workspace, whispersTo } from '../workspace.ts';

/** What somebody may see of what happened between two moments. */
export interface Happened {
  from: number;
  to: number;
  /** By conversation: how much people said there, and where it begins. */
  said: { channel: string; name: string; count: number; first: Link }[];
  /** What the app said. */
  posts: (Link & { name: string; text: string; whispered: boolean })[];
  meetings: { id: string; title: string; start: number; end: number }[];
}

interface Link {
  channel: string;
  ts: string;
  thread_ts?: string;
  permalink: string;
}

export function happened({ workspace }: Box, person: Person, { from, to }: { from: number; to: number }): Happened {
  const rooms = [...workspace.rooms.values()].filter((room) => maySee(person, room) && isTheirs(person, room));
  const seen = rooms.map((room) => ({ room, messages: messagesIn(room.messages, from, to) }));
  const whispers = rooms.map((room) => ({ room, messages: whispersIn(workspace, person, room, from, to) }));
  return {
    ...{ from, to },
    said: seen.flatMap(({ room, messages }) => saidIn(workspace, person, room, messages.filter(isByPeople))),
    posts: [
      ...seen.flatMap(({ room, messages }) => postsIn(workspace, person, room, messages, false)),
      ...whispers.flatMap(({ room, messages }) => postsIn(workspace, person, room, messages, true)),
    ].sort((one, other) => (one.ts < other.ts ? -1 : 1)),
    // One that begins when the walk ends is what was walked to.
    meetings: agendaOf(workspace, mailOf(person), from, to + 1)
      .filter(({ startsAt, event }) => startsAt > from && startsAt <= to && !event.allDay)
      .map(({ id, title, startsAt, endsAt }) => ({ id, title, start: startsAt, end: endsAt })),
  };
}

const isTheirs = ({ id }: Person, room: Room) => !isDirect(room) || room.members.has(id);

/** Timestamps are as long as each other, so they compare as words. */
function messagesIn(messages: Room['messages'], from: number, to: number): Message[] {
  const [after, until] = [formatTs(Math.round(from * 1000)), formatTs(Math.round((to + 1) * 1000))];
  return [...messages.values()].filter(({ ts, subtype }) => ts > after && ts < until && subtype !== 'tombstone');
}

function whispersIn(workspace: Workspace, { id }: Person, { channel }: Room, from: number, to: number): Message[] {
  return messagesIn(whispersTo(workspace, id, channel.id), from, to);
}

/** Joins and the like are nobody's words. */
const isByPeople = ({ bot_id, subtype }: Message) =>
  bot_id === undefined && (subtype === undefined || subtype === 'thread_broadcast' || subtype === 'me_message');

function saidIn(workspace: Workspace, person: Person, room: Room, messages: readonly Message[]): Happened['said'] {
  const [first] = messages;
  if (!first) return [];
  const name = nameFor(workspace, person, room);
  return [{ channel: room.channel.id, name, count: messages.length, first: linkTo(workspace, first) }];
}

function postsIn(
  workspace: Workspace,
  person: Person,
  room: Room,
  messages: readonly Message[],
  whispered: boolean,
): Happened['posts'] {
  const { botId } = opened(workspace).app;
  const name = nameFor(workspace, person, room);
  return messages
    .filter(({ bot_id }) => bot_id === botId)
    .map((message) => ({ ...linkTo(workspace, message), name, text: message.text, whispered }));
}

function linkTo(workspace: Workspace, message: Message): Link {
  const { channel, ts, thread_ts } = message;
  return { channel, ts, ...(thread_ts === undefined ? {} : { thread_ts }), permalink: permalink(workspace, message) };
}

/** `#eng`, or with whom somebody speaks. */
function nameFor({ people }: Workspace, { id }: Person, room: Room): string {
  if (!isDirect(room)) return `#${room.channel.name}`;
  const others = [...room.members].filter((member) => member !== id);
  return others.map((member) => people.get(member)?.real_name ?? member).join(', ');
}
