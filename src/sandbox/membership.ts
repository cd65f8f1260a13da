import type { Box } from './box.ts';
import { blankChannel, type Channel, type Fact, type Message } from './facts.ts';
import { newId } from './ids.ts';
import { isDirect, type Room } from './workspace.ts';

/** Coming, going and changing a channel, each with the notice Slack leaves in it. */

function notice(box: Box, room: Room, user: string, subtype: string, text: string, more: Partial<Message> = {}): Fact {
  return { kind: 'posted', message: { channel: room.channel.id, ts: box.stamp(room), user, subtype, text, ...more } };
}

export function join(box: Box, room: Room, user: string, inviter?: string): void {
  const by = inviter === undefined ? {} : { inviter };
  box.commit({ kind: 'joined', channel: room.channel.id, user, at: box.stamp(room), ...by });
  const subtype = room.channel.kind === 'private' ? 'group_join' : 'channel_join';
  if (!isDirect(room)) box.commit(notice(box, room, user, subtype, `<@${user}> has joined the channel`, by));
}

/** `by` is who removed them, if they did not go by themselves. */
export function leave(box: Box, room: Room, user: string, by?: string): void {
  const subtype = room.channel.kind === 'private' ? 'group_leave' : 'channel_leave';
  if (!isDirect(room)) box.commit(notice(box, room, user, subtype, `<@${user}> has left the channel`));
  box.commit({
    kind: 'left',
    channel: room.channel.id,
    user,
    at: box.stamp(room),
    ...(by === undefined ? {} : { by }),
  });
}

export function createChannel(box: Box, name: string, isPrivate: boolean, creator: string): Channel {
  const at = box.stamp();
  const created = Math.floor(Number(at));
  const kind = isPrivate ? 'private' : 'public';
  const channel: Channel = { ...blankChannel(), id: newId('C', 10), name, kind, creator, created };
  box.commit({ kind: 'channel', channel, at }, { kind: 'joined', channel: channel.id, user: creator, at });
  return channel;
}

export type ChannelChange =
  | { change: 'rename'; name: string }
  | { change: 'topic' | 'purpose'; value: string }
  | { change: 'share' | 'unshare'; team: string }
  | { change: 'archive' | 'unarchive' | 'to_private' };

export function changeChannel(box: Box, room: Room, by: string, wanted: ChannelChange): void {
  const before = room.channel;
  const channel = changed(before, wanted);
  box.commit({ kind: 'channel-changed', channel, by, change: wanted.change, at: box.stamp(room) });
  const words = wording(before.kind === 'private' ? 'group' : 'channel', before, wanted, by);
  if (words) box.commit(notice(box, room, by, ...words));
}

function changed(channel: Channel, wanted: ChannelChange): Channel {
  switch (wanted.change) {
    case 'rename':
      return { ...channel, name: wanted.name, previous_names: [channel.name, ...channel.previous_names] };
    case 'topic':
      return { ...channel, topic: wanted.value };
    case 'purpose':
      return { ...channel, purpose: wanted.value };
    case 'to_private':
      return { ...channel, kind: 'private' };
    case 'share':
      return { ...channel, shared_with: [...new Set([...channel.shared_with, wanted.team])] };
    case 'unshare':
      return { ...channel, shared_with: channel.shared_with.filter((team) => team !== wanted.team) };
    default:
      return { ...channel, archived: wanted.change === 'archive' };
  }
}

function wording(
  prefix: string,
  before: Channel,
  wanted: ChannelChange,
  by: string,
): [string, string, Partial<Message>] | undefined {
  switch (wanted.change) {
    case 'rename':
      return [
        `${prefix}_name`,
        `<@${by}> has renamed the channel from "${before.name}" to "${wanted.name}"`,
        { old_name: before.name, name: wanted.name },
      ];
    case 'topic':
      return [`${prefix}_topic`, `<@${by}> set the channel topic: ${wanted.value}`, { topic: wanted.value }];
    case 'purpose':
      return [`${prefix}_purpose`, `<@${by}> set the channel description: ${wanted.value}`, { purpose: wanted.value }];
    case 'to_private':
      return ['channel_convert_to_private', `<@${by}> made this channel private`, {}];
    case 'share':
    case 'unshare':
      return undefined;
    default:
      return [`${prefix}_${wanted.change}`, `<@${by}> ${wanted.change}d the channel`, {}];
  }
}

const NAME = /^[\p{Ll}\p{Lo}\p{N}_-]+$/u;

/** What is wrong with a channel name, in Slack's words. */
export function nameProblem(box: Box, name: string): string | undefined {
  if (name === '') return 'invalid_name_required';
  if (name.length > 80) return 'invalid_name_maxlength';
  if (!NAME.test(name)) return 'invalid_name_specials';
  return box.workspace.names.has(name) ? 'name_taken' : undefined;
}
