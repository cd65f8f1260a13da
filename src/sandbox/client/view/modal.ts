import { type ComponentChild, h } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { text } from '../json.ts';
import type { View } from '../wire.ts';
import { Careful } from './careful.ts';
import { Dialog } from './dialog.ts';
import type { Here } from './here.ts';
import { sign } from './sign.ts';
import { inputsIn, useSurface } from './surface-of.ts';

/** A form that the app opened for this person: the topmost of a small stack. */
export function Modal({ here, view, depth }: { here: Here; view: View; depth: number }): ComponentChild {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const { surface, choices } = useSurface({ here, where: 'modal', key: `v${view.id}`, at: 'modal', view, errors });
  useEffect(() => setErrors({}), [view.hash]);
  useLayoutEffect(focusIfLost, [view.hash]);
  useLayoutEffect(() => {
    const [first] = Object.keys(errors);
    if (first !== undefined) focusBlock(first);
  }, [errors]);
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    const wrong = await here.deeds.submit(inputsIn(view, choices));
    setBusy(false);
    setErrors(wrong);
  };
  const close = () => void here.deeds.closeModal();
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (view.submit) void submit();
  };
  const title = text(view.title.text) || here.state().app.name;
  return h(
    Dialog,
    { title: [sign('apps'), h('bdi', {}, title)], kind: 'modal', onClose: close },
    h(
      'form',
      { noValidate: true, onSubmit },
      h('div', { class: 'modal-body', ...readable(view) }, h(Careful, {}, surface.draw(view.blocks))),
      h(
        'div',
        { class: 'modal-foot' },
        h('span', { class: 'faint' }, depth > 1 ? `${depth} deep` : ''),
        h(
          'button',
          { type: 'button', class: 'button', onClick: close },
          text(view.close?.text) || (depth > 1 ? 'Back' : view.submit ? 'Cancel' : 'Close'),
        ),
        view.submit &&
          h(
            'button',
            { type: 'submit', class: 'button button-primary', 'aria-disabled': busy },
            busy ? 'One moment…' : view.submit.text,
          ),
      ),
    ),
  );
}

/** What was pressed may be gone with what it stood in. */
function focusIfLost(): void {
  if (document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('.modal-body[tabindex], .modal-body :is(input, textarea)')?.focus();
}

/** One that is only read is scrolled with the keys all the same. */
function readable({ blocks }: View): object {
  return blocks.some(({ type }) => type === 'input')
    ? {}
    : { tabIndex: 0, role: 'group', 'aria-label': 'What it says' };
}

function focusBlock(id: string): void {
  document
    .querySelector<HTMLElement>(`.modal [data-block="${CSS.escape(id)}"] :is(input, textarea, select, button)`)
    ?.focus();
}
