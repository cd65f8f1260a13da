import { elementProblems, type Surface } from './block-elements.ts';
import { richTextProblems } from './block-rich-text.ts';
import { rows, task } from './block-tables.ts';
import {
  atMost,
  between,
  imageProblems,
  listOf,
  maybeImage,
  maybeText,
  oneOf,
  type Problems,
  problem,
  required,
  textProblems,
  words,
} from './block-text.ts';
import { isObject } from './body.ts';
import { type Block, block as blockSchema } from './facts.ts';

/** Block Kit's limits: what may stand where, how long and how many. */

const MAX_BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

type Check = (block: Block, at: string, surface: Surface) => Problems;

const IN_CONTAINER = 'actions context divider file header image input rich_text section table video'.split(' ');

const checks: Readonly<Record<string, Check>> = {
  section: (block, at, surface) => [
    ...(block.text === undefined && block.fields === undefined ? [problem(at, 'missing required field: text')] : []),
    ...maybeText(block.text, `${at}/text`, { max: 3000 }),
    ...listOf(block.fields, `${at}/fields`, 10, (field, place) => textProblems(field, place, { max: 2000 })),
    ...(block.accessory === undefined ? [] : elementProblems(block.accessory, `${at}/accessory`, 'accessory', surface)),
  ],
  header: (block, at) => textProblems(block.text, `${at}/text`, { max: 150, plain: true }),
  divider: () => [],
  image: (block, at) => [
    ...imageProblems(block, at),
    ...maybeText(block.title, `${at}/title`, { max: 2000, plain: true }),
  ],
  context: (block, at) => [
    ...required(block.elements, `${at}/elements`),
    ...listOf(block.elements, `${at}/elements`, 10, (element, place) =>
      isObject(element) && element.type === 'image'
        ? imageProblems(element, place)
        : textProblems(element, place, { max: 2000 }),
    ),
  ],
  actions: (block, at, surface) => [
    ...required(block.elements, `${at}/elements`),
    ...listOf(block.elements, `${at}/elements`, 25, (element, place) =>
      elementProblems(element, place, 'actions', surface),
    ),
    ...uniqueActions(block.elements, `${at}/elements`),
  ],
  input: (block, at, surface) => [
    ...textProblems(block.label, `${at}/label`, { max: 2000, plain: true }),
    ...maybeText(block.hint, `${at}/hint`, { max: 2000, plain: true }),
    ...elementProblems(block.element, `${at}/element`, 'input', surface),
  ],
  markdown: (block, at) => words(block.text, `${at}/text`, 12_000),
  rich_text: richTextProblems,
  context_actions: (block, at, surface) => [
    ...required(block.elements, `${at}/elements`),
    ...listOf(block.elements, `${at}/elements`, 5, (element, place) =>
      elementProblems(element, place, 'context_actions', surface),
    ),
  ],
  alert: (block, at) => [
    ...textProblems(block.text, `${at}/text`, { max: 3000 }),
    ...oneOf(block.level, ['default', 'info', 'warning', 'error', 'success'], `${at}/level`),
  ],
  card: (block, at, surface) => [
    ...(['hero_image', 'title', 'actions', 'body'].some((name) => block[name] !== undefined)
      ? []
      : [problem(at, 'missing required field: title')]),
    ...maybeImage(block.hero_image, `${at}/hero_image`),
    ...maybeImage(block.icon, `${at}/icon`),
    ...maybeText(block.title, `${at}/title`, { max: 150, mrkdwn: true }),
    ...maybeText(block.subtitle, `${at}/subtitle`, { max: 150, mrkdwn: true }),
    ...maybeText(block.body, `${at}/body`, { max: 200, mrkdwn: true }),
    ...listOf(block.actions, `${at}/actions`, 5, (element, place) =>
      isObject(element) && element.type === 'button'
        ? elementProblems(element, place, 'actions', surface)
        : [problem(place, 'must be a button')],
    ),
  ],
  carousel: (block, at, surface) => [
    ...required(block.elements, `${at}/elements`),
    ...listOf(block.elements, `${at}/elements`, 10, (card, place) => inner(card, place, surface, ['card'])),
  ],
  container: (block, at, surface) => [
    ...(block.title === undefined && block.rich_text_title === undefined
      ? [problem(at, 'missing required field: title')]
      : []),
    ...maybeText(block.title, `${at}/title`, { max: 150, plain: true }),
    ...(block.rich_text_title === undefined ? [] : richTextProblems(block.rich_text_title, `${at}/rich_text_title`)),
    ...maybeText(block.subtitle, `${at}/subtitle`, { max: 150 }),
    ...oneOf(block.width, ['narrow', 'standard', 'wide', 'full'], `${at}/width`),
    ...maybeImage(block.icon, `${at}/icon`),
    ...(block.default_collapsed === true && block.is_collapsible !== true
      ? [problem(`${at}/default_collapsed`, 'requires is_collapsible')]
      : []),
    ...required(block.child_blocks, `${at}/child_blocks`),
    ...listOf(block.child_blocks, `${at}/child_blocks`, 10, (child, place) =>
      inner(child, place, surface, IN_CONTAINER),
    ),
  ],
  table: (block, at) => [
    ...rows(block.rows, `${at}/rows`),
    ...listOf(block.column_settings, `${at}/column_settings`, 20, (column, place) =>
      isObject(column) ? oneOf(column.align, ['left', 'center', 'right'], `${place}/align`) : [],
    ),
  ],
  data_table: (block, at) => [
    ...rows(block.rows, `${at}/rows`),
    ...words(block.caption, `${at}/caption`, 2000),
    ...between(block.page_size, 1, 100, `${at}/page_size`),
    ...between(block.row_header_column_index, 0, 19, `${at}/row_header_column_index`),
  ],
  task_card: task,
  plan: (block, at) => [...words(block.title, `${at}/title`, 255), ...listOf(block.tasks, `${at}/tasks`, 100, task)],
  video: (block, at) => [
    ...['video_url', 'thumbnail_url'].flatMap((name) => words(block[name], `${at}/${name}`, 3000)),
    ...words(block.alt_text, `${at}/alt_text`, 2000),
    ...textProblems(block.title, `${at}/title`, { max: 199, plain: true }),
    ...atMost(block.author_name, 49, `${at}/author_name`),
    ...maybeText(block.description, `${at}/description`, { max: 2000, plain: true }),
  ],
  file: (block, at) => [
    ...oneOf(block.source ?? '', ['remote'], `${at}/source`),
    ...words(block.external_id, `${at}/external_id`, 255),
  ],
};

