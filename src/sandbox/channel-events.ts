import type { InnerEvent } from './envelope.ts';
import type { Channel, Fact } from './facts.ts';
import { sharing } from './shapes.ts';
import { isDirect, opened, type Room, teamOf, type Workspace } from './workspace.ts';

/** What the app is told of channels: made, changed, closed, and who is in them. */

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

export function membership(workspace: Workspace, fact: FactOf<'joined' | 'left'>): InnerEvent[] {
  const room = workspace.rooms.get(fact.channel);
  const { botUserId } = opened(workspace).app;
  if (!room || isDirect(room)) return [];
  const isPrivate = room.channel.kind === 'private';
  const at = { channel: fact.channel, event_ts: fact.at };
  if (fact.kind === 'left' && fact.user === botUserId)
    return [{ type: isPrivate ? 'group_left' : 'channel_left', actor_id: fact.by ?? fact.user, ...at }];
  if (!room.members.has(botUserId)) return [];
  const team = teamOf(workspace, workspace.people.get(fact.user));
  const who = { user: fact.user, channel_type: isPrivate ? 'G' : 'C', team, ...at };
  if (fact.kind === 'left') return [{ type: 'member_left_channel', ...who }];
  return [{ type: 'member_joined_channel', ...who, ...(fact.inviter === undefined ? {} : { inviter: fact.inviter }) }];
}

export function channelCreated(workspace: Workspace, channel: Channel, at: string): InnerEvent {
  const { id, name, creator, created } = channel;
  const { is_shared, is_ext_shared, is_org_shared, is_pending_ext_shared } = sharing(workspace, channel);
  const kind = { is_channel: true, is_group: false, is_im: false, is_private: false, is_mpim: false };
  const state = { is_archived: false, is_frozen: false, is_general: channel.general };
  return {
    type: 'channel_created',
    channel: {
      ...{ id, name, name_normalized: name, created, creator, context_team_id: opened(workspace).team.id },
      ...{ ...kind, ...state, is_shared, is_ext_shared, is_org_shared, is_pending_ext_shared },
    },
    event_ts: at,
  };
}

/** Of public channels everyone is told; of private ones only who is in them. Topics and conversions are told as messages. */
export function channelChanged(
  workspace: Workspace,
  { channel, change, by, at }: FactOf<'channel-changed'>,
  sharedBefore: readonly string[],
): InnerEvent[] {
  const isPrivate = channel.kind === 'private';
  if (isPrivate && !hasApp(workspace, workspace.rooms.get(channel.id))) return [];
  const { id, name, created } = channel;
  switch (change) {
    case 'rename': {
      const renamed = { id, name, name_normalized: name, created, is_channel: !isPrivate, is_mpim: false };
      return [{ type: isPrivate ? 'group_rename' : 'channel_rename', channel: renamed, event_ts: at }];
    }
    case 'archive':
      return isPrivate
        ? [{ type: 'group_archive', channel: id, user: by, is_moved: 0, event_ts: at }]
        : [{ type: 'channel_archive', channel: id, user: by, event_ts: at }];
    case 'unarchive':
      return isPrivate
        ? [{ type: 'group_unarchive', channel: id, actor_id: by, event_ts: at }]
        : [{ type: 'channel_unarchive', channel: id, user: by, event_ts: at }];
    case 'share':
    case 'unshare':
      return sharingChanged(channel, sharedBefore, at);
    default:
      return [];
  }
}

function sharingChanged({ id, shared_with }: Channel, before: readonly string[], at: string): InnerEvent[] {
  const came = shared_with.filter((team) => !before.includes(team));
  const went = before.filter((team) => !shared_with.includes(team));
  return [
    ...came.map((team) => ({ type: 'channel_shared', connected_team_id: team, channel: id, event_ts: at })),
    ...went.map((team) => ({
      type: 'channel_unshared',
      previously_connected_team_id: team,
      channel: id,
      is_ext_shared: shared_with.length > 0,
      event_ts: at,
    })),
  ];
}

export function channelDeleted(workspace: Workspace, fact: FactOf<'channel-deleted'>, room: Room): InnerEvent[] {
  const { channel, by, at } = fact;
  if (room.channel.kind === 'public') return [{ type: 'channel_deleted', channel, actor_id: by, event_ts: at }];
  if (!hasApp(workspace, room)) return [];
  const date_deleted = Math.floor(Number(at));
  return [{ type: 'group_deleted', channel, date_deleted, actor_id: by, event_ts: at }];
}

function hasApp(workspace: Workspace, room: Room | undefined): boolean {
  return room?.members.has(opened(workspace).app.botUserId) ?? false;
}
