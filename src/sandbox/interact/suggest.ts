import { isObject } from '../body.ts';
import type { Box } from '../box.ts';
import type { Ack } from '../courier.ts';
import type { Person } from '../facts.ts';
import type { Placed } from '../inputs.ts';
import { type Json, messageShape, viewShape } from '../shapes.ts';
import type { Standing } from './act.ts';
import { channelIn, common } from './payload.ts';

/** Asks the app for the options of an external select while a person types into it. */
export async function suggest(
  box: Box,
  ask: (kind: 'interactive', payload: Json) => Promise<Ack>,
  { person, standing, placed, typed }: { person: Person; standing: Standing; placed: Placed; typed: string },
): Promise<Json[]> {
  const ack = await ask('interactive', {
    type: 'block_suggestion',
    ...common(box, person),
    ...place(box, standing),
    action_id: placed.actionId,
    block_id: placed.blockId,
    value: typed,
  });
  return ack.heard ? offered(ack.body) : [];
}

function place(box: Box, standing: Standing): Json {
  if (standing.in === 'view')
    return { container: { type: 'view', view_id: standing.view.id }, view: viewShape(box.workspace, standing.view) };
  const { room, message } = standing;
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: room.channel.id,
    is_ephemeral: standing.ephemeral,
  };
  return { container, channel: channelIn(room), message: messageShape(box.workspace, message, true) };
}

function offered(body: unknown): Json[] {
  if (!isObject(body)) return [];
  const groups = Array.isArray(body.option_groups) ? body.option_groups : [{ options: body.options }];
  const options = groups.flatMap((group) => (isObject(group) && Array.isArray(group.options) ? group.options : []));
  return options.filter(isObject).slice(0, 100);
}
