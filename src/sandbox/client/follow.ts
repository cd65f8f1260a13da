import { msOf } from './dates.ts';
import { callsFor } from './mention.ts';
import { isDirect, type State, type Stretch } from './state.ts';
import type { Change, Message, Room, Time } from './wire.ts';

/** How the page follows what happens: a state and a change make the next state. */

export function follow(state: State, change: Change): State {
  switch (change.kind) {
    case 'said':
      return said(state, change.message, change.yours);
    case 'changed':
      return inPlaces(state, change.message.channel, (messages) => replaced(messages, change.message));
    case 'gone':
      return gone(state, change.channel, change.ts);
    case 'room':
      return withRoom(state, change.room);
    case 'room-gone':
      return withoutRoom(state, change.channel);
    case 'person': {
      const people = new Map(state.people).set(change.person.id, change.person);
      return { ...state, people, ...(change.person.id === state.me.id ? { me: change.person } : {}) };
    }
    case 'thread-read':
      return { ...state, unreadThreads: new Set([...state.unreadThreads].filter((one) => one !== change.thread)) };
    case 'views':
      return { ...state, modals: change.modals, home: change.home };
    case 'clock':
      return { ...state, time: timeIn(change), tick: state.tick + 1 };
    case 'calendar':
      return { ...state, calendars: state.calendars + 1 };
    default:
      return state;
  }
}

/** What was loaded may be older than what was heard meanwhile: heard changes are put in again, and not counted again. */
export function placed(state: State, change: Change): State {
  if (change.kind === 'said') return inPlace(state, change.message);
  return change.kind === 'changed' || change.kind === 'gone' ? follow(state, change) : state;
}

function timeIn({ kind: _, ...time }: Extract<Change, { kind: 'clock' }>): Time {
  return time;
}

export function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

function said(before: State, message: Message, yours: boolean): State {
  const state = answered(before, message);
  const counted = showsInRoom(message) ? counting(state, message) : state;
  return inPlace(yours ? inUnreadThread(counted, message) : counted, message);
}

/** What comes later is hardly an answer. */
const ANSWERED_MS = 60_000;

/** The first thing that is said to this person alone, where they have asked. */
function answered(state: State, message: Message): State {
  const { asked } = state;
  if (!message.is_ephemeral || asked?.channel !== message.channel) return state;
  const after = msOf(message.ts) - msOf(asked.since);
  if (after < 0 || after > ANSWERED_MS) return state;
  return { ...state, asked: undefined, answer: message };
}

function inUnreadThread(state: State, { channel, thread_ts, user }: Message): State {
  const unreadThreads = new Set(state.unreadThreads);
  if (user === state.me.id) unreadThreads.delete(`${channel} ${thread_ts}`);
  else unreadThreads.add(`${channel} ${thread_ts}`);
  return { ...state, unreadThreads };
}

function showsInRoom(message: Message): boolean {
  return !isReply(message) || message.subtype === 'thread_broadcast';
}

function inPlace(state: State, message: Message): State {
  const inThread = isReply(message) ? added(state, message) : state;
  if (!showsInRoom(message)) return inThread;
  const stretch = inThread.stretches.get(message.channel);
  // A stretch that ends earlier gets this message when it is read on from there.
  if (!stretch || stretch.newer) return inThread;
  return withStretch(
    inThread,
    message.channel,
    shortened({ ...stretch, messages: inserted(stretch.messages, message) }),
  );
}

const MOST = 600;
const KEPT = 400;

/** A window that stays open for weeks does not hold all of them; what falls off is loaded again when somebody goes there. */
function shortened(stretch: Stretch): Stretch {
  const { messages } = stretch;
  return messages.length > MOST ? { ...stretch, messages: messages.slice(-KEPT), older: true } : stretch;
}

function added(state: State, message: Message): State {
  const { thread } = state;
  if (thread?.channel !== message.channel || thread.root !== message.thread_ts || !thread.messages) return state;
  return { ...state, thread: { ...thread, messages: inserted(thread.messages, message) } };
}

function counting(state: State, message: Message): State {
  const room = state.rooms.get(message.channel);
  if (!room?.joined || message.is_ephemeral) return state;
  if (message.user === state.me.id) return withRoom(state, { ...room, lastRead: message.ts, unread: 0, mentions: 0 });
  if (message.ts <= room.lastRead) return state;
  const called = isDirect(room) || callsFor(message.text, state.me.id, [...state.groups.values()]);
  return withRoom(state, { ...room, unread: room.unread + 1, mentions: room.mentions + (called ? 1 : 0) });
}

/** In order of time; a message that is there already, told twice, takes its own place. */
function inserted(messages: readonly Message[], message: Message): readonly Message[] {
  let at = messages.length;
  while (at > 0 && (messages[at - 1]?.ts ?? '') > message.ts) at -= 1;
  return messages[at - 1]?.ts === message.ts
    ? messages.with(at - 1, message)
    : [...messages.slice(0, at), message, ...messages.slice(at)];
}

function replaced(messages: readonly Message[], message: Message): readonly Message[] {
  const at = messages.findIndex(({ ts }) => ts === message.ts);
  return at < 0 ? messages : messages.with(at, message);
}

function gone(state: State, channel: string, ts: string): State {
  const left = inPlaces(state, channel, (messages) =>
    messages.some((one) => one.ts === ts) ? messages.filter((one) => one.ts !== ts) : messages,
  );
  const rootGone = left.thread?.channel === channel && left.thread.root === ts;
  return rootGone ? { ...left, thread: undefined } : left;
}

/** Applies to the stretch and to the open thread; what stays the same stays the same object. */
function inPlaces(state: State, channel: string, change: (messages: readonly Message[]) => readonly Message[]): State {
  const stretch = state.stretches.get(channel);
  const messages = stretch && change(stretch.messages);
  const next =
    stretch && messages !== stretch.messages && messages
      ? withStretch(state, channel, { ...stretch, messages })
      : state;
  const { thread } = next;
  if (thread?.channel !== channel || !thread.messages) return next;
  const inThread = change(thread.messages);
  return inThread === thread.messages ? next : { ...next, thread: { ...thread, messages: inThread } };
}

export function withStretch(state: State, channel: string, stretch: Stretch): State {
  return { ...state, stretches: new Map(state.stretches).set(channel, stretch) };
}

export function withRoom(state: State, room: Room): State {
  return { ...state, rooms: new Map(state.rooms).set(room.id, room) };
}

function withoutRoom(state: State, channel: string): State {
  const rooms = new Map(state.rooms);
  const stretches = new Map(state.stretches);
  rooms.delete(channel);
  stretches.delete(channel);
  return { ...state, rooms, stretches, thread: state.thread?.channel === channel ? undefined : state.thread };
}
