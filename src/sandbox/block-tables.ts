import { richTextProblems } from './block-rich-text.ts';
import { listOf, oneOf, type Problems, problem, required, words } from './block-text.ts';
import { isObject } from './body.ts';

/** The rows of tables, and the tasks of plans. */

const cell = (value: unknown, at: string): Problems => {
  if (!isObject(value)) return [problem(at, 'must be an object')];
  if (value.type === 'rich_text') return richTextProblems(value, at);
  if (value.type !== 'raw_text' && value.type !== 'raw_number') return [problem(at, `unsupported type: ${value.type}`)];
  const number = value.type === 'raw_text' || typeof value.value === 'number';
  return [...words(value.text, `${at}/text`, 3000), ...(number ? [] : [problem(`${at}/value`, 'must be a number')])];
};

export const rows = (list: unknown, at: string): Problems => [
  ...required(list, at),
  ...listOf(list, at, 100, (row, place) => listOf(row, place, 20, cell)),
];

export const task = (value: unknown, at: string): Problems => {
  if (!isObject(value)) return [problem(at, 'must be an object')];
  return [
    ...words(value.task_id, `${at}/task_id`, 255),
    ...words(value.title, `${at}/title`, 255),
    ...oneOf(value.status ?? '', ['pending', 'in_progress', 'complete', 'error'], `${at}/status`),
    ...['details', 'output'].flatMap((name) =>
      value[name] === undefined ? [] : richTextProblems(value[name], `${at}/${name}`),
    ),
    ...listOf(value.sources, `${at}/sources`, 100, (source, place) =>
      isObject(source) && source.type === 'url'
        ? [...words(source.url, `${place}/url`, 3000), ...words(source.text, `${place}/text`, 3000)]
        : [problem(place, 'must be a url source')],
    ),
  ];
};
