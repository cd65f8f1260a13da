import { type ComponentChild, h } from 'preact';
import type { Asking } from '../session.ts';
import { Dialog } from './dialog.ts';

/** A question before something that cannot be taken back. */
export function Confirm({ asking }: { asking: Asking }): ComponentChild {
  const { question, answer } = asking;
  return h(
    Dialog,
    { title: question.title, kind: 'confirm', onClose: () => answer(false) },
    h('p', { class: 'modal-body', dir: 'auto' }, question.words),
    h(
      'div',
      { class: 'modal-foot' },
      h('button', { type: 'button', class: 'button', onClick: () => answer(false) }, question.no),
      h(
        'button',
        {
          type: 'button',
          class: `button ${question.danger ? 'button-danger' : 'button-primary'}`,
          'data-first': '',
          onClick: () => answer(true),
        },
        question.yes,
      ),
    ),
  );
}
