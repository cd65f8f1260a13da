import { type ComponentChild, h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { typedFrom } from '../typed.ts';
import type { Message } from '../wire.ts';
import type { Here } from './here.ts';

/** A message in its author's hands again. Enter keeps, Escape leaves it as it was. */
export function EditBox({ here, message, onDone }: { here: Here; message: Message; onDone(): void }): ComponentChild {
  const [words, type] = useState(() => typedFrom(here.state(), message.text));
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(words.length, words.length);
  }, []);
  const keep = async () => {
    if (words.trim() === '') return;
    if (await here.deeds.edit(message, words)) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onDone();
    else if (event.key === 'Enter' && !event.shiftKey) void keep();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return h(
    'div',
    { class: 'edit-box' },
    h('textarea', {
      ref: field,
      class: 'field',
      'aria-label': 'Edit the message',
      value: words,
      onKeyDown,
      onInput: ({ currentTarget }: Event) => currentTarget instanceof HTMLTextAreaElement && type(currentTarget.value),
    }),
    h(
      'div',
      { class: 'edit-buttons' },
      h('button', { type: 'button', class: 'button', onClick: onDone }, 'Cancel'),
      h('button', { type: 'button', class: 'button button-primary', onClick: () => void keep() }, 'Save'),
    ),
  );
}
