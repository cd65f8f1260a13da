import { z } from 'zod';
import { editionOf, markOf, versionOf } from './rules.ts';

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

const MessageEvent = Said.extend({
  channel: Id,
  event_ts: Ts.nullish().catch(null),
  deleted_ts: Ts.nullish(),
  message: Said.nullish(),
});

const Envelope = z.object({
  type: z.literal('event_callback'),
  team_id: z.string().nullish(),
  context_team_id: z.string().nullish(),
  event_id: Id,
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).nullish(),
  event: z.looseObject({ type: z.string() }),
});
/** A row of the inbox may come from history, which has no envelope; what it says may stand instead of what is here. */
const Row = Envelope.pick({ event: true }).extend({ instead: z.boolean().default(false) });

/** What arrived, with the two keys that recognise it: its id, and what happened. */
export interface Arrival {
  ws: string;
  eventId: string | null;
  what: string;
  kind: Happening['is'];
}

interface Spoken {
  channel: string;
  ts: string;
  thread: string | null;
  author: string;
  text: string;
  version: string;
}

export type Happening =
  /** `found`: history says that it reads so, and not as it does here, which is the last word on its edition. */
  | ({ is: 'said'; found: boolean } & Spoken)
  | { is: 'removed'; channel: string; ts: string }
  /** History does not show it, and nobody said that it was deleted. */
  | { is: 'absent'; channel: string; ts: string }
  /** Put there, or taken away again; the version tells which came last. */
  | { is: 'reacted'; channel: string; ts: string; person: string; reaction: string; version: string; removed: boolean }
  | { is: 'echo'; channel: string; ts: string; bot: string; metadata: unknown }
  /** Somebody called Hypha by its name. */
  | { is: 'mentioned'; channel: string; ts: string; thread: string | null; person: string; text: string }
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

export function happeningIn(body: unknown): Happening | undefined {
  const row = Row.safeParse(body).data;
  return row && (row.instead ? pastHappening(row.event) : happeningOf(row.event));
}

/** The same message comes as an event, again as a retry, and once more from history: this is what they share. */
function whatOf(happening: Happening, eventId: string): string {
  switch (happening.is) {
    case 'said':
      return saidWhat(happening, happening.version);
    case 'echo':
      return `said|${happening.channel}|${happening.ts}|`;
    case 'reacted':
      return ['reacted', happening.channel, happening.ts, happening.person, happening.reaction, happening.version].join(
        '|',
      );
    case 'mentioned':
      return `mentioned|${happening.channel}|${happening.ts}`;
    case 'removed':
      return `removed|${happening.channel}|${happening.ts}`;
    default:
      return `${happening.is}|${eventId}`;
  }
}

/** What history says may take the place of something else here: it may do so again after another has come between. */
export const whatPast = (happening: Happening, over: string): string =>
  happening.is === 'said'
    ? saidWhat(happening, editionOf(happening.version)) + (over && `|${over}`)
    : whatOf(happening, over);

/** Two edits within a second are two by their words. */
const saidWhat = ({ channel, ts, text }: Spoken, version: string): string =>
  ['said', channel, ts, version, markOf(text)].join('|');

/** Only history is without something: no event says so. */
export const absentEvent = (channel: string, ts: string) => ({ type: 'absent', channel, ts });
const absent = reads(z.object({ channel: Id, ts: Ts }), ({ channel, ts }) => ({ is: 'absent', channel, ts }));

/** What history says, read by the same rules as what events say. */
export function pastHappening(event: { type: string }): Happening | undefined {
  if (event.type === 'absent') return absent(event);
  const happening = happeningOf(event);
  return happening?.is === 'said' ? { ...happening, found: true } : happening;
}

export const happeningOf = (event: { type: string }): Happening | undefined => readers.get(event.type)?.(event);

type Reader = (event: unknown) => Happening | undefined;

function reads<T>(shape: z.ZodType<T>, tell: (event: T) => Happening | undefined): Reader {
  return (event) => {
    const parsed = shape.safeParse(event);
    return parsed.success ? tell(parsed.data) : undefined;
  };
}

const moved = (joined: boolean) =>
  reads(z.object({ user: Id, channel: Id, inviter: Id.nullish() }), ({ user, channel, inviter }) => ({
    is: 'moved',
    channel,
    person: user,
    inviter: inviter ?? null,
    joined,
  }));

const mentioned = reads(
  z.object({ user: Id, channel: Id, ts: Ts, thread_ts: Ts.nullish(), text: z.string(), bot_id: z.string().nullish() }),
  ({ user, channel, ts, thread_ts, text, bot_id }) =>
    bot_id ? undefined : { is: 'mentioned', channel, ts, thread: thread_ts ?? null, person: user, text },
);

const reacted = (removed: boolean) =>
  reads(
    z.object({
      user: Id,
      reaction: z.string().regex(/^[^|\s]{1,100}$/),
      event_ts: Ts,
      item: z.object({ type: z.literal('message'), channel: Id, ts: Ts }),
    }),
    ({ user, reaction, event_ts, item: { channel, ts } }) => ({
      is: 'reacted',
      channel,
      ts,
      person: user,
      reaction,
      version: event_ts,
      removed,
    }),
  );

const channelChanged = reads(
  z.object({ channel: z.union([Id, z.object({ id: Id }).transform(({ id }) => id)]) }),
  ({ channel }) => ({ is: 'channel', channel }),
);

/** Every event Hypha subscribes to, and nothing else: the manifest is held against this list. */
const readers = new Map<string, Reader>([
  ['message', reads(MessageEvent, messageHappening)],
  ['app_home_opened', reads(z.object({ user: Id }), ({ user }) => ({ is: 'home', person: user }))],
  ['user_change', reads(z.object({ user: z.object({ id: Id }) }), ({ user }) => ({ is: 'person', person: user.id }))],
  ['app_mention', mentioned],
  ['reaction_added', reacted(false)],
  ['reaction_removed', reacted(true)],
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

/** Who may see it changed; Slack tells of that in the channel itself and nowhere else. */
const converted = new Set(['channel_convert_to_private', 'channel_convert_to_public']);

/** What people say. Joins, topics and the like are Slack talking, and stay out. */
const spoken = new Set(['', 'me_message', 'file_share', 'thread_broadcast']);

function messageHappening(event: z.infer<typeof MessageEvent>): Happening | undefined {
  const { channel, subtype, deleted_ts, message } = event;
  const at = event.event_ts ?? event.ts;
  if (subtype === 'message_deleted' && deleted_ts) return { is: 'removed', channel, ts: deleted_ts };
  if (subtype === 'message_changed' && message) return spokenHappening(channel, message, at);
  if (converted.has(subtype ?? '')) return { is: 'channel', channel };
  return spokenHappening(channel, event, at);
}

/** A message as it stood at a moment. */
function spokenHappening(channel: string, message: Said, at: string): Happening | undefined {
  const { ts, subtype, user, bot_id, text, thread_ts, edited, metadata } = message;
  if (subtype === 'tombstone') return { is: 'removed', channel, ts };
  if (bot_id) return metadata ? { is: 'echo', channel, ts, bot: bot_id, metadata } : undefined;
  if (!spoken.has(subtype ?? '') || !user || user === 'USLACKBOT' || user === 'USLACK') return undefined;
  const version = versionOf(ts, edited?.ts ?? null, at);
  return { is: 'said', found: false, channel, ts, thread: thread_ts ?? null, author: user, text: text ?? '', version };
}
