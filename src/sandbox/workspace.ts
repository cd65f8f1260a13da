import { type Calendar, emptyCalendar } from './calendar/keep.ts';
import type {
  App,
  Bookmark,
  Canvas,
  Channel,
  Credentials,
  File,
  Message,
  Person,
  ResponseUrl,
  Team,
  UserGroup,
  View,
} from './facts.ts';

/** One conversation with everything said in it. Timestamps only grow, so the lists stay sorted by being appended to. */
export interface Room {
  channel: Channel;
  readonly members: Set<string>;
  readonly messages: Map<string, Message>;
  /** What the channel shows: top-level messages and replies that were also sent to the channel. */
  readonly timeline: string[];
  /** Replies by their parent. */
  readonly threads: Map<string, string[]>;
  /** Pinned messages, and who pinned them when. */
  readonly pins: Map<string, { by: string; at: string }>;
  /** When the first day was over: what was said before counts as read. */
  firstTs: string;
  lastTs: string;
}

export interface Telling {
  readonly name: string;
  readonly monday: string;
  readonly zone: string;
  told: number;
  readonly said: Map<number, { channel: string; ts: string }>;
}

/** The state of the box: a fold over its facts (fold.ts), only read everywhere else. */
export interface Workspace {
  opened: { team: Team; app: App; credentials: Credentials; run: string } | undefined;
  founded: boolean;
  /** Whether the app was ever there to be told of anything. */
  listening: boolean;
  /** Where the box answers, known once it listens. */
  url: string;
  offset: number;
  stands: number | undefined;
  /** Time is being moved there, and where it was moved last. */
  walk: { from: number; to: number; stand: boolean } | undefined;
  walked: { from: number; to: number } | undefined;
  readonly calendar: Calendar;
  /** The story that is told here, how much of it has happened, and which messages it became. */
  story: Telling | undefined;
  /** How much of the story's opening is still to be typed. */
  opening: number;
  readonly people: Map<string, Person>;
  readonly handles: Map<string, string>;
  /** Other companies, by the id of their workspace. */
  readonly companies: Map<string, Team>;
  readonly groups: Map<string, UserGroup>;
  readonly files: Map<string, File>;
  readonly bookmarks: Map<string, Bookmark>;
  readonly canvases: Map<string, Canvas>;
  readonly rooms: Map<string, Room>;
  /** How far each person has read, by person and conversation. */
  readonly marks: Map<string, string>;
  readonly names: Map<string, string>;
  readonly direct: Map<string, string>;
  /** Ephemeral messages by reader and channel. */
  readonly whispers: Map<string, Map<string, Message>>;
  readonly views: Map<string, View>;
  readonly modals: Map<string, string[]>;
  readonly homes: Map<string, string>;
  readonly externalIds: Map<string, string>;
  readonly urls: Map<string, ResponseUrl>;
}

export function emptyWorkspace(): Workspace {
  return {
    opened: undefined,
    founded: false,
    listening: false,
    url: '',
    offset: 0,
    stands: undefined,
    walk: undefined,
    walked: undefined,
    calendar: emptyCalendar(),
    story: undefined,
    opening: 0,
    people: new Map(),
    handles: new Map(),
    companies: new Map(),
    groups: new Map(),
    files: new Map(),
    bookmarks: new Map(),
    canvases: new Map(),
    rooms: new Map(),
    marks: new Map(),
    names: new Map(),
    direct: new Map(),
    whispers: new Map(),
    views: new Map(),
    modals: new Map(),
    homes: new Map(),
    externalIds: new Map(),
    urls: new Map(),
  };
}

export function opened(workspace: Workspace): { team: Team; app: App; credentials: Credentials; run: string } {
  if (!workspace.opened) throw new Error('The workspace has no opening fact yet.');
  return workspace.opened;
}

/** The conversation, whether it is named by id, by `name` or by `#name`. */
export function findRoom(workspace: Workspace, reference: string): Room | undefined {
  return workspace.rooms.get(reference) ?? workspace.rooms.get(workspace.names.get(reference.replace(/^#/, '')) ?? '');
}

export function findPerson({ people, handles }: Workspace, reference: string): Person | undefined {
  const handle = reference.replace(/^@/, '');
  // Slack completes a name however it is written.
  return people.get(reference) ?? people.get(handles.get(handle) ?? handles.get(handle.toLowerCase()) ?? '');
}

export function findGroup(workspace: Workspace, reference: string): UserGroup | undefined {
  const handle = reference.replace(/^@/, '');
  return workspace.groups.get(reference) ?? [...workspace.groups.values()].find((group) => group.handle === handle);
}

/** The workspace a person belongs to. */
export function teamOf(workspace: Workspace, person: Person | undefined): string {
  return person?.team_id ?? opened(workspace).team.id;
}

export function isOutsider(workspace: Workspace, person: Person): boolean {
  return teamOf(workspace, person) !== opened(workspace).team.id;
}

export function isGuest({ role }: Person): boolean {
  return role === 'guest' || role === 'single-channel guest';
}

export function directKey(users: readonly string[]): string {
  return [...users].sort().join(' ');
}

export function findDirect(workspace: Workspace, users: readonly string[]): Room | undefined {
  return workspace.rooms.get(workspace.direct.get(directKey(users)) ?? '');
}

/** Whoever was deactivated is in no channel any more, and back in all of them when let in again. */
export function membersOf({ people }: Workspace, { members }: Room): string[] {
  return [...members].filter((id) => !people.get(id)?.deleted);
}

export function isDirect(room: Room): boolean {
  return room.channel.kind === 'im' || room.channel.kind === 'mpim';
}

export function repliesTo(room: Room, ts: string): string[] {
  return room.threads.get(ts) ?? [];
}

export function whispersTo(workspace: Workspace, user: string, channel: string): Map<string, Message> {
  return workspace.whispers.get(`${user} ${channel}`) ?? new Map();
}

export function topModal(workspace: Workspace, user: string): View | undefined {
  return workspace.views.get(workspace.modals.get(user)?.at(-1) ?? '');
}

export function homeOf(workspace: Workspace, user: string): View | undefined {
  return workspace.views.get(workspace.homes.get(user) ?? '');
}
