import type { Box } from '../box.ts';
import { findRoom, isDirect, opened, type Room } from '../workspace.ts';
import { ApiError } from './method.ts';

/** What the app's token sees of conversations. */

export function botUser(box: Box): string {
  return opened(box.workspace).app.botUserId;
}

/** Private conversations the app is not in do not exist for it. */
export function visibleRoom(box: Box, reference: string): Room {
  const room = findRoom(box.workspace, reference);
  if (!room || (room.channel.kind !== 'public' && !room.members.has(botUser(box))))
    throw new ApiError('channel_not_found');
  return room;
}

export function joinedRoom(box: Box, reference: string): Room {
  const room = visibleRoom(box, reference);
  if (!room.members.has(botUser(box))) throw new ApiError('not_in_channel');
  return room;
}

export function groupRoom(box: Box, reference: string): Room {
  const room = visibleRoom(box, reference);
  if (isDirect(room)) throw new ApiError('method_not_supported_for_channel_type');
  return room;
}
