import type { Place } from './address.ts';
import type { AppFace, Group, Message, Person, Room, Start, Time, View } from './wire.ts';

/** Everything the page shows. A change makes a new state; what did not change stays the same object, so it is not drawn again. */
export interface State {
  sandbox: string;
  team: Start['team'];
  beyond: boolean;
  app: AppFace;
  me: Person;
  people: ReadonlyMap<string, Person>;
  groups: ReadonlyMap<string, Group>;
  rooms: ReadonlyMap<string, Room>;
  stretches: ReadonlyMap<string, Stretch>;
  thread: OpenThread | undefined;
  unreadThreads: ReadonlySet<string>;
  modals: readonly View[];
  home: View | null;
  place: Place;
  toasts: readonly Toast[];
  connected: boolean;
  time: Time;
  /** Another number when the clock was moved, and every minute: what is told in times is told anew. */
  tick: number;
  /** Another number when something in calendars has changed. */
  calendars: number;
  /** Where this person has just asked the app for something, and since when; and what came of it, for nobody else to see. */
  asked?: { channel: string; since: string } | undefined;
  answer?: Message | undefined;
  /** What the page says to those who hear it instead of seeing it. */
  heard: string;
}

/** The part of a conversation that is loaded. */
export interface Stretch {
  messages: readonly Message[];
  older: boolean;
  newer: boolean;
  /** Where the line "New" is drawn: this far was read when the conversation was opened. */
  readTo: string;
}

export interface OpenThread {
  channel: string;
  root: string;
  messages: readonly Message[] | undefined;
}

interface Toast {
  id: number;
  words: string;
  bad: boolean;
}

export function firstState(start: Start, place: Place): State {
  return {
    ...directory(start),
    stretches: new Map(),
    thread: undefined,
    place,
    toasts: [],
    connected: true,
    tick: 0,
    calendars: 0,
    heard: '',
  };
}

type Directory = Pick<
  State,
  | 'sandbox'
  | 'time'
  | 'team'
  | 'beyond'
  | 'app'
  | 'me'
  | 'people'
  | 'groups'
  | 'rooms'
  | 'unreadThreads'
  | 'modals'
  | 'home'
>;

/** The same page, after everything was asked for anew. */
export function directory({
  sandbox,
  time,
  team,
  beyond,
  app,
  me,
  people,
  groups,
  rooms,
  unreadThreads,
  modals,
  home,
}: Start): Directory {
  const byId = new Map(people.map((person) => [person.id, person]));
  const self = byId.get(me);
  if (!self) throw new Error('The sandbox sent no person to be.');
  return {
    ...{ sandbox, time, team, beyond, app, modals, home, me: self, people: byId },
    groups: new Map(groups.map((group) => [group.id, group])),
    rooms: new Map(rooms.map((room) => [room.id, room])),
    unreadThreads: new Set(unreadThreads),
  };
}

export function nameOf(state: Pick<State, 'people'>, id: string | undefined): string {
  return state.people.get(id ?? '')?.realName ?? id ?? '';
}

/** The other people in a direct conversation; oneself, if there is nobody else. */
export function othersIn(state: State, room: Room): Person[] {
  const others = room.members.filter((id) => id !== state.me.id);
  return (others.length > 0 ? others : [state.me.id]).flatMap((id) => state.people.get(id) ?? []);
}

export function isDirect(room: Room): boolean {
  return room.kind === 'im' || room.kind === 'mpim';
}

export function titleOf(state: State, room: Room): string {
  if (!isDirect(room)) return room.name;
  return othersIn(state, room)
    .map(({ realName }) => realName)
    .sort()
    .join(', ');
}

/** How a room is called in an address: channels by name, direct conversations by who is in them. */
export function slugOf(state: State, room: Room): string {
  if (room.kind === 'im') return `@${othersIn(state, room)[0]?.name ?? room.id}`;
  return room.kind === 'mpim' ? room.id : room.name;
}

export function roomNamed(state: State, slug: string): Room | undefined {
  const byId = state.rooms.get(slug);
  if (byId) return byId;
  const all = [...state.rooms.values()];
  if (slug.startsWith('@')) return all.find((room) => room.kind === 'im' && slugOf(state, room) === slug);
  return all.find((room) => !isDirect(room) && room.name === slug);
}

/** The conversation with the app. */
export function appRoom(state: State): Room | undefined {
  return [...state.rooms.values()].find((room) => room.kind === 'im' && room.members.includes(state.app.user));
}

/** The conversation on the screen, whichever way it came there. */
export function roomShown(state: State): Room | undefined {
  const { place } = state;
  if (place.at === 'room') return roomNamed(state, place.room);
  return place.at === 'app' && place.tab === 'messages' ? appRoom(state) : undefined;
}

/** The name of whoever wrote a message. */
export function authorOf(state: Pick<State, 'people'>, message: Message): string {
  return message.username ?? state.people.get(message.user ?? '')?.realName ?? message.user ?? 'Somebody';
}
