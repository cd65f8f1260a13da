import type { App, Channel, Credentials, Message, Person, ResponseUrl, Team, View } from './facts.ts';

/** One conversation with everything said in it. Timestamps only grow, so the lists stay sorted by being appended to. */
export interface Room {
  channel: Channel;
  readonly members: Set<string>;
  readonly messages: Map<string, Message>;
  /** What the channel shows: top-level messages and replies that were also sent to the channel. */
  readonly timeline: string[];
  /** Replies by their parent. */
  readonly threads: Map<string, string[]>;
  lastTs: string;
}

/** The state of the box: a fold over its facts (fold.ts), only read everywhere else. */
export interface Workspace {
  opened: { team: Team; app: App; credentials: Credentials; run: string } | undefined;
  founded: boolean;
  offset: number;
  readonly people: Map<string, Person>;
  readonly handles: Map<string, string>;
  readonly rooms: Map<string, Room>;
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
    offset: 0,
    people: new Map(),
    handles: new Map(),
    rooms: new Map(),
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

export function findPerson(workspace: Workspace, reference: string): Person | undefined {
  return (
    workspace.people.get(reference) ?? workspace.people.get(workspace.handles.get(reference.replace(/^@/, '')) ?? '')
  );
}

export function directKey(users: readonly string[]): string {
  return [...users].sort().join(' ');
}

export function findDirect(workspace: Workspace, users: readonly string[]): Room | undefined {
  return workspace.rooms.get(workspace.direct.get(directKey(users)) ?? '');
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
