import type { Box } from '../box.ts';
import type { Channel, Person } from '../facts.ts';
import { type ChannelChange, changeChannel, createChannel, join, leave, nameProblem } from '../membership.ts';
import { isDirect, isGuest, isOutsider, type Room, teamOf } from '../workspace.ts';
import { Impossible } from './verb.ts';

/** What people may do to channels and to who is in them, as Slack lets them by default. */

export function joinRoom(box: Box, person: Person, room: Room): void {
  if (room.channel.kind !== 'public') throw new Impossible('cant_join', 'Private channels are joined by invitation.');
  checkOpen(room);
  if (!room.members.has(person.id)) join(box, room, person.id);
}

export function leaveRoom(box: Box, person: Person, room: Room): void {
  if (isDirect(room)) throw new Impossible('cant_leave', 'Nobody leaves a direct message.');
  if (room.members.has(person.id)) leave(box, room, person.id);
}

export function inviteTo(box: Box, room: Room, by: Person, invited: Person): void {
  checkMember(room, by, 'Only members invite others.');
  checkOpen(room);
  if (room.members.has(invited.id)) return;
  const wrong = whyNot(box, room, invited);
  if (wrong) throw new Impossible('cant_invite', wrong);
  join(box, room, invited.id, by.id);
}

function whyNot({ workspace }: Box, room: Room, invited: Person): string | undefined {
  if (invited.deleted) return `${invited.name} was deactivated.`;
  if (isOutsider(workspace, invited) && !room.channel.shared_with.includes(teamOf(workspace, invited)))
    return `#${room.channel.name} is not shared with ${invited.name}'s company.`;
  if (invited.role !== 'single-channel guest') return undefined;
  const others = [...workspace.rooms.values()].filter((other) => !isDirect(other) && other.members.has(invited.id));
  return others.length > 0
    ? `${invited.name} is a guest for one channel and is in #${others[0]?.channel.name}.`
    : undefined;
}

export function removeFrom(box: Box, room: Room, by: Person, removed: Person): void {
  checkMember(room, by, 'Only members remove others.');
  if (isGuest(by) || isOutsider(box.workspace, by)) throw forMembers(by, 'remove people');
  if (room.members.has(removed.id)) leave(box, room, removed.id, by.id);
}

export function makeChannel(box: Box, by: Person, name: string, isPrivate: boolean): Channel {
  if (isGuest(by) || isOutsider(box.workspace, by)) throw forMembers(by, 'make channels');
  checkName(box, name);
  return createChannel(box, name, isPrivate, by.id);
}

export function changeRoom(box: Box, room: Room, by: Person, wanted: ChannelChange): void {
  if (isDirect(room)) throw new Impossible('cant_change', 'A direct message has no name, topic or archive.');
  if (isGuest(by) || isOutsider(box.workspace, by)) throw forMembers(by, 'change channels');
  if (wanted.change === 'rename') checkName(box, wanted.name);
  if (wanted.change === 'archive' && room.channel.general)
    throw new Impossible('cant_archive_general', `#${room.channel.name} cannot be archived.`);
  if (wanted.change === 'unshare') for (const { id } of peopleOf(box, room, wanted.team)) leave(box, room, id, by.id);
  changeChannel(box, room, by.id, wanted);
}

export function deleteRoom(box: Box, room: Room, by: Person): void {
  if (by.role !== 'owner' && by.role !== 'admin')
    throw new Impossible('no_permission', 'Only admins delete a channel.');
  if (isDirect(room) || room.channel.general)
    throw new Impossible('cant_delete', 'This conversation cannot be deleted.');
  box.commit({ kind: 'channel-deleted', channel: room.channel.id, by: by.id, at: box.stamp(room) });
}

/** Once a channel is not shared any more, the people of the other company are not in it. */
function peopleOf({ workspace }: Box, room: Room, team: string): Person[] {
  const people = [...room.members].flatMap((id) => workspace.people.get(id) ?? []);
  return people.filter((person) => teamOf(workspace, person) === team);
}

function checkMember(room: Room, person: Person, sentence: string): void {
  if (!room.members.has(person.id)) throw new Impossible('not_in_channel', sentence);
}

function checkOpen({ channel }: Room): void {
  if (channel.archived) throw new Impossible('is_archived', `#${channel.name} is archived.`);
}

function checkName(box: Box, name: string): void {
  const wrong = nameProblem(box, name);
  if (wrong) throw new Impossible(wrong, `A channel cannot be called ${name}: ${wrong}.`);
}

function forMembers({ name }: Person, what: string): Impossible {
  return new Impossible('no_permission', `${name} is not a full member and cannot ${what}.`);
}
