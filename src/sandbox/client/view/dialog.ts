import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
  title: ComponentChildren;
  /** For those who hear it; the title itself when left out. */
  label?: string;
  kind?: string;
  onClose(): void;
  children?: ComponentChildren;
}

let count = 0;

/** A dialog of the browser's own kind: it keeps the focus in, dims the rest, and Escape closes it. */
export function Dialog({ title, label, kind = '', onClose, children }: DialogProps): ComponentChild {
  const box = useRef<HTMLDialogElement>(null);
  const id = useRef('');
  if (id.current === '') id.current = `dialog-${++count}`;
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    if (dialog && !dialog.open) dialog.showModal();
    const first =
      dialog?.querySelector<HTMLElement>('[data-first]') ??
      dialog?.querySelector<HTMLElement>('input, textarea, button');
    first?.focus();
    // Once it is gone: as long as it is there, nothing outside it can have the focus.
    return () =>
      queueMicrotask(() => {
        const isFree = document.activeElement === document.body;
        if (isFree && before instanceof HTMLElement && before.isConnected) before.focus();
      });
  }, []);
  const cancel = (event: Event) => {
    // A list that is open inside takes the Escape for itself.
    event.preventDefault();
    if (event.target === box.current) onClose();
  };
  return h(
    'dialog',
    // A browser may close it without asking; then it is closed.
    {
      ref: box,
      class: `dialog ${kind}`,
      onCancel: cancel,
      onClose,
      'aria-labelledby': label ? undefined : id.current,
      'aria-label': label,
    },
    h('h2', { id: id.current, class: 'dialog-title' }, title),
    children,
  );
}
