import { z } from 'zod';

/**
 * Slack's events, read down to what Hypha does about them. Slack adds fields and leaves fields out; nothing here minds.
 */
const Said = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  text: z.string().optional(),
  subtype: z.string().optional(),
  thread_ts: z.string().optional(),
  bot_id: z.string().optional(),
  edited: z.looseObject({ ts: z.string() }).optional(),
  metadata: z.unknown().optional(),
});
type Said = z.infer<typeof Said>;

const MessageEvent = Said.extend({
  type: z.literal('message'),
  channel: z.string(),
  deleted_ts: z.string().optional(),
  message: Said.optional(),
});

const Envelope = z.object({
  type: z.literal('event_callback'),
  team_id: z.string().optional(),
  context_team_id: z.string().nullish(),
  event_id: z.string().min(1).max(200),
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).nullish(),
  event: z.looseObject({ type: z.string().max(100), event_ts: z.string().optional() }),
});

/** What arrived, with the two keys that recognise it: its id, and what happened. */
export interface Arrival {
  ws: string;
  eventId: string | null;
  what: string;
  kind: Happening['is'];
}

export type Happening =
  | { is: 'said'; channel: string; ts: string; thread: string | null; author: string; text: string; version: string }
  | { is: 'removed'; channel: string; ts: string }
  | { is: 'echo'; channel: string; ts: string; metadata: unknown }
  | { is: 'moved'; channel: string; person: string; inviter: string | null; joined: boolean }
  | { is: 'channel'; channel: string }
  | { is: 'person'; person: string }
  | { is: 'home'; person: string };

/** The workspace the event is for: in a shared channel `team_id` may be the other company's. */
export function arrivalOf(body: unknown): Arrival | undefined {
  const envelope = Envelope.safeParse(body).data;
  if (!envelope) return undefined;
  const ws = envelope.authorizations?.[0]?.team_id ?? envelope.context_team_id ?? envelope.team_id;
  const happening = happeningOf(envelope.event);
  return ws && happening
    ? { ws, eventId: envelope.event_id, what: whatOf(happening, envelope.event_id), kind: happening.is }
    : undefined;
}

export const happeningIn = (body: unknown): Happening | undefined => {
  const envelope = z.object({ event: z.looseObject({ type: z.string() }) }).safeParse(body).data;
  return envelope && happeningOf(envelope.event);
};

/** The same message comes as an event, again as a retry, and once more from history: this is what they share. */
export function whatOf(happening: Happening, eventId: string): string {
  if (happening.is === 'said' || happening.is === 'echo')
    return ['said', happening.channel, happening.ts, happening.is === 'said' ? happening.version : ''].join('|');
  return happening.is === 'removed' ? `removed|${happening.channel}|${happening.ts}` : `${happening.is}|${eventId}`;
}

export function happeningOf(event: { type: string }): Happening | undefined {
  return readers[event.type]?.(event);
}

/** Every event Hypha subscribes to, and nothing else: the manifest is held against this list. */
const readers: Record<string, (event: unknown) => Happening | undefined> = {
  message: (event) => messageHappening(MessageEvent.safeParse(event).data),
  app_home_opened: (event) => withUser(event, (person) => ({ is: 'home', person })),
  member_joined_channel: (event) => moved(event, true),
  member_left_channel: (event) => moved(event, false),
  channel_rename: channelChanged,
  channel_archive: channelChanged,
  channel_unarchive: channelChanged,
  channel_deleted: channelChanged,
  channel_left: channelChanged,
  channel_shared: channelChanged,
  channel_unshared: channelChanged,
  group_rename: channelChanged,
  group_archive: channelChanged,
  group_unarchive: channelChanged,
  group_deleted: channelChanged,
  group_left: channelChanged,
  user_change: (event) => {
    const user = z.object({ user: z.object({ id: z.string() }) }).safeParse(event).data?.user;
    return user && { is: 'person', person: user.id };
  },
};
export const subscribed: readonly string[] = Object.keys(readers);

/** What people say. Joins, topics and the like are Slack talking, and stay out. */
const spoken = new Set([undefined, 'me_message', 'file_share', 'thread_broadcast']);

function messageHappening(event: z.infer<typeof MessageEvent> | undefined): Happening | undefined {
  if (!event) return undefined;
  if (event.subtype === 'message_deleted' && event.deleted_ts)
    return { is: 'removed', channel: event.channel, ts: event.deleted_ts };
  if (event.subtype === 'message_changed' && event.message) return spokenHappening(event.channel, event.message);
  return spokenHappening(event.channel, event);
}

/** A message as it stands, from an event or from history. */
export function spokenHappening(channel: string, message: Said): Happening | undefined {
  const { ts, subtype, user, bot_id, text = '', thread_ts, edited, metadata } = message;
  if (subtype === 'tombstone') return { is: 'removed', channel, ts };
  if (bot_id) return metadata ? { is: 'echo', channel, ts, metadata } : undefined;
  if (!spoken.has(subtype) || !user || user === 'USLACKBOT' || user === 'USLACK') return undefined;
  return { is: 'said', channel, ts, thread: thread_ts ?? null, author: user, text, version: edited?.ts ?? ts };
}

function moved(event: unknown, joined: boolean): Happening | undefined {
  const parsed = z
    .object({ user: z.string(), channel: z.string(), inviter: z.string().optional() })
    .safeParse(event).data;
  return (
    parsed && { is: 'moved', channel: parsed.channel, person: parsed.user, inviter: parsed.inviter ?? null, joined }
  );
}

function channelChanged(event: unknown): Happening | undefined {
  const channel = z
    .object({ channel: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]) })
    .safeParse(event).data?.channel;
  return channel ? { is: 'channel', channel } : undefined;
}

function withUser(event: unknown, then: (person: string) => Happening): Happening | undefined {
  const user = z.object({ user: z.string() }).safeParse(event).data?.user;
  return user ? then(user) : undefined;
}
