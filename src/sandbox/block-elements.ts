import { richTextProblems } from './block-rich-text.ts';
import {
  atMost,
  between,
  imageProblems,
  listOf,
  matching,
  maybeText,
  oneOf,
  type Problems,
  problem,
  required,
  textProblems,
  words,
} from './block-text.ts';
import { isObject } from './body.ts';

/** The elements that stand in blocks: buttons, menus, pickers and inputs. */

type Element = Record<string, unknown>;
type Check = (element: Element, at: string) => Problems;
export type Surface = 'message' | 'modal' | 'home';

const STYLES = ['primary', 'danger'];
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const placeholder: Check = (element, at) =>
  maybeText(element.placeholder, `${at}/placeholder`, { max: 150, plain: true });

const select: Check = (element, at) => [
  ...(element.option_groups === undefined
    ? options(element.options, `${at}/options`, 100, true)
    : [
        ...required(element.option_groups, `${at}/option_groups`),
        ...listOf(element.option_groups, `${at}/option_groups`, 100, groupProblems),
      ]),
  ...placeholder(element, at),
  ...atLeastOne(element, at),
];

const menu: Check = (element, at) => [...placeholder(element, at), ...atLeastOne(element, at)];
const choices =
  (plain: boolean): Check =>
  (element, at) =>
    options(element.options, `${at}/options`, 10, plain);

const press: Check = (element, at) => [
  ...textProblems(element.text, `${at}/text`, { max: 75, plain: true }),
  ...atMost(element.value, 2000, `${at}/value`),
  ...atMost(element.url, 3000, `${at}/url`),
  ...atMost(element.accessibility_label, 75, `${at}/accessibility_label`),
  ...oneOf(element.style, STYLES, `${at}/style`),
];

const line: Check = (element, at) => [
  ...placeholder(element, at),
  ...atMost(element.initial_value, 3000, `${at}/initial_value`),
];

const feedback: Check = (button, at) => [
  ...textProblems(button.text, `${at}/text`, { max: 75, plain: true }),
  ...words(button.value, `${at}/value`, 2000),
  ...atMost(button.accessibility_label, 75, `${at}/accessibility_label`),
];

const checks: Readonly<Record<string, Check>> = {
  button: press,
  workflow_button: (element, at) => [
    ...press(element, at),
    ...(isObject(element.workflow) &&
    isObject(element.workflow.trigger) &&
    typeof element.workflow.trigger.url === 'string'
      ? []
      : [problem(at, 'missing required field: workflow')]),
  ],
  icon_button: (element, at) => [...words(element.icon, `${at}/icon`, 255), ...press(element, at)],
  feedback_buttons: (element, at) =>
    ['positive_button', 'negative_button'].flatMap((name) => {
      const one = element[name];
      return isObject(one) ? feedback(one, `${at}/${name}`) : [problem(at, `missing required field: ${name}`)];
    }),
  image: imageProblems,
  static_select: select,
  multi_static_select: select,
  overflow: choices(true),
  radio_buttons: choices(false),
  checkboxes: choices(false),
  users_select: menu,
  multi_users_select: menu,
  channels_select: menu,
  multi_channels_select: menu,
  conversations_select: menu,
  multi_conversations_select: menu,
  external_select: menu,
  multi_external_select: menu,
  datepicker: (element, at) => [
    ...placeholder(element, at),
    ...matching(element.initial_date, DATE, `${at}/initial_date`),
  ],
  timepicker: (element, at) => [
    ...placeholder(element, at),
    ...matching(element.initial_time, TIME, `${at}/initial_time`),
  ],
  datetimepicker: (element, at) => between(element.initial_date_time, 1e9, 9_999_999_999, `${at}/initial_date_time`),
  plain_text_input: (element, at) => [
    ...line(element, at),
    ...between(element.min_length, 0, 3000, `${at}/min_length`),
    ...between(element.max_length, 1, 3000, `${at}/max_length`),
  ],
  email_text_input: line,
  url_text_input: line,
  number_input: (element, at) => [
    ...line(element, at),
    ...(typeof element.is_decimal_allowed === 'boolean'
      ? []
      : [problem(at, 'missing required field: is_decimal_allowed')]),
    ...(Number(element.min_value ?? 0) > Number(element.max_value ?? Number.POSITIVE_INFINITY)
      ? [problem(`${at}/min_value`, 'cannot be greater than max_value')]
      : []),
  ],
  rich_text_input: (element, at) => [
    ...placeholder(element, at),
    ...(element.initial_value === undefined ? [] : richTextProblems(element.initial_value, `${at}/initial_value`)),
    ...between(element.min_lines, 1, 100, `${at}/min_lines`),
    ...between(element.max_lines, 1, 100, `${at}/max_lines`),
  ],
  file_input: (element, at) => [
    ...between(element.max_files, 1, 10, `${at}/max_files`),
    ...listOf(element.filetypes, `${at}/filetypes`, 100, (one, place) => words(one, place, 20)),
  ],
};

