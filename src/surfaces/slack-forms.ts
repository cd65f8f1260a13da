import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type Card, clip } from '../card.ts';
import type { Field } from '../fields.ts';
import type { Operation } from '../operation.ts';

/** A form asks for what the operation takes. What is known already is filled in; what nobody should type goes along. */
export function formFor(
  operation: Operation,
  known: Record<string, string>,
  { fromHome = false, round = '' } = {},
): ModalView {
  const hidden = operation.fields.filter(({ hidden, fixed, name }) => (hidden || fixed) && known[name]);
  const asked = operation.fields.filter(
    (field) => !field.hidden && !hidden.includes(field) && (!field.aside || known[field.name] !== undefined),
  );
  return {
    type: 'modal',
    callback_id: fromHome ? `${operation.name}${homeMark}` : operation.name,
    title: plain(clip(titleOf(operation, known), 24)),
    submit: plain('Save'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify(Object.fromEntries(hidden.map(({ name }) => [name, known[name]]))),
    // Slack keeps what somebody typed under the same name; what is to be shown anew comes under another.
    blocks: asked.map((field) => ({
      ...input(field, known[field.name], mustStay(operation, field)),
      block_id: round ? `${field.name}#${round}` : field.name,
    })),
  };
}

/** Once it is sent, the Home it was opened from shows what is true then. */
const homeMark = '#home';

/** What comes after the first comma explains, and a title has little room. */
const titleOf = ({ name, summary }: Operation, { decision = '' }: Record<string, string>) =>
  /^d-\d{1,9}$/i.test(decision) ? decision : (shortTitles[name] ?? summary.replace(/[.,;:].*$/, ''));

/** Of those that say at more length what they do. */
const shortTitles: Record<string, string> = {
  'decision.show': 'Show a decision',
  'decision.history': 'History of a decision',
  'decision.review': 'What looks decided',
  'decision.confirm': 'Confirm a decision',
  'decision.start': 'It is being done',
  'decision.keep': 'It is still true',
  'decision.replace': 'Replace a decision',
  'decision.reverse': 'Reverse a decision',
  'decision.restore': 'Take it up again',
  'decision.undo': 'Take a change back',
  'decision.emoji': 'Choose the reaction',
  'channel.show': 'Hypha in a channel',
  'channel.speak': 'Let Hypha speak up',
  'channel.observe': 'Let Hypha only listen',
  'channel.recap': 'Recaps for a channel',
  'person.digests': 'When your digest comes',
  'person.mute': 'Mute something',
  'person.unmute': 'Unmute something',
  'action.list': 'What is planned',
  'action.hold': 'Hold it back',
  'action.release': 'Let it go out',
  'action.restore': 'Take it up again',
  'action.arrived': 'Say that it arrived',
  'clock.move': 'Move the time forward',
};
const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** What it is called with stands there already where its form is filled in: it can be put otherwise, and not left out. */
const mustStay = ({ prefill, words }: Operation, { name, required }: Field): boolean =>
  required || (prefill !== undefined && words.includes(name));

function input(field: Field, value: string | undefined, must: boolean): KnownBlock {
  const { name, description, place, day } = field;
  const label = plain(`${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`);
  // Where there is something to choose from, how to spell it is of no use.
  const help = day ? description.replace(/, as \d{4}-\d\d-\d\d/, '') : description;
  const hint = help && !place ? { hint: plain(help) } : {};
  return {
    type: 'input',
    label,
    optional: !must,
    element: element(field, value),
    ...hint,
  };
}

function element({ place, person, people, day, long, choices }: Field, value: string | undefined) {
  if (place)
    return {
      type: 'conversations_select' as const,
      action_id: 'value',
      filter: { include: ['public' as const, 'private' as const], exclude_bot_users: true },
      ...(value && { initial_conversation: value }),
    };
  if (choices.length > 0) {
    const options = choices.map((choice) => ({ text: plain(choice), value: choice }));
    const chosen = options.find((option) => option.value === value);
    return { type: 'static_select' as const, action_id: 'value', options, ...(chosen && { initial_option: chosen }) };
  }
  const chosen = (value ?? '').split(',').filter((one) => /^[UW][A-Z0-9]{2,}$/.test(one));
  if (person)
    return { type: 'users_select' as const, action_id: 'value', ...(chosen[0] && { initial_user: chosen[0] }) };
  if (people)
    return {
      type: 'multi_users_select' as const,
      action_id: 'value',
      ...(chosen.length > 0 && { initial_users: chosen }),
    };
  if (day) return { type: 'datepicker' as const, action_id: 'value', ...(value && { initial_date: value }) };
  return {
    type: 'plain_text_input' as const,
    action_id: 'value',
    multiline: long,
    ...(value && { initial_value: clip(value, 3_000) }),
  };
}

const Submitted = z.object({
  id: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  state: z.object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.looseObject({
          value: z.string().nullish(),
          selected_conversation: z.string().nullish(),
          selected_option: z.object({ value: z.string() }).nullish(),
          selected_user: z.string().nullish(),
          selected_users: z.array(z.string()).nullish(),
          selected_date: z.string().nullish(),
        }),
      ),
    ),
  }),
});

