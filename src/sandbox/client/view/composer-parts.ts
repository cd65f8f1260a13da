import { type ComponentChild, h } from 'preact';
import type { Completion } from '../complete.ts';
import type { Here } from './here.ts';
import type { MenuItem } from './menu.ts';
import { Popup } from './popup.ts';
import { sign } from './sign.ts';

/** What stands in and around the field where one writes. */

export function suggestions(
  { suggestions: all }: Completion,
  at: number,
  id: string,
  anchor: HTMLElement,
  put: (words: string) => void,
  close: () => void,
): ComponentChild {
  return h(
    Popup,
    { anchor, onClose: close, role: 'listbox', id, label: 'Suggestions', takesFocus: false, wide: true },
    all.map((one, index) =>
      h(
        'div',
        {
          id: `${id}-${index}`,
          key: one.key,
          role: 'option',
          class: index === at ? 'option option-at' : 'option',
          'aria-selected': index === at,
          onPointerDown: (event: PointerEvent) => {
            event.preventDefault();
            put(one.put);
          },
        },
        h('span', { class: 'option-sign', 'aria-hidden': 'true' }, one.sign),
        one.words,
        one.note && h('small', {}, one.note),
      ),
    ),
  );
}

export function attachButton(
  chooser: { current: HTMLInputElement | null },
  attach: (file: File | undefined) => Promise<void>,
): ComponentChild {
  return [
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': 'Attach a file',
        title: 'Attach a file',
        onClick: () => chooser.current?.click(),
      },
      sign('file'),
    ),
    h('input', {
      ref: chooser,
      type: 'file',
      hidden: true,
      'aria-label': 'File to attach',
      onChange: ({ currentTarget }: Event) =>
        currentTarget instanceof HTMLInputElement && void attach(currentTarget.files?.[0]),
    }),
  ];
}

export function alsoBox(title: string, checked: boolean, set: (is: boolean) => void): ComponentChild {
  return h(
    'label',
    { class: 'also' },
    h('input', {
      type: 'checkbox',
      checked,
      onChange: ({ currentTarget }: Event) => currentTarget instanceof HTMLInputElement && set(currentTarget.checked),
    }),
    `Also send to ${title}`,
  );
}

/** At once and not after the next drawing: whoever types on would find the caret moved under their fingers. */
export function fillField(field: HTMLTextAreaElement, before: string, after: string): string {
  field.value = before + after;
  field.focus();
  field.setSelectionRange(before.length, before.length);
  return field.value;
}

export function mention(
  field: HTMLTextAreaElement | null,
  write: (words: string) => void,
  look: (element: HTMLTextAreaElement) => void,
): void {
  if (!field) return;
  const { selectionStart: at, value } = field;
  const space = at === 0 || /\s$/.test(value.slice(0, at)) ? '' : ' ';
  write(fillField(field, `${value.slice(0, at)}${space}@`, value.slice(at)));
  look(field);
}

export function offered(here: Here, put: (words: string, from: number) => void): MenuItem[] {
  const { app } = here.state();
  const shortcuts = app.shortcuts.filter(({ type }) => type === 'global');
  return [
    ...shortcuts.map(({ name, description, id }) => ({
      words: name,
      note: description || app.name,
      run: () => void here.deeds.shortcut(id),
    })),
    ...app.commands.map(({ command, description }, index) => ({
      words: command,
      note: description,
      apart: index === 0,
      run: () => put(command, 0),
    })),
  ];
}
