import { z } from 'zod';
import { calendarEvent } from './calendar/event.ts';

/** Everything that ever happens in the box is one of these facts. The state is their fold; nothing else changes it. */

export const block = z.looseObject({ type: z.string(), block_id: z.string().optional() });
export type Block = z.infer<typeof block>;

export const metadata = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});
export type Metadata = z.infer<typeof metadata>;

/** An outsider belongs to another company and is met in channels that are shared with it. */
export const role = z.enum(['owner', 'admin', 'member', 'guest', 'single-channel guest', 'outsider', 'bot']);

const clockTime = z.string().regex(/^\d\d:\d\d$/);
/** What people say of themselves and of each other; a change is always a change of the whole. */
export const aboutPerson = {
  real_name: z.string(),
  role,
  title: z.string(),
  tz: z.string(),
  email: z.string(),
  /** The id of the person they report to, and when they work: fields that this company added to its profiles. */
  manager: z.string(),
  hours: z.string(),
  /** `expires` in seconds; 0 for never. */
  status: z.object({ text: z.string(), emoji: z.string(), expires: z.number() }),
  presence: z.enum(['active', 'away']),
  /** Do not disturb: once, in seconds, and every night, on the clock of their own zone. */
  dnd: z.object({ start: z.number(), end: z.number() }),
  quiet: z.object({ from: clockTime, to: clockTime }),
  deleted: z.boolean(),
};

const person = z.object({
  id: z.string(),
  name: z.string(),
  real_name: aboutPerson.real_name,
  /** What they would rather be called; empty for their whole name, left out for their handle. */
  display_name: z.string().optional(),
  role,
  email: aboutPerson.email.optional(),
  title: aboutPerson.title.default(''),
  tz: aboutPerson.tz.default('Europe/Amsterdam'),
  manager: aboutPerson.manager.optional(),
  hours: aboutPerson.hours.optional(),
  status: aboutPerson.status.optional(),
  /** An outsider's workspace. */
  team_id: z.string().optional(),
  deleted: aboutPerson.deleted.default(false),
  presence: aboutPerson.presence.default('active'),
  dnd: aboutPerson.dnd.optional(),
  quiet: aboutPerson.quiet.optional(),
  updated: z.number().default(0),
});
export type Person = z.infer<typeof person>;

const channel = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['public', 'private', 'im', 'mpim']),
  creator: z.string(),
  created: z.number(),
  topic: z.string().default(''),
  purpose: z.string().default(''),
  archived: z.boolean().default(false),
  general: z.boolean().default(false),
  previous_names: z.array(z.string()).default([]),
  /** The workspaces of other companies that are in it too. */
  shared_with: z.array(z.string()).default([]),
});
export type Channel = z.infer<typeof channel>;

/** What a new conversation has not got yet. */
export const blankChannel = () => ({
  topic: '',
  purpose: '',
  archived: false,
  general: false,
  previous_names: [],
  shared_with: [],
});

const reaction = z.object({ name: z.string(), users: z.array(z.string()) });

const message = z.object({
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  user: z.string().optional(),
  subtype: z.string().optional(),
  thread_ts: z.string().optional(),
  client_msg_id: z.string().optional(),
  bot_id: z.string().optional(),
  app_id: z.string().optional(),
  username: z.string().optional(),
  inviter: z.string().optional(),
  topic: z.string().optional(),
  purpose: z.string().optional(),
  name: z.string().optional(),
  old_name: z.string().optional(),
  blocks: z.array(block).optional(),
  attachments: z.array(z.looseObject({})).optional(),
  metadata: metadata.optional(),
  edited: z.object({ user: z.string(), ts: z.string() }).optional(),
  reactions: z.array(reaction).optional(),
  /** Ids of what is attached. */
  files: z.array(z.string()).optional(),
});
export type Message = z.infer<typeof message>;

