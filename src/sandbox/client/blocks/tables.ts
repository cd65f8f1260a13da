import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { list, object, objects, text } from '../json.ts';
import type { Json } from '../wire.ts';
import { drawRich } from './rich-text.ts';
import type { DrawBlock, Surface } from './surface.ts';

function drawCell(surface: Surface, value: unknown): ComponentChild {
  const cell = object(value);
  return cell.type === 'rich_text' ? drawRich(surface.here, cell) : text(cell.text) || text(cell.value);
}

function alignment(settings: Json[], column: number): string {
  const align = text(settings[column]?.align);
  return `${align === 'center' || align === 'right' ? `align-${align}` : ''}${settings[column]?.is_wrapped === false ? ' nowrap' : ''}`;
}

const table: DrawBlock = (surface, block) => {
  const settings = objects(block.column_settings);
  const [head, ...body] = list(block.rows).map(list);
  const row = (tag: 'th' | 'td', cells: unknown[]) =>
    h(
      'tr',
      {},
      cells.map((cell, column) => h(tag, { class: alignment(settings, column) }, drawCell(surface, cell))),
    );
  return h(
    'div',
    { class: 'table-frame', role: 'group', 'aria-label': 'Table', tabIndex: 0 },
    h(
      'table',
      {},
      head && h('thead', {}, row('th', head)),
      h(
        'tbody',
        {},
        body.map((cells) => row('td', cells)),
      ),
    ),
  );
};

const PAGE = 5;

/** A table with its rows in pages. */
function DataTable({ surface, block }: { surface: Surface; block: Json }): ComponentChild {
  const [page, turn] = useState(0);
  const [head = [], ...body] = list(block.rows).map(list);
  const size = Math.min(100, Math.max(1, Number(block.page_size) || PAGE));
  const pages = Math.max(1, Math.ceil(body.length / size));
  const headed = Number(block.row_header_column_index ?? -1);
  const row = (cells: unknown[]) =>
    h(
      'tr',
      {},
      cells.map((cell, column) =>
        column === headed
          ? h('th', { scope: 'row' }, drawCell(surface, cell))
          : h('td', { class: isNumber(cell) ? 'align-right' : '' }, drawCell(surface, cell)),
      ),
    );
  return h(
    'div',
    { class: 'table-frame', role: 'group', 'aria-label': text(block.caption) || 'Table', tabIndex: 0 },
    h(
      'table',
      {},
      h('caption', {}, text(block.caption)),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((cell) => h('th', { scope: 'col' }, drawCell(surface, cell))),
        ),
      ),
      h('tbody', {}, body.slice(page * size, (page + 1) * size).map(row)),
    ),
    pages > 1 &&
      h(
        'div',
        { class: 'pager' },
        h('button', { type: 'button', class: 'button', disabled: page === 0, onClick: () => turn(page - 1) }, 'Back'),
        h('span', {}, `${page + 1} of ${pages}`),
        h(
          'button',
          { type: 'button', class: 'button', disabled: page >= pages - 1, onClick: () => turn(page + 1) },
          'Next',
        ),
      ),
  );
}

function isNumber(cell: unknown): boolean {
  return object(cell).type === 'raw_number';
}

export const tables: Record<string, DrawBlock> = {
  table,
  data_table: (surface, block) => h(DataTable, { surface, block }),
};
