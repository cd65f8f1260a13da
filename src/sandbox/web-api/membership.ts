import { z } from 'zod';
import type { Box } from '../box.ts';
import { openDirect } from '../direct.ts';
import { changeChannel, createChannel, join, leave, nameProblem } from '../membership.ts';
import { channelShape, type Json } from '../shapes.ts';
import type { Room } from '../workspace.ts';
import { ApiError, flag, type Method, method, text } from './method.ts';
import { botUser, groupRoom, visibleRoom } from './rooms.ts';

const MAX_DESCRIPTION = 250;
const MANAGE = ['channels:manage', 'groups:write', 'im:write', 'mpim:write'];

/** Changing who is in which conversation. */
export const membership: Record<string, Method> = {
  'conversations.open': method({
    scopes: MANAGE,
    tier: 3,
    args: z.object({
      users: text.optional(),
      channel: text.optional(),
      return_im: flag.default(false),
      prevent_creation: flag.default(false),
    }),
    run: (box, { users, channel, return_im }) => {
      const { room, alreadyOpen } =
        channel === undefined ? openWith(box, users) : { room: visibleRoom(box, channel), alreadyOpen: true };
      const shape = return_im ? channelShape(box.workspace, room, botUser(box)) : { id: room.channel.id };
      return { ...(alreadyOpen ? { no_op: true, already_open: true } : {}), channel: shape };
    },
  }),
  'conversations.join': method({
    scopes: ['channels:join'],
    tier: 3,
    args: z.object({ channel: text }),
    run: (box, { channel }) => {
      const room = groupRoom(box, channel);
      if (room.channel.archived) throw new ApiError('is_archived');
      if (room.members.has(botUser(box)))
        return {
          ...told(box, room),
          warning: 'already_in_channel',
          response_metadata: { warnings: ['already_in_channel'] },
        };
      if (room.channel.kind !== 'public') throw new ApiError('method_not_supported_for_channel_type');
      join(box, room, botUser(box));
      return told(box, room);
    },
  }),
  'conversations.leave': method({
    scopes: MANAGE,
    tier: 3,
    args: z.object({ channel: text }),
    run: (box, { channel }) => {
      const room = groupRoom(box, channel);
      if (room.channel.general) throw new ApiError('cant_leave_general');
      if (!room.members.has(botUser(box))) return { not_in_channel: true };
      leave(box, room, botUser(box));
      return {};
    },
  }),
  'conversations.invite': method({
    scopes: ['channels:manage', 'channels:write.invites', 'groups:write', 'groups:write.invites'],
    tier: 3,
    args: z.object({ channel: text, users: text }),
    run: (box, { channel, users }) => {
      const room = managed(box, channel);
      const ids = users.split(',').filter(Boolean);
      if (ids.length === 0) throw new ApiError('no_user');
      if (ids.includes(botUser(box))) throw new ApiError('cant_invite_self');
      if (ids.some((id) => !box.workspace.people.has(id))) throw new ApiError('user_not_found');
      if (ids.some((id) => room.members.has(id))) throw new ApiError('already_in_channel');
      for (const id of ids) join(box, room, id, botUser(box));
      return told(box, room);
    },
  }),
  'conversations.kick': method({
    scopes: ['channels:manage', 'groups:write'],
    tier: 3,
    args: z.object({ channel: text, user: text }),
    run: (box, { channel, user }) => {
      const room = managed(box, channel);
      if (user === botUser(box)) throw new ApiError('cant_kick_self');
      if (room.channel.general) throw new ApiError('cant_kick_from_general');
      if (!room.members.has(user)) throw new ApiError('not_in_channel');
      leave(box, room, user, botUser(box));
      return {};
    },
  }),
  'conversations.create': method({
    scopes: MANAGE,
    tier: 2,
    args: z.object({ name: text, is_private: flag.default(false) }),
    run: (box, { name, is_private }) => {
      const wrong = nameProblem(box, name);
      if (wrong) throw new ApiError(wrong);
      const channel = createChannel(box, name, is_private, botUser(box));
      return told(box, visibleRoom(box, channel.id));
    },
  }),
  'conversations.rename': method({
    scopes: MANAGE,
    tier: 2,
    args: z.object({ channel: text, name: text }),
    run: (box, { channel, name }) => {
      const room = managed(box, channel);
      const wrong = nameProblem(box, name);
      if (wrong) throw new ApiError(wrong);
      changeChannel(box, room, botUser(box), { change: 'rename', name });
      return told(box, room);
    },
  }),
  'conversations.setTopic': method({
    scopes: ['channels:manage', 'channels:write.topic', 'groups:write', 'groups:write.topic'],
    tier: 2,
    args: z.object({ channel: text, topic: text }),
    run: (box, { channel, topic }) => described(box, managed(box, channel), 'topic', topic),
  }),
  'conversations.setPurpose': method({
    scopes: ['channels:manage', 'channels:write.topic', 'groups:write', 'groups:write.topic'],
    tier: 2,
    args: z.object({ channel: text, purpose: text }),
    run: (box, { channel, purpose }) => described(box, managed(box, channel), 'purpose', purpose),
  }),
  'conversations.archive': method({
    scopes: MANAGE,
    tier: 2,
    args: z.object({ channel: text }),
    run: (box, { channel }) => {
      const room = groupRoom(box, channel);
      if (room.channel.archived) throw new ApiError('already_archived');
      if (room.channel.general) throw new ApiError('cant_archive_general');
      if (!room.members.has(botUser(box))) throw new ApiError('not_in_channel');
      changeChannel(box, room, botUser(box), { change: 'archive' });
      return {};
    },
  }),
};

function managed(box: Box, channel: string): Room {
  const room = groupRoom(box, channel);
  if (!room.members.has(botUser(box))) throw new ApiError('not_in_channel');
  if (room.channel.archived) throw new ApiError('is_archived');
  return room;
}

function described(box: Box, room: Room, change: 'topic' | 'purpose', value: string): Json {
  if (value.length > MAX_DESCRIPTION) throw new ApiError('too_long');
  changeChannel(box, room, botUser(box), { change, value });
  const { internal_team_ids: _, ...channel } = channelShape(box.workspace, room, botUser(box));
  return { channel };
}

function openWith(box: Box, users = ''): { room: Room; alreadyOpen: boolean } {
  const ids = [...new Set(users.split(',').filter(Boolean))];
  if (ids.length === 0) throw new ApiError('users_list_not_supplied');
  if (ids.length > 8) throw new ApiError('too_many_users');
  const people = ids.map((id) => box.workspace.people.get(id));
  if (people.includes(undefined)) throw new ApiError('user_not_found');
  if (people.some((person) => person?.deleted)) throw new ApiError('user_disabled');
  return openDirect(box, [botUser(box), ...ids.filter((id) => id !== botUser(box))]);
}

function told(box: Box, room: Room): Json {
  return { channel: channelShape(box.workspace, room, botUser(box)) };
}
