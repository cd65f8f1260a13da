import { useLayoutEffect, useRef } from 'preact/hooks';

interface Held {
  part: HTMLElement;
  row: HTMLElement | null;
}

/** What somebody pressed may be gone once it is answered: the focus stays with the message that it stood in. */
export function useHeldFocus(): (event: FocusEvent) => void {
  const held = useRef<Held | undefined>(undefined);
  useLayoutEffect(() => {
    const { part, row } = held.current ?? {};
    if (part && !part.isConnected && document.activeElement === document.body) row?.focus();
  });
  return ({ target }) => {
    if (target instanceof HTMLElement) held.current = { part: target, row: target.closest<HTMLElement>('[data-ts]') };
  };
}
