import { isObject } from '../body.ts';
import type { Box } from '../box.ts';
import type { Ack } from '../courier.ts';
import type { Message, Person, View } from '../facts.ts';
import { chosenValue, inputElements, type Placed, stateValue, wordsOf } from '../inputs.ts';
import { historyShape, type Json, viewShape } from '../shapes.ts';
import type { Room } from '../workspace.ts';
import { channelIn, common } from './payload.ts';
import { giveUrl } from './response-url.ts';

/** Where an element stands: in a message, which may be for one person only, or in a view. */
export type Standing = { in: 'message'; room: Room; message: Message; ephemeral: boolean } | { in: 'view'; view: View };

export type Values = Record<string, Record<string, Json & { type: string }>>;

type Asker = (kind: 'interactive', payload: Json) => Promise<Ack>;

export interface Acting {
  person: Person;
  standing: Standing;
  placed: Placed;
  /** What was picked; nothing for a button. */
  choice: unknown;
  /** The state of all inputs beside it, after the choice. */
  values: Values;
}

/** Sends block_actions for a click or a choice. */
export function act(box: Box, ask: Asker, acting: Acting): Promise<Ack> {
  const { person, standing, placed, choice, values } = acting;
  return ask('interactive', {
    type: 'block_actions',
    ...common(box, person),
    trigger_id: box.triggers.give(person.id),
    ...(standing.in === 'message' ? inMessage(box, person, standing) : inView(box, standing.view)),
    state: { values },
    actions: [action(box, placed, choice)],
  });
}

function inMessage(box: Box, person: Person, { room, message, ephemeral }: Extract<Standing, { in: 'message' }>): Json {
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  const about = { ts: message.ts, ephemeral, ...thread };
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: room.channel.id,
      is_ephemeral: ephemeral,
      ...thread,
    },
    channel: channelIn(room),
    response_url: giveUrl(box, { user: person.id, channel: room.channel.id, about }).url,
    // Of an ephemeral message Slack keeps no copy to send along.
    ...(ephemeral ? {} : { message: historyShape(box.workspace, room, message, true) }),
  };
}

function inView(box: Box, view: View): Json {
  return { container: { type: 'view', view_id: view.id }, view: viewShape(box.workspace, view) };
}

function action(box: Box, { blockId, actionId, element }: Placed, choice: unknown): Json {
  const { options: _, option_groups: __, initial_option: ___, ...told } = element;
  const at = { action_id: actionId, block_id: blockId, action_ts: box.stamp() };
  if (element.type === 'feedback_buttons') return { type: element.type, ...at, ...pressed(element, choice) };
  if (element.type === 'button' || choice === undefined) return { ...told, ...at };
  return { ...told, ...at, ...chosenValue(element, choice) };
}

/** Of a pair of feedback buttons, the one that is meant by its value or its words; the good one if none is. */
function pressed({ positive_button, negative_button }: Json, choice: unknown): Json {
  const buttons = [positive_button, negative_button].filter(isObject);
  const meant = buttons.find(
    ({ value, text }) => choice !== undefined && (value === choice || wordsOf(text) === choice),
  );
  const { value, text } = meant ?? buttons[0] ?? {};
  return { value, text };
}

/** The state of all inputs in a list of blocks, with what was picked so far. */
export function stateOf(blocks: View['blocks'], picked: Values): Values {
  const values: Values = {};
  for (const { blockId, actionId, element } of inputElements(blocks)) {
    values[blockId] = { ...values[blockId], [actionId]: picked[blockId]?.[actionId] ?? stateValue(element) };
  }
  return values;
}
