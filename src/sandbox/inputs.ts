import { isObject } from './body.ts';
import { type Block, block as blockSchema } from './facts.ts';
import type { Json } from './shapes.ts';

/** Interactive elements: where they are in a list of blocks, and what state and actions say about them. */

export interface Placed {
  blockId: string;
  actionId: string;
  element: Json;
  block: Block;
}

type StateValue = Json & { type: string };

export function elements(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap((block) => [
    ...inside(block).flatMap((element) => place(block, element)),
    ...elements(blocksIn(block)),
  ]);
}

function inside(block: Block): unknown[] {
  const listed = Array.isArray(block.elements) && block.type !== 'rich_text' ? block.elements : [];
  const buttons = Array.isArray(block.actions) ? block.actions : [];
  return [...listed, ...buttons, block.accessory, block.element];
}

/** Containers hold blocks, and a carousel holds cards. */
function blocksIn({ type, elements: cards, child_blocks: children }: Block): Block[] {
  const held = type === 'carousel' ? cards : children;
  return Array.isArray(held) ? held.flatMap((one) => blockSchema.safeParse(one).data ?? []) : [];
}

function place(block: Block, element: unknown): Placed[] {
  if (!isObject(element) || typeof element.action_id !== 'string') return [];
  return [{ blockId: block.block_id ?? '', actionId: element.action_id, element, block }];
}

const WITHOUT_STATE = new Set(['button', 'overflow', 'workflow_button', 'icon_button', 'feedback_buttons', 'image']);

/** The elements that keep what a person chose: all but the ones that only act. */
export function inputElements(blocks: readonly Block[]): Placed[] {
  return elements(blocks).filter(({ element }) => !WITHOUT_STATE.has(String(element.type)));
}

/** Which field of state and action carries the choice, by element type. */
const FIELDS: Record<string, { field: string; initial: string; empty: unknown }> = {
  plain_text_input: { field: 'value', initial: 'initial_value', empty: null },
  number_input: { field: 'value', initial: 'initial_value', empty: null },
  email_text_input: { field: 'value', initial: 'initial_value', empty: null },
  url_text_input: { field: 'value', initial: 'initial_value', empty: null },
  rich_text_input: { field: 'rich_text_value', initial: 'initial_value', empty: null },
  file_input: { field: 'files', initial: 'initial_files', empty: [] },
  static_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', empty: null },
  overflow: { field: 'selected_option', initial: 'initial_option', empty: null },
  checkboxes: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  users_select: { field: 'selected_user', initial: 'initial_user', empty: null },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', empty: [] },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', empty: [] },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation', empty: null },
  multi_conversations_select: { field: 'selected_conversations', initial: 'initial_conversations', empty: [] },
  datepicker: { field: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { field: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', empty: null },
};

const TEXT = { field: 'value', initial: 'initial_value', empty: null };

function fieldOf(element: Json): { field: string; initial: string; empty: unknown } {
  return FIELDS[String(element.type)] ?? TEXT;
}

/** The state of an element before anybody touched it. */
export function stateValue(element: Json): StateValue {
  const { field, initial, empty } = fieldOf(element);
  return { type: String(element.type), [field]: element[initial] ?? empty };
}

/** The state of an element after a person chose `choice`: an option by its value or its words, anything else as it is. */
export function chosenValue(element: Json, choice: unknown): StateValue {
  const { field, empty } = fieldOf(element);
  const type = String(element.type);
  if (choice === null || choice === undefined || choice === '') return { type, [field]: empty };
  if (field === 'selected_option') return { type, [field]: optionFor(element, choice) ?? choice };
  if (field === 'selected_options')
    return { type, [field]: listOf(choice).map((one) => optionFor(element, one) ?? one) };
  return { type, [field]: Array.isArray(empty) ? listOf(choice) : choice };
}

export function isEmptyValue(value: Json): boolean {
  return Object.entries(value).every(
    ([key, inner]) => key === 'type' || inner === null || (Array.isArray(inner) && inner.length === 0),
  );
}

function optionsOf(element: Json): Json[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [{ options: element.options }];
  return groups.flatMap((group) =>
    isObject(group) && Array.isArray(group.options) ? group.options.filter(isObject) : [],
  );
}

function optionFor(element: Json, choice: unknown): Json | undefined {
  return optionsOf(element).find((option) => option.value === choice || wordsOf(option.text) === choice);
}

export function wordsOf(text: unknown): string {
  return isObject(text) && typeof text.text === 'string' ? text.text : '';
}

function listOf(choice: unknown): unknown[] {
  return Array.isArray(choice) ? choice : [choice];
}