/** Where a block may stand, if not everywhere. */
const ONLY_IN = new Map<string, readonly Surface[]>([
  ['alert', ['modal']],
  ['carousel', ['message', 'home']],
  ...['container', 'context_actions', 'data_table', 'file', 'markdown', 'plan', 'table', 'task_card'].map(
    (type): [string, Surface[]] => [type, ['message']],
  ),
]);

/** Blocks of other people's apps that the types do not know: taken as they are. */
const OPAQUE = new Set(['call', 'data_visualization', 'workflow', 'share_shortcut']);

export function blockProblems(blocks: readonly Block[], surface: Surface): string[] {
  const many =
    blocks.length > MAX_BLOCKS[surface]
      ? [problem('/blocks', `no more than ${MAX_BLOCKS[surface]} items allowed`)]
      : [];
  const each = blocks.flatMap((block, index) => oneBlock(block, `/blocks/${index}`, surface));
  return [...many, ...each, ...duplicates(blocks), ...totals(blocks)];
}

function oneBlock(block: Block, at: string, surface: Surface): Problems {
  const check = Object.hasOwn(checks, block.type) ? checks[block.type] : undefined;
  const here = ONLY_IN.get(block.type)?.includes(surface) ?? (check !== undefined || OPAQUE.has(block.type));
  if (!here) return [problem(at, `unsupported type: ${block.type}`)];
  return [...atMost(block.block_id, 255, `${at}/block_id`), ...(check?.(block, at, surface) ?? [])];
}

/** A block within a block. */
function inner(value: unknown, at: string, surface: Surface, allowed: readonly string[]): Problems {
  const parsed = blockSchema.safeParse(value);
  if (!parsed.success) return [problem(at, 'must be a block')];
  if (!allowed.includes(parsed.data.type)) return [problem(at, `unsupported type: ${parsed.data.type}`)];
  return oneBlock(parsed.data, at, surface);
}

function duplicates(blocks: readonly Block[]): Problems {
  const ids = blocks.map((block) => block.block_id).filter((id) => id !== undefined);
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => problem('/blocks', `\`block_id\` ${id} already exists`));
}

function totals(blocks: readonly Block[]): Problems {
  const ofType = (type: string) => blocks.filter((block) => block.type === type);
  const markdown = ofType('markdown').reduce((sum, { text }) => sum + (typeof text === 'string' ? text.length : 0), 0);
  return [
    ...(markdown > 12_000 ? [problem('/blocks', 'markdown text must be less than 12001 characters in all')] : []),
    ...(ofType('table').length > 1 ? [problem('/blocks', 'only one table is allowed')] : []),
  ];
}

function uniqueActions(elements: unknown, at: string): Problems {
  if (!Array.isArray(elements)) return [];
  const ids = elements
    .map((element) => (isObject(element) ? element.action_id : undefined))
    .filter((id) => typeof id === 'string');
  return new Set(ids).size < ids.length ? [problem(at, '`action_id` must be unique within a block')] : [];
}
