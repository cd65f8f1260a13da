import { z } from 'zod';

/** Everything that ever happens in the box is one of these facts. The state is their fold; nothing else changes it. */

export const block = z.looseObject({ type: z.string(), block_id: z.string().optional() });
export type Block = z.infer<typeof block>;

export const metadata = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});
export type Metadata = z.infer<typeof metadata>;

export const role = z.enum(['owner', 'admin', 'member', 'guest', 'single-channel guest', 'bot']);

const person = z.object({
  id: z.string(),
  name: z.string(),
  real_name: z.string(),
  role,
  email: z.string().optional(),
  title: z.string().default(''),
  tz: z.string().default('Europe/Amsterdam'),
  /** Another company's workspace, for people met in shared channels. */
  team_id: z.string().optional(),
  deleted: z.boolean().default(false),
  presence: z.enum(['active', 'away']).default('active'),
  dnd: z.object({ start: z.number(), end: z.number() }).optional(),
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
});
export type Channel = z.infer<typeof channel>;

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
});
export type Message = z.infer<typeof message>;

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

const channelChange = z.enum(['rename', 'archive', 'unarchive', 'topic', 'purpose', 'to_private']);
const inChannel = { channel: z.string(), at: z.string() };
const onMessage = { ...inChannel, ts: z.string() };

export const fact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), run: z.string(), team, credentials, app }),
  /** The first day is over: from here on the app is told what happens. */
  z.object({ kind: z.literal('founded') }),
  z.object({ kind: z.literal('person'), person, at: z.string() }),
  z.object({ kind: z.literal('channel'), channel, at: z.string() }),
  z.object({ kind: z.literal('channel-changed'), channel, by: z.string(), change: channelChange, at: z.string() }),
  z.object({ kind: z.literal('joined'), user: z.string(), inviter: z.string().optional(), ...inChannel }),
  z.object({ kind: z.literal('left'), user: z.string(), ...inChannel }),
  z.object({ kind: z.literal('posted'), message }),
  /** The message as it reads from now on. */
  z.object({ kind: z.literal('edited'), message, at: z.string() }),
  z.object({ kind: z.literal('deleted'), ...onMessage }),
  z.object({ kind: z.literal('reacted'), user: z.string(), name: z.string(), ...onMessage }),
  z.object({ kind: z.literal('unreacted'), user: z.string(), name: z.string(), ...onMessage }),
  z.object({ kind: z.literal('whispered'), to: z.string(), message }),
  z.object({ kind: z.literal('unwhispered'), to: z.string(), channel: z.string(), ts: z.string() }),
  z.object({ kind: z.literal('view-opened'), view }),
  z.object({ kind: z.literal('view-changed'), view }),
  z.object({ kind: z.literal('view-closed'), user: z.string(), ids: z.array(z.string()) }),
  z.object({ kind: z.literal('home-opened'), user: z.string(), tab: z.enum(['home', 'messages']), ...inChannel }),
  z.object({ kind: z.literal('url-given'), url: responseUrl }),
  z.object({ kind: z.literal('url-used'), id: z.string() }),
  /** An event of any kind, made up by whoever drives the box. */
  z.object({ kind: z.literal('emitted'), event: z.looseObject({ type: z.string() }) }),
  z.object({ kind: z.literal('clock'), offset: z.number() }),
  /** Events Slack will not send again: heard by the app, or given up. */
  z.object({ kind: z.literal('settled'), events: z.array(z.string()) }),
]);
export type Fact = z.infer<typeof fact>;
