import type { InnerEvent } from './envelope.ts';
import type { Manifest } from './manifest.ts';

/** Slack tells an app what it subscribed to, and only as far as its scopes go. */

interface Subscription {
  /** What it is called in a manifest. */
  name: string;
  /** Any one of these will do; none is needed where there are none. */
  scopes: readonly string[];
}

/** `message` is subscribed to by the kind of conversation. */
const MESSAGES: Readonly<Record<string, Subscription>> = {
  channel: { name: 'message.channels', scopes: ['channels:history'] },
  group: { name: 'message.groups', scopes: ['groups:history'] },
  im: { name: 'message.im', scopes: ['im:history'] },
  mpim: { name: 'message.mpim', scopes: ['mpim:history'] },
};

const SCOPES: readonly (readonly [what: RegExp, scopes: readonly string[]])[] = [
  [/^app_mention$/, ['app_mentions:read']],
  [/^channel_(shared|unshared|id_changed)$/, ['channels:read', 'groups:read', 'im:read', 'mpim:read']],
  [/^channel_history_changed$/, ['channels:history']],
  [/^channel_/, ['channels:read']],
  [/^group_history_changed$/, ['groups:history']],
  [/^group_/, ['groups:read']],
  [/^im_history_changed$/, ['im:history']],
  [/^im_/, ['im:read']],
  [/^reaction_/, ['reactions:read']],
  [/^(user_|team_join$)/, ['users:read']],
  [/^(team_rename|team_domain_change)$/, ['team:read']],
  [/^dnd_/, ['dnd:read']],
  [/^subteam_/, ['usergroups:read']],
  [/^file_/, ['files:read']],
  [/^pin_/, ['pins:read']],
  [/^star_/, ['stars:read']],
  [/^emoji_changed$/, ['emoji:read']],
  [/^link_shared$/, ['links:read']],
  [/^message_metadata_/, ['metadata.message:read']],
  [/^(app_context_changed|assistant_thread_)/, ['assistant:write']],
];

function subscriptionTo(event: InnerEvent): Subscription {
  const { type, channel_type: kind } = event;
  if (type === 'message') return MESSAGES[String(kind)] ?? { name: 'message.app_home', scopes: [] };
  if (type === 'member_joined_channel' || type === 'member_left_channel')
    return { name: type, scopes: [kind === 'G' ? 'groups:read' : 'channels:read'] };
  return { name: type, scopes: SCOPES.find(([what]) => what.test(type))?.[1] ?? [] };
}

/** Without a manifest the app counts as subscribed to everything. */
export function isToldOf(
  event: InnerEvent,
  { manifest, scopes }: { manifest: Manifest | undefined; scopes: ReadonlySet<string> },
): boolean {
  const { name, scopes: wanted } = subscriptionTo(event);
  const isSubscribed = manifest === undefined || manifest.events.has(name);
  return isSubscribed && (wanted.length === 0 || wanted.some((scope) => scopes.has(scope)));
}
