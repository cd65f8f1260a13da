import { channelChanged, channelCreated, channelDeleted, membership } from './channel-events.ts';
import type { InnerEvent } from './envelope.ts';
import type { Fact, Message, Person, UserGroup } from './facts.ts';
import { deleted, edited, posted } from './message-events.ts';
import { groupEvents, personEvents } from './people-events.ts';
import { viewShape } from './shapes.ts';
import { fileDeleted, filesShared, pinEvents } from './thing-events.ts';
import { homeOf, opened, type Room, type Workspace } from './workspace.ts';

/** What a fact is about, as it was before the fact. */
export interface Before {
  message: Message | undefined;
  person: Person | undefined;
  group: UserGroup | undefined;
  /** The conversation that was deleted. */
  room: Room | undefined;
  /** The companies that were in a channel that changed. */
  sharedWith: readonly string[];
}

export function before(workspace: Workspace, fact: Fact): Before {
  const about = fact.kind === 'edited' ? fact.message : fact.kind === 'deleted' ? fact : undefined;
  const changed = fact.kind === 'channel-changed' ? workspace.rooms.get(fact.channel.id) : undefined;
  return {
    message: about && workspace.rooms.get(about.channel)?.messages.get(about.ts),
    person: fact.kind === 'person' ? workspace.people.get(fact.person.id) : undefined,
    group: fact.kind === 'group' ? workspace.groups.get(fact.group.id) : undefined,
    room: fact.kind === 'channel-deleted' ? workspace.rooms.get(fact.channel) : undefined,
    sharedWith: changed?.channel.shared_with ?? [],
  };
}

/** The events the app is told because of a fact: only from conversations its bot is in, as at Slack. */
export function eventsOf(workspace: Workspace, fact: Fact, was: Before, now: number): InnerEvent[] {
  switch (fact.kind) {
    case 'posted':
      return heard(workspace, fact.message.channel, (room) => [
        ...posted(workspace, room, fact.message),
        ...filesShared(fact.message),
      ]);
    case 'edited':
      return heard(workspace, fact.message.channel, (room) => edited(workspace, room, fact, was.message));
    case 'deleted':
      return heard(workspace, fact.channel, (room) => deleted(workspace, room, fact, was.message));
    case 'reacted':
    case 'unreacted':
      return heard(workspace, fact.channel, (room) => [reaction(room, fact)]);
    case 'pinned':
    case 'unpinned':
      return heard(workspace, fact.channel, (room) => pinEvents(workspace, room, fact));
    case 'joined':
    case 'left':
      return membership(workspace, fact);
    case 'channel':
      return fact.channel.kind === 'public' ? [channelCreated(workspace, fact.channel, fact.at)] : [];
    case 'channel-changed':
      return channelChanged(workspace, fact, was.sharedWith);
    case 'channel-deleted':
      return was.room ? channelDeleted(workspace, fact, was.room) : [];
    case 'person':
      return personEvents(workspace, fact, was.person, now);
    case 'group':
      return groupEvents(workspace, fact, was.group);
    case 'file-deleted':
      return fileDeleted(workspace, fact);
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

function homeOpened(workspace: Workspace, fact: Extract<Fact, { kind: 'home-opened' }>): InnerEvent {
  const home = fact.tab === 'home' ? homeOf(workspace, fact.user) : undefined;
  const view = home ? { view: viewShape(workspace, home) } : {};
  return { type: 'app_home_opened', user: fact.user, channel: fact.channel, tab: fact.tab, ...view, event_ts: fact.at };
}
