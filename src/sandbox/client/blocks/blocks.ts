import { type ComponentChild, h } from 'preact';
import { isObject, list, object, objects, text, words } from '../json.ts';
import { markdown } from '../view/text.ts';
import type { Json } from '../wire.ts';
import { drawElement } from './elements.ts';
import { frame, image, pictures } from './pictures.ts';
import { drawRich, richTexts } from './rich-text.ts';
import { type DrawBlock, drawText, elementId, type Surface } from './surface.ts';
import { tables } from './tables.ts';
import { tasks } from './tasks.ts';

/** Every kind of block. One that nobody knows says what it is: none vanishes. */

const section: DrawBlock = (surface, block) =>
  h(
    'div',
    { class: 'section' },
    h(
      'div',
      { class: 'section-words' },
      block.text !== undefined && h('div', { class: 'words' }, drawText(surface.here, block.text)),
      list(block.fields).length > 0 &&
        h(
          'div',
          { class: 'fields' },
          list(block.fields).map((field) => h('div', { class: 'words' }, drawText(surface.here, field))),
        ),
    ),
    isObject(block.accessory) && h('div', { class: 'accessory' }, drawElement(surface, block, block.accessory)),
  );

const row =
  (name: string): DrawBlock =>
  (surface, block) =>
    h(
      'div',
      { class: name },
      objects(block.elements).map((element) => drawElement(surface, block, element)),
    );

const header: DrawBlock = ({ here }, block) =>
  h('p', { class: 'block-header', role: 'heading', 'aria-level': '3' }, drawText(here, block.text));

const input: DrawBlock = (surface, block) => {
  const element = object(block.element);
  const id = elementId(surface, block, element);
  const grouped = ['checkboxes', 'radio_buttons', 'file_input'].includes(text(element.type));
  const label = [drawText(surface.here, block.label), block.optional === true && h('small', {}, ' (optional)')];
  const wrong = surface.error(block);
  return h(
    'div',
    { class: `input${wrong ? ' input-wrong' : ''}`, 'data-block': text(block.block_id) },
    grouped ? h('p', { class: 'label' }, label) : h('label', { class: 'label', for: id }, label),
    drawElement(surface, block, element),
    h(
      'div',
      { id: `${id}-about` },
      wrong && h('p', { class: 'wrong', role: 'alert' }, wrong),
      block.hint !== undefined && h('p', { class: 'hint' }, drawText(surface.here, block.hint)),
    ),
  );
};

const LEVELS = ['info', 'warning', 'error', 'success'];

const alert: DrawBlock = ({ here }, block) => {
  const level = LEVELS.find((one) => one === block.level) ?? 'default';
  return h(
    'div',
    { class: `alert alert-${level}`, role: 'note', 'aria-label': level === 'default' ? 'Note' : level },
    drawText(here, block.text),
  );
};

const card: DrawBlock = (surface, block) =>
  h(
    'div',
    { class: 'card' },
    isObject(block.hero_image) && image(block.hero_image),
    h(
      'div',
      { class: 'card-words' },
      isObject(block.icon) && image(block.icon, true),
      block.title !== undefined && h('p', { class: 'card-title' }, drawText(surface.here, block.title)),
      block.subtitle !== undefined && h('p', { class: 'card-subtitle' }, drawText(surface.here, block.subtitle)),
      block.body !== undefined && h('div', {}, drawText(surface.here, block.body)),
      list(block.actions).length > 0 &&
        h(
          'div',
          { class: 'actions' },
          objects(block.actions).map((action) => drawElement(surface, block, action)),
        ),
    ),
  );

const carousel: DrawBlock = (surface, block) =>
  h(
    'div',
    { class: 'carousel', role: 'group', 'aria-label': 'Cards', tabIndex: 0 },
    objects(block.elements).map((one) => card(surface, one)),
  );

const container: DrawBlock = (surface, block) => {
  const title = isObject(block.rich_text_title) ? drawRich(surface.here, block.rich_text_title) : words(block.title);
  const inside = [
    block.subtitle !== undefined && h('p', { class: 'card-subtitle' }, drawText(surface.here, block.subtitle)),
    surface.draw(objects(block.child_blocks ?? block.blocks)),
  ];
  if (block.is_collapsible !== true)
    return h('section', { class: 'container' }, h('p', { class: 'card-title' }, title), inside);
  return h('details', { class: 'container', open: block.default_collapsed !== true }, h('summary', {}, title), inside);
};

const known: Record<string, DrawBlock> = {
  section,
  header,
  divider: () => h('hr', {}),
  context: row('context'),
  actions: row('actions'),
  context_actions: row('actions'),
  input,
  markdown: ({ here }, block) => h('div', { class: 'words' }, markdown(here, text(block.text))),
  alert,
  card,
  carousel,
  container,
  call: () => frame('A call. The sandbox holds no calls.'),
  share_shortcut: () => frame('A shared shortcut.'),
  workflow: () => frame('A workflow. Workflows do not run in the sandbox.'),
  data_visualization: (_, block) =>
    frame(`A chart${words(block.title) ? `: ${words(block.title)}` : ''}. The sandbox does not draw charts.`),
  ...pictures,
  ...richTexts,
  ...tables,
  ...tasks,
};

export function drawBlocks(surface: Surface, blocks: readonly Json[]): ComponentChild {
  const keys = surface.where === 'home' ? deedsOf(blocks) : blocks.map(({ block_id }) => text(block_id));
  return blocks.map((block, index) =>
    h(
      'div',
      { class: 'block', key: keys[index] || String(index), 'data-type': text(block.type) },
      drawBlock(surface, block),
    ),
  );
}

/** A Home that is put up anew has blocks of other ids: what does the same there stays, and keeps the focus. */
function deedsOf(blocks: readonly Json[]): string[] {
  const count = new Map<string, number>();
  return blocks.map((block) => {
    const parts = objects([...list(block.elements), block.accessory, block.element]);
    const does = parts.map(({ action_id }) => text(action_id)).join(' ') || text(block.type);
    count.set(does, (count.get(does) ?? 0) + 1);
    return `${does} ${count.get(does)}`;
  });
}

function drawBlock(surface: Surface, block: Json): ComponentChild {
  const type = text(block.type);
  const draw = Object.hasOwn(known, type) ? known[type] : undefined;
  return draw
    ? draw(surface, block)
    : frame(`A block of the kind “${type || 'unknown'}”, which the sandbox does not know.`);
}
