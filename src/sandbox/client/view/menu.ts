import { type ComponentChild, h } from 'preact';
import { Popup } from './popup.ts';

export interface MenuItem {
  words: string;
  note?: string;
  keys?: string;
  danger?: boolean;
  /** A line above it. */
  apart?: boolean;
  checked?: boolean;
  run(): void;
}

interface MenuProps {
  anchor: HTMLElement;
  label: string;
  items: readonly MenuItem[];
  onClose(): void;
}

/** A list of things to do: arrows move, Enter does, Escape closes. */
export function Menu({ anchor, label, items, onClose }: MenuProps): ComponentChild {
  const choose = (item: MenuItem) => {
    onClose();
    item.run();
  };
  return h(
    Popup,
    { anchor, onClose, role: 'menu', label },
    h(
      'div',
      { class: 'menu', role: 'presentation', onKeyDown: moveFocus },
      items.map((item, index) => drawItem(item, index === 0, choose)),
    ),
  );
}

function drawItem(item: MenuItem, first: boolean, choose: (item: MenuItem) => void): ComponentChild {
  const role = item.checked === undefined ? 'menuitem' : 'menuitemradio';
  return h(
    'button',
    {
      type: 'button',
      role,
      tabIndex: -1,
      class: `menu-item${item.danger ? ' menu-danger' : ''}${item.apart ? ' menu-apart' : ''}`,
      'aria-checked': item.checked,
      'data-first': first ? '' : undefined,
      onClick: () => choose(item),
    },
    h('span', { class: 'menu-words' }, item.words, item.note && h('small', {}, item.note)),
    item.keys && h('kbd', {}, item.keys),
    item.checked === true && h('span', { 'aria-hidden': 'true' }, '✓'),
  );
}

const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at >= last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

function moveFocus(event: KeyboardEvent): void {
  const { currentTarget, key } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const items = [...currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem], [role=option]')];
  const at = items.findIndex((item) => item.matches(':focus'));
  const target = items[MOVES[key]?.(at, items.length - 1) ?? -1];
  if (key === 'Tab') event.preventDefault();
  if (!target) return;
  event.preventDefault();
  event.stopPropagation();
  target.focus();
}