const userGroup = z.object({
  id: z.string(),
  handle: z.string(),
  name: z.string(),
  description: z.string().default(''),
  users: z.array(z.string()),
  by: z.string(),
  created: z.number(),
  updated: z.number(),
  deleted: z.boolean().default(false),
});
export type UserGroup = z.infer<typeof userGroup>;

const file = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  mimetype: z.string(),
  filetype: z.string(),
  user: z.string(),
  created: z.number(),
  alt: z.string().optional(),
  /** What is in it, in base64. */
  content: z.string(),
});
export type File = z.infer<typeof file>;

const canvas = z.object({
  id: z.string(),
  title: z.string(),
  user: z.string(),
  created: z.number(),
  updated: z.number(),
  /** The channel whose tab it is. */
  channel: z.string().optional(),
  sections: z.array(z.object({ id: z.string(), markdown: z.string() })),
  /** Who was let in, by the id of a person or a channel. */
  access: z.record(z.string(), z.enum(['read', 'write'])),
});
export type Canvas = z.infer<typeof canvas>;

const bookmark = z.object({
  id: z.string(),
  channel: z.string(),
  title: z.string(),
  link: z.string(),
  emoji: z.string(),
  by: z.string(),
  created: z.number(),
  updated: z.number(),
});
export type Bookmark = z.infer<typeof bookmark>;

const plainText = z.looseObject({ type: z.string(), text: z.string() });

const view = z.object({
  id: z.string(),
  user: z.string(),
  type: z.enum(['modal', 'home']),
  hash: z.string(),
  blocks: z.array(block),
  title: plainText.optional(),
  submit: plainText.optional(),
  close: plainText.optional(),
  private_metadata: z.string(),
  callback_id: z.string(),
  external_id: z.string(),
  clear_on_close: z.boolean(),
  notify_on_close: z.boolean(),
  root_view_id: z.string(),
  previous_view_id: z.string().nullable(),
  values: z.record(z.string(), z.record(z.string(), z.looseObject({ type: z.string() }))),
});
export type View = z.infer<typeof view>;

const responseUrl = z.object({
  id: z.string(),
  user: z.string(),
  channel: z.string(),
  /** The message whose button made this URL, and whether only one person sees that message. */
  about: z.object({ ts: z.string(), ephemeral: z.boolean(), thread_ts: z.string().optional() }).optional(),
  command: z.string().optional(),
  /** Machine time, in ms. */
  expires: z.number(),
  uses: z.number(),
});
export type ResponseUrl = z.infer<typeof responseUrl>;

const credentials = z.object({ botToken: z.string(), appToken: z.string(), signingSecret: z.string() });
export type Credentials = z.infer<typeof credentials>;

const team = z.object({ id: z.string(), name: z.string(), domain: z.string() });
export type Team = z.infer<typeof team>;

const app = z.object({ id: z.string(), name: z.string(), botId: z.string(), botUserId: z.string() });
export type App = z.infer<typeof app>;

const channelChange = z.enum(['rename', 'archive', 'unarchive', 'topic', 'purpose', 'to_private', 'share', 'unshare']);
const inChannel = { channel: z.string(), at: z.string() };
const onMessage = { ...inChannel, ts: z.string() };

