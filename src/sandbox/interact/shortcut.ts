import type { Box } from '../box.ts';
import type { Ack, Courier } from '../courier.ts';
import type { Message, Person } from '../facts.ts';
import { historyShape, type Json } from '../shapes.ts';
import type { Room } from '../workspace.ts';
import { channelIn, common } from './payload.ts';
import { giveUrl } from './response-url.ts';

/** A shortcut from the menu of a message, or from anywhere. */
export function shortcut(
  box: Box,
  courier: Courier,
  person: Person,
  callbackId: string,
  on?: { room: Room; message: Message },
): Promise<Ack> {
  return courier.ask('interactive', {
    type: on ? 'message_action' : 'shortcut',
    callback_id: callbackId,
    ...common(box, person),
    trigger_id: box.triggers.give(person.id),
    action_ts: box.stamp(),
    ...(on ? onMessage(box, person, on) : {}),
  });
}

function onMessage(box: Box, person: Person, { room, message }: { room: Room; message: Message }): Json {
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  return {
    message_ts: message.ts,
    message: historyShape(box.workspace, room, message, true),
    channel: channelIn(room),
    response_url: giveUrl(box, {
      user: person.id,
      channel: room.channel.id,
      about: { ts: message.ts, ephemeral: false, ...thread },
    }).url,
  };
}
