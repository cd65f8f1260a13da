import type { Message, Metadata, Person, View } from './facts.ts';
import { opened, type Room, repliesTo, type Workspace } from './workspace.ts';

/** How the workspace's things look in Slack's JSON. */

export type Json = Record<string, unknown>;

function botProfile(workspace: Workspace): Json {
  const { app, team } = opened(workspace);
  return {
    id: app.botId,
    app_id: app.id,
    user_id: app.botUserId,
    name: app.name,
    deleted: false,
    updated: 0,
    icons: {},
    team_id: team.id,
  };
}

const EPOCH_NAME = new Map<string, Intl.DateTimeFormat>();

function offsetSeconds(tz: string, at: number): number {
  const format = EPOCH_NAME.get(tz) ?? new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' });
  EPOCH_NAME.set(tz, format);
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

export function userShape(workspace: Workspace, person: Person, now: number): Json {
  const { team, app } = opened(workspace);
  const isBot = person.role === 'bot';
  return {
    id: person.id,
    team_id: person.team_id ?? team.id,
    name: person.name,
    deleted: person.deleted,
    color: '9f69e7',
    real_name: person.real_name,
    ...(person.deleted ? {} : zone(person, now)),
    profile: {
      title: person.title,
      real_name: person.real_name,
      real_name_normalized: person.real_name,
      display_name: isBot ? '' : person.name,
      display_name_normalized: isBot ? '' : person.name,
      status_text: '',
      status_emoji: '',
      status_expiration: 0,
      avatar_hash: '',
      team: person.team_id ?? team.id,
      ...(person.email === undefined ? {} : { email: person.email }),
      ...(isBot ? { api_app_id: app.id, bot_id: app.botId } : {}),
    },
    is_admin: person.role === 'owner' || person.role === 'admin',
    is_owner: person.role === 'owner',
    is_primary_owner: person.role === 'owner',
    is_restricted: person.role === 'guest' || person.role === 'single-channel guest',
    is_ultra_restricted: person.role === 'single-channel guest',
    is_bot: isBot,
    is_app_user: false,
    ...(person.team_id !== undefined && person.team_id !== team.id ? { is_stranger: false } : {}),
    updated: person.updated,
    is_email_confirmed: !isBot,
  };
}

function zone(person: Person, now: number): Json {
  return { tz: person.tz, tz_label: person.tz, tz_offset: offsetSeconds(person.tz, now) };
}

export function channelShape(workspace: Workspace, room: Room, viewer: string): Json {
  const { team } = opened(workspace);
  const { channel } = room;
  const base = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.archived,
    context_team_id: team.id,
    updated: channel.created * 1000,
  };
  if (channel.kind === 'im') {
    const other = [...room.members].find((id) => id !== viewer) ?? viewer;
    return {
      ...base,
      is_im: true,
      is_org_shared: false,
      user: other,
      is_user_deleted: workspace.people.get(other)?.deleted ?? false,
      priority: 0,
    };
  }
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_general: channel.general,
    unlinked: 0,
    is_shared: false,
    is_frozen: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    parent_conversation: null,
    creator: channel.creator,
    is_ext_shared: false,
    shared_team_ids: [team.id],
    pending_connected_team_ids: [],
    is_member: room.members.has(viewer),
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: '', last_set: 0 },
    previous_names: channel.previous_names,
  };
}

/** A message without its place in a channel: what history, events and interaction payloads have in common. */
export function messageShape(workspace: Workspace, message: Message, withMetadata: boolean): Json {
  const { team } = opened(workspace);
  const { channel: _, reactions, metadata, username, ...fields } = message;
  return {
    type: 'message',
    ...fields,
    team: team.id,
    ...(username === undefined ? {} : { username }),
    ...(message.app_id === undefined ? {} : { bot_profile: botProfile(workspace) }),
    ...(reactions === undefined ? {} : { reactions: reactions.map((one) => ({ ...one, count: one.users.length })) }),
    ...(metadata === undefined ? {} : { metadata: withMetadata ? metadata : bareMetadata(metadata) }),
  };
}

function bareMetadata(metadata: Metadata): Json {
  return { event_type: metadata.event_type };
}

/** A message as history shows it: with its thread's counts if it starts one, with its parent's author if it is a reply. */
export function historyShape(workspace: Workspace, room: Room, message: Message, withMetadata: boolean): Json {
  const shape = messageShape(workspace, message, withMetadata);
  const replies = repliesTo(room, message.ts);
  if (replies.length > 0) return { ...shape, ...threadCounts(room, message.ts, replies) };
  if (message.thread_ts === undefined || message.thread_ts === message.ts) return shape;
  const author = room.messages.get(message.thread_ts)?.user;
  return author === undefined ? shape : { ...shape, parent_user_id: author };
}

function threadCounts(room: Room, ts: string, replies: readonly string[]): Json {
  const users = [...new Set(replies.map((reply) => room.messages.get(reply)?.user ?? ''))].filter(Boolean);
  return {
    thread_ts: ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: replies.at(-1),
    reply_users: users.slice(0, 5),
    is_locked: false,
    subscribed: false,
  };
}

export function viewShape(workspace: Workspace, view: View): Json {
  const { team, app } = opened(workspace);
  const { user: _, values, title, submit, close, ...fields } = view;
  return {
    ...fields,
    team_id: team.id,
    title: title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    submit: submit ?? null,
    close: close ?? null,
    state: { values },
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}
