import type { Channel, Message, Metadata, View } from './facts.ts';
import { attachedFile } from './file-shapes.ts';
import { opened, type Room, repliesTo, teamOf, type Workspace } from './workspace.ts';

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
    is_frozen: false,
    parent_conversation: null,
    creator: channel.creator,
    ...sharing(workspace, channel),
    is_member: room.members.has(viewer),
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: '', last_set: 0 },
    previous_names: channel.previous_names,
  };
}

/** Which companies are in a channel. */
export function isShared({ shared_with }: Channel): boolean {
  return shared_with.length > 0;
}

export function sharing(workspace: Workspace, channel: Channel): Json {
  const { id } = opened(workspace).team;
  const shared = isShared(channel);
  return {
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    pending_connected_team_ids: [],
    shared_team_ids: [id, ...channel.shared_with],
    internal_team_ids: [id],
    ...(shared ? { conversation_host_id: id, connected_team_ids: channel.shared_with } : {}),
  };
}

/** A message without its place in a channel: what history, events and interaction payloads have in common. */
export function messageShape(workspace: Workspace, message: Message, withMetadata: boolean): Json {
  const { channel: place, reactions, metadata, username, files, ...fields } = message;
  const room = workspace.rooms.get(place);
  const team = teamOf(workspace, workspace.people.get(message.user ?? ''));
  const shared = room !== undefined && isShared(room.channel);
  return {
    type: 'message',
    ...fields,
    team,
    ...(shared ? { user_team: team, source_team: team } : {}),
    ...(files === undefined ? {} : { files: files.flatMap((id) => attachedFile(workspace, id, shared)) }),
    ...(room?.pins.has(message.ts) ? { pinned_to: [place] } : {}),
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
