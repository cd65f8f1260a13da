/** What the window's server and the page say to each other. Types only: both sides import them, neither runs them. */

export type Json = Record<string, unknown>;

export interface Person {
  id: string;
  name: string;
  realName: string;
  title: string;
  tz: string;
  role: string;
  bot: boolean;
  deleted: boolean;
  presence: 'active' | 'away';
  /** Notifications are paused until this Slack time, in ms. */
  dndUntil?: number;
  status?: { text: string; emoji: string };
  /** The colour of the person's picture, one of twelve. */
  hue: number;
  /** Belongs to another company. */
  outside: boolean;
}

export interface Room {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  topic: string;
  purpose: string;
  archived: boolean;
  general: boolean;
  shared: boolean;
  joined: boolean;
  members: string[];
  lastRead: string;
  unread: number;
  mentions: number;
}

export interface Message {
  channel: string;
  ts: string;
  text: string;
  user?: string;
  username?: string;
  bot_id?: string;
  subtype?: string;
  thread_ts?: string;
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  blocks?: Json[];
  attachments?: Json[];
  files?: Json[];
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[] }[];
  /** Only this person sees it. */
  is_ephemeral?: boolean;
}

export interface View {
  id: string;
  type: 'modal' | 'home';
  hash: string;
  blocks: Json[];
  title: { text: string };
  submit: { text: string } | null;
  close: { text: string } | null;
  state: { values: Record<string, Record<string, Json>> };
}

export interface Time {
  /** Slack time in ms. */
  now: number;
  /** It stands still until somebody moves it. */
  stands: boolean;
  /** It is being moved from there to there, step by step. */
  walk?: Stride;
  /** The last time that it was moved. */
  walked?: Stride;
}

export interface Stride {
  from: number;
  to: number;
}

/** Time as somebody finds it who wants to move it. */
export interface TimeNow {
  problem: string;
  /** `waiting`: what has to be done before it goes on. */
  walk: { waiting: string } | null;
  /** Where it could go, for this person. */
  morning: number;
  meeting: { title: string; start: number } | null;
}

/** What happened while time was moved, as far as this person may see it. */
export interface Happened extends Stride {
  said: { channel: string; name: string; count: number; first: Spot }[];
  posts: (Spot & { name: string; text: string; whispered: boolean })[];
  meetings: { id: string; title: string; start: number; end: number }[];
}

/** Where a message is. */
export interface Spot {
  channel: string;
  ts: string;
  thread_ts?: string;
}

export type Answer = 'needsAction' | 'accepted' | 'tentative' | 'declined';

/** One time of something in a calendar. */
export interface Meeting {
  id: string;
  title: string;
  description: string;
  location: string;
  link: string | null;
  channel: string | null;
  start: number;
  end: number;
  /** Whole days, by their dates; the last one is the first on which it is over. */
  days: { from: string; to: string } | null;
  zone: string;
  organizer: { mail: string; name: string };
  guests: { mail: string; name: string; person: string | null; answer: Answer }[];
  /** What whoever's calendar it is said themselves. */
  answer: Answer | null;
  /** Whether they called it. */
  own: boolean;
  series: boolean;
  repeats: string;
  /** This time differs from the series. */
  changed: boolean;
  private: boolean;
  /** Whoever looks is told only that the time is taken. */
  busy: boolean;
}

export interface Week {
  meetings: Meeting[];
  /** Where programs read this calendar; of one's own only. */
  feed?: string;
}

export interface Command {
  command: string;
  description: string;
  hint: string;
}

interface Shortcut {
  name: string;
  type: 'message' | 'global';
  id: string;
  description: string;
}

export interface AppFace {
  name: string;
  user: string;
  commands: Command[];
  /** What Slack itself understands. */
  ownCommands: Command[];
  /** Whether people may write to it. */
  messages: 'none' | 'read only' | 'open';
  shortcuts: Shortcut[];
}

export interface Group {
  id: string;
  handle: string;
  name: string;
  members: string[];
}

/** Everything a page needs before it shows anything. */
export interface Start {
  /** Where the live stream goes on from here without a gap. */
  cursor: string;
  /** Which sandbox this is, for what a browser remembers of it. */
  sandbox: string;
  time: Time;
  /** Others than this machine reach the sandbox. */
  beyond: boolean;
  team: { id: string; name: string; domain: string };
  me: string;
  people: Person[];
  groups: Group[];
  rooms: Room[];
  app: AppFace;
  /** Threads of this person with something new in them, as `channel root`. */
  unreadThreads: string[];
  modals: View[];
  home: View | null;
}

export interface Page {
  room: Room;
  messages: Message[];
  older: boolean;
  newer: boolean;
  /** The message that was asked for is a reply in this thread. */
  thread?: string;
}

export interface Thread {
  messages: Message[];
}

export interface ThreadCard {
  channel: string;
  root: string;
  /** The first message and the last few. */
  messages: Message[];
}

export interface Found {
  messages: Message[];
  more: boolean;
}

/** One thing that happened, as far as this person may see it. */
export type Change =
  /** `yours`: a reply in a thread that this person is part of. */
  | { kind: 'said'; message: Message; yours: boolean }
  | { kind: 'thread-read'; thread: string }
  | { kind: 'changed'; message: Message }
  | { kind: 'gone'; channel: string; ts: string }
  | { kind: 'room'; room: Room }
  | { kind: 'room-gone'; channel: string }
  | { kind: 'person'; person: Person }
  | { kind: 'views'; modals: View[]; home: View | null }
  | ({ kind: 'clock' } & Time)
  /** Something in calendars: whoever looks at one asks for it anew. */
  | { kind: 'calendar' }
  /** Something a page cannot follow step by step: it asks for everything anew. */
  | { kind: 'anew' };
