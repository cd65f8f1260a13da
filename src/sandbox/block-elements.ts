import { atMost, type Problems, problem, textProblems } from './block-text.ts';
import { isObject } from './body.ts';

type Element = Record<string, unknown>;
type Check = (element: Element, at: string) => Problems;

const placeholder: Check = (element, at) =>
  element.placeholder === undefined
    ? []
    : textProblems(element.placeholder, `${at}/placeholder`, { max: 150, plain: true });

const select: Check = (element, at) => {
  const groups = element.option_groups;
  if (groups === undefined) return [...options(element.options, `${at}/options`, 100), ...placeholder(element, at)];
  if (!Array.isArray(groups) || groups.length > 100)
    return [problem(`${at}/option_groups`, 'no more than 100 items allowed')];
  return groups.flatMap((group, index) => groupProblems(group, `${at}/option_groups/${index}`));
};

const choices: Check = (element, at) => options(element.options, `${at}/options`, 10);

const checks: Record<string, Check> = {
  button: (element, at) => [
    ...textProblems(element.text, `${at}/text`, { max: 75, plain: true }),
    ...atMost(element.value, 2000, `${at}/value`),
    ...atMost(element.url, 3000, `${at}/url`),
    ...atMost(element.accessibility_label, 75, `${at}/accessibility_label`),
    ...(element.style === undefined || element.style === 'primary' || element.style === 'danger'
      ? []
      : [problem(`${at}/style`, 'value is not one of the allowed values')]),
  ],
  static_select: select,
  multi_static_select: select,
  overflow: choices,
  radio_buttons: choices,
  checkboxes: choices,
  plain_text_input: (element, at) => [
    ...placeholder(element, at),
    ...atMost(element.initial_value, 3000, `${at}/initial_value`),
    ...(Number(element.max_length ?? 1) > 3000 ? [problem(`${at}/max_length`, 'must be less than 3001')] : []),
  ],
};

for (const kind of ['users', 'conversations', 'channels', 'external']) {
  checks[`${kind}_select`] = placeholder;
  checks[`multi_${kind}_select`] = placeholder;
}
const PLAIN =
  'datepicker timepicker datetimepicker number_input email_text_input url_text_input rich_text_input file_input';
for (const kind of PLAIN.split(' ')) checks[kind] = placeholder;
for (const kind of ['image', 'workflow_button', 'feedback_buttons', 'icon_button']) checks[kind] = () => [];

export function elementProblems(element: unknown, at: string): Problems {
  if (!isObject(element)) return [problem(at, 'must be an object')];
  const type = String(element.type);
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined;
  if (!check) return [problem(at, `unsupported type: ${String(element.type)}`)];
  return [
    ...atMost(element.action_id, 255, `${at}/action_id`),
    ...check(element, at),
    ...confirmProblems(element.confirm, `${at}/confirm`),
  ];
}

function options(list: unknown, at: string, max: number): Problems {
  if (!Array.isArray(list) || list.length === 0) return [problem(at, 'must provide an array with at least 1 item')];
  const many = list.length > max ? [problem(at, `no more than ${max} items allowed`)] : [];
  return [...many, ...list.flatMap((option, index) => optionProblems(option, `${at}/${index}`))];
}

function optionProblems(option: unknown, at: string): Problems {
  if (!isObject(option)) return [problem(at, 'must be an object')];
  const description =
    option.description === undefined ? [] : textProblems(option.description, `${at}/description`, { max: 75 });
  return [
    ...textProblems(option.text, `${at}/text`, { max: 75 }),
    ...atMost(option.value, 150, `${at}/value`),
    ...description,
  ];
}

function groupProblems(group: unknown, at: string): Problems {
  if (!isObject(group)) return [problem(at, 'must be an object')];
  return [
    ...textProblems(group.label, `${at}/label`, { max: 75, plain: true }),
    ...options(group.options, `${at}/options`, 100),
  ];
}

function confirmProblems(confirm: unknown, at: string): Problems {
  if (!isObject(confirm)) return [];
  return [
    ...(confirm.title === undefined ? [] : textProblems(confirm.title, `${at}/title`, { max: 100, plain: true })),
    ...textProblems(confirm.text, `${at}/text`, { max: 300 }),
    ...(confirm.confirm === undefined ? [] : textProblems(confirm.confirm, `${at}/confirm`, { max: 30, plain: true })),
    ...(confirm.deny === undefined ? [] : textProblems(confirm.deny, `${at}/deny`, { max: 30, plain: true })),
  ];
}
