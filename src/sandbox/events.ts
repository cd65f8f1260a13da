import type { InnerEvent } from './envelope.ts';
import type { Channel, Fact, Message } from './facts.ts';
import { deleted, edited, posted } from './message-events.ts';
import { userShape, viewShape } from './shapes.ts';
import { homeOf, opened, type Room, type Workspace } from './workspace.ts';

/** What a fact is about, as it was before the fact; edits and deletions tell it. */
interface Before {
  message: Message | undefined;
  personKnown: boolean;
}

export function before(workspace: Workspace, fact: Fact): Before {
  const about = fact.kind === 'edited' ? fact.message : fact.kind === 'deleted' ? fact : undefined;
  const message = about && workspace.rooms.get(about.channel)?.messages.get(about.ts);
  return { message, personKnown: fact.kind === 'person' && workspace.people.has(fact.person.id) };
}

/** The events the app is told because of a fact: only from conversations its bot is in, as at Slack. */
export function eventsOf(workspace: Workspace, fact: Fact, was: Before, now: number): InnerEvent[] {
  switch (fact.kind) {
    case 'posted':
      return heard(workspace, fact.message.channel, (room) => posted(workspace, room, fact.message));
    case 'edited':
      return heard(workspace, fact.message.channel, (room) => edited(workspace, room, fact, was.message));
    case 'deleted':
      return heard(workspace, fact.channel, (room) => deleted(workspace, room, fact, was.message));
    case 'reacted':
    case 'unreacted':
      return heard(workspace, fact.channel, (room) => [reaction(room, fact)]);
    case 'joined':
    case 'left':
      return membership(workspace, fact);
    case 'channel':
      return fact.channel.kind === 'public' ? [created(workspace, fact.channel, fact.at)] : [];
    case 'channel-changed':
      return changed(workspace, fact);
    case 'person':
      return [
        {
          ...personEvent(was),
          user: userShape(workspace, fact.person, now),
          cache_ts: fact.person.updated,
          event_ts: fact.at,
        },
      ];
    case 'emitted':
      return [fact.event];
    case 'home-opened':
      return [homeOpened(workspace, fact)];
    default:
      return [];
  }
}

function heard(workspace: Workspace, channel: string, tell: (room: Room) => InnerEvent[]): InnerEvent[] {
  const room = workspace.rooms.get(channel);
  return room?.members.has(opened(workspace).app.botUserId) ? tell(room) : [];
}

function reaction(room: Room, fact: Extract<Fact, { kind: 'reacted' | 'unreacted' }>): InnerEvent {
  const author = room.messages.get(fact.ts)?.user;
  return {
    type: fact.kind === 'reacted' ? 'reaction_added' : 'reaction_removed',
    user: fact.user,
    reaction: fact.name,
    item: { type: 'message', channel: fact.channel, ts: fact.ts },
    ...(author === undefined ? {} : { item_user: author }),
    event_ts: fact.at,
  };
}

function membership(workspace: Workspace, fact: Extract<Fact, { kind: 'joined' | 'left' }>): InnerEvent[] {
  const room = workspace.rooms.get(fact.channel);
  const { app, team } = opened(workspace);
  if (!room || room.channel.kind === 'im' || room.channel.kind === 'mpim') return [];
  const isPrivate = room.channel.kind === 'private';
  if (fact.kind === 'left' && fact.user === app.botUserId) {
    return [
      {
        type: isPrivate ? 'group_left' : 'channel_left',
        channel: fact.channel,
        actor_id: fact.user,
        event_ts: fact.at,
      },
    ];
  }
  if (!room.members.has(app.botUserId)) return [];
  const common = {
    user: fact.user,
    channel: fact.channel,
    channel_type: isPrivate ? 'G' : 'C',
    team: team.id,
    event_ts: fact.at,
  };
  if (fact.kind === 'left') return [{ type: 'member_left_channel', ...common }];
  return [
    { type: 'member_joined_channel', ...common, ...(fact.inviter === undefined ? {} : { inviter: fact.inviter }) },
  ];
}

function created(workspace: Workspace, channel: Channel, at: string): InnerEvent {
  const shared = {
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: false,
    context_team_id: opened(workspace).team.id,
  };
  const { id, name, creator, created: made } = channel;
  const kind = { is_channel: true, is_group: false, is_im: false, is_private: false, is_mpim: false };
  return {
    type: 'channel_created',
    channel: { id, name, name_normalized: name, created: made, creator, ...kind, ...shared },
    event_ts: at,
  };
}

/** Of public channels everyone is told; of private ones only who is in them. Topics and conversions are told as messages. */
function changed(workspace: Workspace, fact: Extract<Fact, { kind: 'channel-changed' }>): InnerEvent[] {
  const { channel, change, by, at } = fact;
  const isPrivate = channel.kind === 'private';
  if (isPrivate && !workspace.rooms.get(channel.id)?.members.has(opened(workspace).app.botUserId)) return [];
  const type = `${isPrivate ? 'group' : 'channel'}_${change}`;
  if (change === 'archive' || change === 'unarchive') return [{ type, channel: channel.id, user: by, event_ts: at }];
  if (change !== 'rename') return [];
  const renamed = { id: channel.id, name: channel.name, name_normalized: channel.name, created: channel.created };
  return [{ type, channel: { ...renamed, is_channel: !isPrivate, is_mpim: false }, event_ts: at }];
}

function personEvent(was: Before): { type: string } {
  return { type: was.personKnown ? 'user_change' : 'team_join' };
}

function homeOpened(workspace: Workspace, fact: Extract<Fact, { kind: 'home-opened' }>): InnerEvent {
  const home = fact.tab === 'home' ? homeOf(workspace, fact.user) : undefined;
  const view = home ? { view: viewShape(workspace, home) } : {};
  return { type: 'app_home_opened', user: fact.user, channel: fact.channel, tab: fact.tab, ...view, event_ts: fact.at };
}