type Element = z.infer<typeof Submitted>['state']['values'][string][string];

const valueIn = (element: Element): string | null | undefined =>
  element.value ??
  element.selected_conversation ??
  element.selected_option?.value ??
  element.selected_user ??
  element.selected_users?.join(',') ??
  element.selected_date;

interface Form {
  id: string;
  operation: string;
  input: Record<string, string>;
  /** What it asked for and was given nothing. */
  emptied: Record<string, string>;
  /** The block that each field stands in. */
  blocks: Record<string, string>;
  fromHome: boolean;
}

/** What a person put into a form, as the operation's input. */
export function readForm(view: unknown): Form | undefined {
  const form = Submitted.safeParse(view).data;
  if (!form) return undefined;
  const hidden = readInput(form.private_metadata);
  const given = Object.entries(form.state.values).flatMap(([field, elements]) => {
    const element = Object.values(elements)[0];
    const value = element && valueIn(element);
    return value ? [[nameIn(field), value] as const] : [];
  });
  return {
    id: form.id,
    operation: form.callback_id.replace(homeMark, ''),
    fromHome: form.callback_id.endsWith(homeMark),
    input: { ...hidden, ...Object.fromEntries(given) },
    emptied: Object.fromEntries(Object.entries(form.state.values).flatMap(emptiedIn)),
    blocks: Object.fromEntries(Object.keys(form.state.values).map((block) => [nameIn(block), block])),
  };
}

const nameIn = (block: string): string => block.replace(/#.*$/, '');

/** A choice that was not made is not one of those there are. */
const emptiedIn = ([field, elements]: [string, Record<string, Element>]): [string, string][] =>
  Object.values(elements).every((one) => !valueIn(one) && one.selected_option === undefined)
    ? [[nameIn(field), '']]
    : [];

/** What a button or a form carries for us. It passed through somebody's client: it is read, not trusted. */
function readInput(value: string | undefined): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(value || '{}'));
  } catch {
    return {};
  }
}

const Pressed = z.object({ action_id: z.string(), value: z.string().optional() });
const Chosen = z.object({ block_id: z.string(), selected_option: z.object({ value: z.string() }) });

/** Which call a click stands for. A button has the name and the input; of a choice under ⋯ its block has the input. */
export function readClick(action: unknown): { id: string; input: Record<string, string> } {
  const chosen = Chosen.safeParse(action).data;
  if (chosen) return { id: chosen.selected_option.value, input: readInput(chosen.block_id) };
  const { action_id = '', value } = Pressed.safeParse(action).data ?? {};
  return { id: action_id.replace(/#\d+$/, ''), input: readInput(value) };
}

/** A card where only a window can be shown. */
export const cardView = (title: string, card: Card): ModalView => ({
  type: 'modal',
  title: plain(clip(title, 24)),
  close: plain('Close'),
  blocks: card.blocks,
});

/** A card said above what a window shows already: nothing of that is lost. Said again, it stands there once. */
export function above(card: Card, { blocks }: Pick<ModalView, 'blocks'>): ModalView {
  const said = card.blocks.map((block, n) => ({ ...block, block_id: `above ${n}` }));
  const rest = blocks.filter(({ block_id = '' }) => !block_id.startsWith('above '));
  return { ...cardView('Hypha', card), blocks: [...said, ...rest] };
}