const SELECTS = ['static', 'users', 'channels', 'conversations', 'external'].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const PICKED = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker', ...SELECTS];

/** Which elements may stand where. */
export const ELEMENTS_IN = {
  actions: ['button', 'workflow_button', 'overflow', 'datetimepicker', 'rich_text_input', ...PICKED],
  accessory: ['button', 'workflow_button', 'overflow', 'image', ...PICKED],
  input: [
    ...['plain_text_input', 'number_input', 'email_text_input', 'url_text_input', 'rich_text_input', 'file_input'],
    ...['datetimepicker', ...PICKED],
  ],
  context_actions: ['feedback_buttons', 'icon_button'],
} as const;
export type ElementPlace = keyof typeof ELEMENTS_IN;

const MODAL_ONLY = ['number_input', 'email_text_input', 'url_text_input', 'file_input'];

export function elementProblems(element: unknown, at: string, place: ElementPlace, surface: Surface): Problems {
  if (!isObject(element)) return [problem(at, 'must be an object')];
  const type = String(element.type);
  const allowed: readonly string[] = ELEMENTS_IN[place];
  const check =
    allowed.includes(type) && (surface === 'modal' || !MODAL_ONLY.includes(type)) ? checks[type] : undefined;
  if (!check) return [problem(at, `unsupported type: ${type}`)];
  return [
    ...atMost(element.action_id, 255, `${at}/action_id`),
    ...check(element, at),
    ...confirmProblems(element.confirm, `${at}/confirm`),
  ];
}

function atLeastOne({ max_selected_items: max }: Element, at: string): Problems {
  return max === undefined || (typeof max === 'number' && max >= 1)
    ? []
    : [problem(`${at}/max_selected_items`, 'must be at least 1')];
}

function options(list: unknown, at: string, max: number, plain: boolean): Problems {
  return [...required(list, at), ...listOf(list, at, max, (option, place) => optionProblems(option, place, plain))];
}

function optionProblems(option: unknown, at: string, plain: boolean): Problems {
  if (!isObject(option)) return [problem(at, 'must be an object')];
  return [
    ...textProblems(option.text, `${at}/text`, { max: 75, plain }),
    ...atMost(option.value, 150, `${at}/value`),
    ...maybeText(option.description, `${at}/description`, { max: 75, plain }),
    ...atMost(option.url, 3000, `${at}/url`),
  ];
}

function groupProblems(group: unknown, at: string): Problems {
  if (!isObject(group)) return [problem(at, 'must be an object')];
  return [
    ...textProblems(group.label, `${at}/label`, { max: 75, plain: true }),
    ...options(group.options, `${at}/options`, 100, true),
  ];
}

function confirmProblems(confirm: unknown, at: string): Problems {
  if (!isObject(confirm)) return [];
  return [
    ...maybeText(confirm.title, `${at}/title`, { max: 100, plain: true }),
    ...textProblems(confirm.text, `${at}/text`, { max: 300 }),
    ...maybeText(confirm.confirm, `${at}/confirm`, { max: 30, plain: true }),
    ...maybeText(confirm.deny, `${at}/deny`, { max: 30, plain: true }),
    ...oneOf(confirm.style, STYLES, `${at}/style`),
  ];
}
