import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Message } from '../facts.ts';
import { historyShape } from '../shapes.ts';
import { permalink } from '../thing-events.ts';
import type { Room } from '../workspace.ts';
import { ApiError, type Method, method, text } from './method.ts';
import { botUser, joinedRoom } from './rooms.ts';

const item = { channel: text, timestamp: text };
const MAX_EMOJI = 50;

export const reactions: Record<string, Method> = {
  'reactions.add': method({
    scopes: ['reactions:write'],
    tier: 3,
    args: z.object({ ...item, name: text }),
    run: (box, { channel, timestamp, name }) => {
      const { room, message } = find(box, channel, timestamp);
      if (room.channel.archived) throw new ApiError('is_archived');
      if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new ApiError('invalid_name');
      if (hasReacted(message, name, botUser(box))) throw new ApiError('already_reacted');
      if ((message.reactions?.length ?? 0) >= MAX_EMOJI) throw new ApiError('too_many_emoji');
      box.commit({
        kind: 'reacted',
        channel: room.channel.id,
        ts: message.ts,
        user: botUser(box),
        name,
        at: box.stamp(),
      });
      return {};
    },
  }),
  'reactions.remove': method({
    scopes: ['reactions:write'],
    tier: 2,
    args: z.object({ ...item, name: text }),
    run: (box, { channel, timestamp, name }) => {
      const { room, message } = find(box, channel, timestamp);
      if (!hasReacted(message, name, botUser(box))) throw new ApiError('no_reaction');
      box.commit({
        kind: 'unreacted',
        channel: room.channel.id,
        ts: message.ts,
        user: botUser(box),
        name,
        at: box.stamp(),
      });
      return {};
    },
  }),
  'reactions.get': method({
    scopes: ['reactions:read'],
    tier: 3,
    args: z.object(item),
    run: (box, { channel, timestamp }) => {
      const { room, message } = find(box, channel, timestamp);
      const shape = {
        ...historyShape(box.workspace, room, message, false),
        permalink: permalink(box.workspace, message),
      };
      return { type: 'message', channel: room.channel.id, message: shape };
    },
  }),
};

export function hasReacted(message: Message, name: string, user: string): boolean {
  return message.reactions?.some((reaction) => reaction.name === name && reaction.users.includes(user)) ?? false;
}

function find(box: Box, channel: string, ts: string): { room: Room; message: Message } {
  const room = joinedRoom(box, channel);
  const message = room.messages.get(ts);
  if (!message || message.subtype === 'tombstone') throw new ApiError('message_not_found');
  return { room, message };
}