export const fact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), run: z.string(), team, credentials, app }),
  /** The first day is over: from here on the app is told what happens. */
  z.object({ kind: z.literal('founded') }),
  z.object({ kind: z.literal('person'), person, at: z.string() }),
  /** Another company, met because a channel is shared with it. */
  z.object({ kind: z.literal('company'), team }),
  /** A user group as it is from now on. */
  z.object({ kind: z.literal('group'), group: userGroup, at: z.string() }),
  z.object({ kind: z.literal('channel'), channel, at: z.string() }),
  z.object({ kind: z.literal('channel-changed'), channel, by: z.string(), change: channelChange, at: z.string() }),
  z.object({ kind: z.literal('channel-deleted'), by: z.string(), ...inChannel }),
  z.object({ kind: z.literal('joined'), user: z.string(), inviter: z.string().optional(), ...inChannel }),
  z.object({ kind: z.literal('left'), user: z.string(), by: z.string().optional(), ...inChannel }),
  z.object({ kind: z.literal('posted'), message }),
  /** The message as it reads from now on. */
  z.object({ kind: z.literal('edited'), message, at: z.string() }),
  z.object({ kind: z.literal('deleted'), ...onMessage }),
  z.object({ kind: z.literal('reacted'), user: z.string(), name: z.string(), ...onMessage }),
  z.object({ kind: z.literal('unreacted'), user: z.string(), name: z.string(), ...onMessage }),
  z.object({ kind: z.literal('pinned'), user: z.string(), ...onMessage }),
  z.object({ kind: z.literal('unpinned'), user: z.string(), ...onMessage }),
  z.object({ kind: z.literal('file'), file, at: z.string() }),
  z.object({ kind: z.literal('file-deleted'), id: z.string(), by: z.string(), at: z.string() }),
  /** A bookmark or a canvas as it is from now on. */
  z.object({ kind: z.literal('bookmark'), bookmark }),
  z.object({ kind: z.literal('bookmark-removed'), id: z.string() }),
  z.object({ kind: z.literal('canvas'), canvas }),
  z.object({ kind: z.literal('canvas-deleted'), id: z.string() }),
  z.object({ kind: z.literal('whispered'), to: z.string(), message }),
  z.object({ kind: z.literal('unwhispered'), to: z.string(), channel: z.string(), ts: z.string() }),
  z.object({ kind: z.literal('view-opened'), view }),
  z.object({ kind: z.literal('view-changed'), view }),
  z.object({ kind: z.literal('view-closed'), user: z.string(), ids: z.array(z.string()) }),
  /** Somebody has read a conversation, or one thread of it, up to here. */
  z.object({
    kind: z.literal('marked'),
    user: z.string(),
    channel: z.string(),
    thread: z.string().optional(),
    ts: z.string(),
  }),
  z.object({ kind: z.literal('home-opened'), user: z.string(), tab: z.enum(['home', 'messages']), ...inChannel }),
  z.object({ kind: z.literal('url-given'), url: responseUrl }),
  z.object({ kind: z.literal('url-used'), id: z.string() }),
  /** An event of any kind, made up by whoever drives the box. */
  z.object({ kind: z.literal('emitted'), event: z.looseObject({ type: z.string() }) }),
  /** Slack time from here on: so much from machine time, or standing still. */
  z.object({ kind: z.literal('clock'), offset: z.number(), stands: z.number().optional() }),
  /** Time is being moved there, step by step, to stand still or go on from it; and it has come there, or as far as it came. */
  z.object({ kind: z.literal('walk'), from: z.number(), to: z.number(), stand: z.boolean() }),
  z.object({ kind: z.literal('walked'), at: z.number() }),
  /** Something in calendars as it is from now on. */
  z.object({ kind: z.literal('event'), event: calendarEvent }),
  /** A story is told here: which one, the Monday it began on, and where its times are told. */
  z.object({ kind: z.literal('story'), name: z.string(), monday: z.string(), zone: z.string().default('UTC') }),
  /** The next thing of the story has happened; where it is a message, which one it became. */
  z.object({
    kind: z.literal('told'),
    n: z.number().optional(),
    channel: z.string().optional(),
    ts: z.string().optional(),
  }),
  /** From here on the app is told of what happens, also of what happens while it is away; or no longer. */
  z.object({ kind: z.literal('listening'), on: z.boolean() }),
  /** So much of what people type once the app is there is still to be typed. */
  z.object({ kind: z.literal('opening'), left: z.number() }),
  /** Events Slack will not send again: heard by the app, or given up. */
  z.object({ kind: z.literal('settled'), events: z.array(z.string()) }),
]);
export type Fact = z.infer<typeof fact>;
