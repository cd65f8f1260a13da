import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { State } from '../state.ts';
import { type Choice, Combobox } from './combobox.ts';
import { Dialog } from './dialog.ts';
import type { Here } from './here.ts';

const MOST = 8;

/** A conversation with one person, or with several. */
export function NewMessage({ here, state, onClose }: { here: Here; state: State; onClose(): void }): ComponentChild {
  const [chosen, choose] = useState<readonly Choice[]>([]);
  const start = async (event: Event) => {
    event.preventDefault();
    const [first] = chosen;
    if (!first) return;
    onClose();
    if (chosen.length === 1) return here.go({ at: 'room', room: `@${first.key}` });
    const id = await here.deeds.direct(chosen.map(({ key }) => key));
    if (id !== undefined) here.go({ at: 'room', room: id });
  };
  const offer = async (typed: string) =>
    [...state.people.values()]
      .filter(({ bot, deleted, id }) => !bot && !deleted && id !== state.me.id)
      .map(({ name, realName, title }): Choice => ({ key: name, words: realName, ...(title ? { note: title } : {}) }))
      .filter(({ key, words }) => `${key} ${words}`.toLowerCase().includes(typed.toLowerCase()));
  return h(
    Dialog,
    { title: 'New message', onClose },
    h(
      'form',
      { onSubmit: (event: Event) => void start(event) },
      h(
        'div',
        { class: 'modal-body' },
        h('label', { class: 'label', for: 'new-message' }, 'To'),
        h(Combobox, {
          ...{ id: 'new-message', label: 'To', offer, chosen, multiple: true, most: MOST, autofocus: true },
          placeholder: 'One person or several',
          onChoose: choose,
        }),
      ),
      h(
        'div',
        { class: 'modal-foot' },
        h('button', { type: 'button', class: 'button', onClick: onClose }, 'Cancel'),
        h('button', { type: 'submit', class: 'button button-primary', disabled: chosen.length === 0 }, 'Go on'),
      ),
    ),
  );
}
