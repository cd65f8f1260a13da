import { z } from 'zod';
import { pinnedMessage } from '../thing-events.ts';
import { ApiError, type Method, method, text } from './method.ts';
import { botUser, joinedRoom } from './rooms.ts';

const item = { channel: text, timestamp: text };
const MAX_PINS = 100;

export const pins: Record<string, Method> = {
  'pins.add': method({
    scopes: ['pins:write'],
    tier: 2,
    args: z.object(item),
    run: (box, { channel, timestamp: ts }) => {
      const room = joinedRoom(box, channel);
      if (!room.messages.has(ts)) throw new ApiError('message_not_found');
      if (room.pins.has(ts)) throw new ApiError('already_pinned');
      if (room.pins.size >= MAX_PINS) throw new ApiError('too_many_pins');
      box.commit({ kind: 'pinned', channel: room.channel.id, ts, user: botUser(box), at: box.stamp() });
      return {};
    },
  }),
  'pins.remove': method({
    scopes: ['pins:write'],
    tier: 2,
    args: z.object(item),
    run: (box, { channel, timestamp: ts }) => {
      const room = joinedRoom(box, channel);
      if (!room.pins.has(ts)) throw new ApiError('no_pin');
      box.commit({ kind: 'unpinned', channel: room.channel.id, ts, user: botUser(box), at: box.stamp() });
      return {};
    },
  }),
  'pins.list': method({
    scopes: ['pins:read'],
    tier: 2,
    args: z.object({ channel: text }),
    run: (box, { channel }) => {
      const room = joinedRoom(box, channel);
      const items = [...room.pins].reverse().flatMap(([ts, { by, at }]) => {
        const message = room.messages.get(ts);
        if (!message) return [];
        const pinned = { created: Math.floor(Number(at)), created_by: by, channel: room.channel.id, type: 'message' };
        return [{ ...pinned, message: pinnedMessage(box.workspace, message) }];
      });
      return { items };
    },
  }),
};
