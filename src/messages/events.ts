import { z } from 'zod';

/** Both become parts of keys, and times are compared as text: whatever looks otherwise is neither. */
const Id = z.string().regex(/^[\w-]{1,100}$/);
const Ts = z.string().regex(/^\d{10}\.\d{6}$/);

/**
 * Slack's events, read down to what Hypha does about them. Slack adds fields and leaves fields out; nothing here minds.
 */
const Said = z.object({
  ts: Ts,
  user: Id.nullish(),
  text: z.string().nullish(),
  subtype: z.string().nullish(),
  thread_ts: Ts.nullish(),
  bot_id: z.string().nullish(),
  edited: z.object({ ts: Ts }).nullish(),
  metadata: z.unknown().optional(),
});
type Said = z.infer<typeof Said>;

const MessageEvent = Said.extend({ channel: Id, deleted_ts: Ts.nullish(), message: Said.nullish() });

const Envelope = z.object({
  type: z.literal('event_callback'),
  team_id: z.string().nullish(),
  context_team_id: z.string().nullish(),
  event_id: Id,
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).nullish(),
  event: z.looseObject({ type: z.string() }),
});
/** A row of the inbox may come from history, which has no envelope. */
const Row = Envelope.pick({ event: true });

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
  const event = Row.safeParse(body).data?.event;
  return event && happeningOf(event);
};

/** The same message comes as an event, again as a retry, and once more from history: this is what they share. */
export function whatOf(happening: Happening, eventId: string): string {
  if (happening.is === 'said' || happening.is === 'echo')
    return ['said', happening.channel, happening.ts, happening.is === 'said' ? happening.version : ''].join('|');
  return happening.is === 'removed' ? `removed|${happening.channel}|${happening.ts}` : `${happening.is}|${eventId}`;
}

export const happeningOf = (event: { type: string }): Happening | undefined => readers.get(event.type)?.(event);

type Reader = (event: unknown) => Happening | undefined;

const reads =
  <T>(shape: z.ZodType<T>, tell: (event: T) => Happening | undefined): Reader =>
  (event) => {
    const parsed = shape.safeParse(event);
    return parsed.success ? tell(parsed.data) : undefined;
  };

const moved = (joined: boolean) =>
  reads(z.object({ user: Id, channel: Id, inviter: Id.nullish() }), ({ user, channel, inviter }) => ({
    is: 'moved',
    channel,
    person: user,
    inviter: inviter ?? null,
    joined,
  }));

const channelChanged = reads(
  z.object({ channel: z.union([Id, z.object({ id: Id }).transform(({ id }) => id)]) }),
  ({ channel }) => ({ is: 'channel', channel }),
);

/** Every event Hypha subscribes to, and nothing else: the manifest is held against this list. */
const readers = new Map<string, Reader>([
  ['message', reads(MessageEvent, messageHappening)],
  ['app_home_opened', reads(z.object({ user: Id }), ({ user }) => ({ is: 'home', person: user }))],
  ['user_change', reads(z.object({ user: z.object({ id: Id }) }), ({ user }) => ({ is: 'person', person: user.id }))],
  ['member_joined_channel', moved(true)],
  ['member_left_channel', moved(false)],
  ['channel_rename', channelChanged],
  ['channel_archive', channelChanged],
  ['channel_unarchive', channelChanged],
  ['channel_deleted', channelChanged],
  ['channel_left', channelChanged],
  ['channel_shared', channelChanged],
  ['channel_unshared', channelChanged],
  ['group_rename', channelChanged],
  ['group_archive', channelChanged],
  ['group_unarchive', channelChanged],
  ['group_deleted', channelChanged],
  ['group_left', channelChanged],
]);
export const subscribed: readonly string[] = [...readers.keys()];

/** What people say. Joins, topics and the like are Slack talking, and stay out. */
const spoken = new Set(['', 'me_message', 'file_share', 'thread_broadcast']);

function messageHappening(event: z.infer<typeof MessageEvent>): Happening | undefined {
  if (event.subtype === 'message_deleted' && event.deleted_ts)
    return { is: 'removed', channel: event.channel, ts: event.deleted_ts };
  if (event.subtype === 'message_changed' && event.message) return spokenHappening(event.channel, event.message);
  return spokenHappening(event.channel, event);
}

/** A message as it stands, from an event or from history. */
export function spokenHappening(channel: string, message: Said): Happening | undefined {
  const { ts, subtype, user, bot_id, text, thread_ts, edited, metadata } = message;
  if (subtype === 'tombstone') return { is: 'removed', channel, ts };
  if (bot_id) return metadata ? { is: 'echo', channel, ts, metadata } : undefined;
  if (!spoken.has(subtype ?? '') || !user || user === 'USLACKBOT' || user === 'USLACK') return undefined;
  const thread = thread_ts ?? null;
  return { is: 'said', channel, ts, thread, author: user, text: text ?? '', version: edited?.ts ?? ts };
}
