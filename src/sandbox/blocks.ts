import { elementProblems } from './block-elements.ts';
import { atLeast, atMost, type Problems, problem, textProblems } from './block-text.ts';
import { isObject } from './body.ts';
import type { Block } from './facts.ts';
import { newId } from './ids.ts';

/** Block Kit's limits, told the way Slack tells them: one `[ERROR] … [json-pointer:…]` line per fault. */

type Surface = 'message' | 'modal' | 'home';
const MAX_BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

type Check = (block: Block, at: string, surface: Surface) => Problems;

const checks: Record<string, Check> = {
  section: (block, at) => [
    ...(block.text === undefined && block.fields === undefined ? [problem(at, 'missing required field: text')] : []),
    ...(block.text === undefined ? [] : textProblems(block.text, `${at}/text`, { max: 3000 })),
    ...listOf(block.fields, `${at}/fields`, 10, (field, place) => textProblems(field, place, { max: 2000 })),
    ...(block.accessory === undefined ? [] : elementProblems(block.accessory, `${at}/accessory`)),
  ],
  header: (block, at) => textProblems(block.text, `${at}/text`, { max: 150, plain: true }),
  divider: () => [],
  image: (block, at) => [
    ...atLeast(block.alt_text, 1, `${at}/alt_text`),
    ...atMost(block.alt_text, 2000, `${at}/alt_text`),
    ...(block.image_url === undefined && block.slack_file === undefined
      ? [problem(at, 'missing required field: image_url')]
      : []),
    ...(block.title === undefined ? [] : textProblems(block.title, `${at}/title`, { max: 2000, plain: true })),
  ],
  context: (block, at) => [
    ...required(block.elements, `${at}/elements`),
    ...listOf(block.elements, `${at}/elements`, 10, (element, place) =>
      isObject(element) && element.type === 'image' ? [] : textProblems(element, place, { max: 2000 }),
    ),
  ],
  actions: (block, at) => [
    ...required(block.elements, `${at}/elements`),
    ...listOf(block.elements, `${at}/elements`, 25, elementProblems),
    ...uniqueActions(block.elements, `${at}/elements`),
  ],
  input: (block, at, surface) => [
    ...(surface === 'message' ? [problem(at, 'unsupported type: input')] : []),
    ...textProblems(block.label, `${at}/label`, { max: 2000, plain: true }),
    ...(block.hint === undefined ? [] : textProblems(block.hint, `${at}/hint`, { max: 2000, plain: true })),
    ...elementProblems(block.element, `${at}/element`),
  ],
  markdown: (block, at) => atMost(block.text, 12_000, `${at}/text`),
  context_actions: (block, at) => listOf(block.elements, `${at}/elements`, 5, elementProblems),
  carousel: (block, at) => [
    ...required(block.elements, `${at}/elements`),
    ...listOf(block.elements, `${at}/elements`, 10, () => []),
  ],
  container: (block, at) => listOf(block.blocks, `${at}/blocks`, 10, () => []),
  table: (block, at) => listOf(block.rows, `${at}/rows`, 100, (row, place) => listOf(row, place, 20, () => [])),
};

/** Taken as they are: the sandbox keeps them and does not look inside. */
const OPAQUE = new Set(
  'rich_text video file call data_table data_visualization alert card task_card plan workflow share_shortcut'.split(
    ' ',
  ),
);

export function blockProblems(blocks: readonly Block[], surface: Surface): string[] {
  const many =
    blocks.length > MAX_BLOCKS[surface]
      ? [problem('/blocks', `no more than ${MAX_BLOCKS[surface]} items allowed`)]
      : [];
  const each = blocks.flatMap((block, index) => oneBlock(block, `/blocks/${index}`, surface));
  return [...many, ...each, ...duplicates(blocks), ...markdownTotal(blocks)];
}

function oneBlock(block: Block, at: string, surface: Surface): Problems {
  const check = Object.hasOwn(checks, block.type) ? checks[block.type] : undefined;
  if (!check && !OPAQUE.has(block.type)) return [problem(at, `unsupported type: ${block.type}`)];
  return [...atMost(block.block_id, 255, `${at}/block_id`), ...(check?.(block, at, surface) ?? [])];
}

function duplicates(blocks: readonly Block[]): Problems {
  const ids = blocks.map((block) => block.block_id).filter((id) => id !== undefined);
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => problem('/blocks', `\`block_id\` ${id} already exists`));
}

function markdownTotal(blocks: readonly Block[]): Problems {
  const total = blocks.reduce(
    (sum, block) => sum + (block.type === 'markdown' && typeof block.text === 'string' ? block.text.length : 0),
    0,
  );
  return total > 12_000 ? [problem('/blocks', 'markdown text must be less than 12001 characters in all')] : [];
}

function required(list: unknown, at: string): Problems {
  return Array.isArray(list) && list.length > 0 ? [] : [problem(at, 'must provide an array with at least 1 item')];
}

function listOf(list: unknown, at: string, max: number, each: (item: unknown, at: string) => Problems): Problems {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [problem(at, 'must be an array')];
  const many = list.length > max ? [problem(at, `no more than ${max} items allowed`)] : [];
  return [...many, ...list.flatMap((item, index) => each(item, `${at}/${index}`))];
}

function uniqueActions(elements: unknown, at: string): Problems {
  if (!Array.isArray(elements)) return [];
  const ids = elements
    .map((element) => (isObject(element) ? element.action_id : undefined))
    .filter((id) => typeof id === 'string');
  return new Set(ids).size < ids.length ? [problem(at, '`action_id` must be unique within a block')] : [];
}

/** Slack gives every block and interactive element an id, where the app gave none. */
export function completeBlocks(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    const completed: Block = { ...block, block_id: block.block_id ?? newId('', 5) };
    if (Array.isArray(block.elements) && block.type !== 'rich_text')
      completed.elements = block.elements.map(completeElement);
    if (block.accessory !== undefined) completed.accessory = completeElement(block.accessory);
    if (block.element !== undefined) completed.element = completeElement(block.element);
    return completed;
  });
}

const STILL = new Set(['image', 'mrkdwn', 'plain_text']);

function completeElement(element: unknown): unknown {
  if (!isObject(element) || STILL.has(String(element.type))) return element;
  return { ...element, action_id: element.action_id ?? newId('', 5) };
}
