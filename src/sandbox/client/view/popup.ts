import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface PopupProps {
  anchor: HTMLElement;
  onClose(): void;
  role?: 'menu' | 'dialog' | 'listbox';
  id?: string;
  label: string;
  /** Takes the focus when it opens, and gives it back when it closes. */
  takesFocus?: boolean;
  wide?: boolean;
  children?: ComponentChildren;
}

const GAP = 4;
const EDGE = 8;
const WIDEST = 480;
const HIGHEST = 420;
/** A list that has this much room below stays there, where it hides nothing that was filled in before. */
const ENOUGH = 160;

/** Something small that opens beside what was pressed, over everything else, and closes on Escape or a press elsewhere. */
export function Popup({
  anchor,
  onClose,
  role = 'dialog',
  id,
  label,
  takesFocus = true,
  wide = false,
  children,
}: PopupProps): ComponentChild {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover();
    place(element, anchor);
    if (takesFocus) firstOf(element)?.focus();
    return () => {
      if (takesFocus && (element.contains(document.activeElement) || document.activeElement === document.body))
        anchor.focus();
    };
  }, [anchor]);

  useLayoutEffect(() => {
    if (box.current) place(box.current, anchor);
  });

  useEffect(() => {
    const outside = ({ target }: Event) => {
      if (target instanceof Node && !box.current?.contains(target) && !anchor.contains(target)) close.current();
    };
    // Stays beside what it belongs to while that moves, and goes when that is gone.
    const moved = () => {
      const { top, bottom } = anchor.getBoundingClientRect();
      if (!anchor.isConnected || bottom < 0 || top > innerHeight) close.current();
      else if (box.current) place(box.current, anchor);
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('scroll', moved, true);
    addEventListener('resize', moved);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('scroll', moved, true);
      removeEventListener('resize', moved);
    };
  }, [anchor]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return h(
    'div',
    {
      ref: box,
      popover: 'manual',
      class: wide ? 'popup popup-wide' : 'popup',
      role,
      id,
      'aria-label': label,
      onKeyDown,
    },
    children,
  );
}

function firstOf(element: HTMLElement): HTMLElement | null {
  return (
    element.querySelector<HTMLElement>('[data-first]') ??
    element.querySelector<HTMLElement>('button, input, a[href], [tabindex]')
  );
}

/** Below what it belongs to, or above where there is no room; never over the edge. */
function place(element: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const above = at.top - GAP - EDGE;
  const list = element.querySelector<HTMLElement>('.options');
  // A list is as wide as the field it belongs to.
  if (element.role === 'listbox') element.style.minWidth = `${Math.min(at.width, WIDEST)}px`;
  const below = at.bottom + GAP;
  const room = innerHeight - EDGE - below;
  if (list) holdRows(list, Math.min(room >= ENOUGH ? room : Math.max(room, above), HIGHEST) - around(element, list));
  const { offsetWidth: width, offsetHeight: height } = element;
  const fits = height <= room;
  const top = fits ? below : Math.max(EDGE, at.top - GAP - height);
  const wanted = at.left + width > innerWidth - EDGE ? at.right - width : at.left;
  const left = Math.min(Math.max(EDGE, wanted), Math.max(EDGE, innerWidth - EDGE - width));
  element.style.top = `${top}px`;
  element.style.left = `${left}px`;
}

function around(element: HTMLElement, list: HTMLElement): number {
  return 2 * (element.clientTop + list.offsetTop);
}

/** As many rows as there is room for, each of them whole; the others are scrolled to. */
function holdRows(list: HTMLElement, room: number): void {
  const rows = [...list.children].filter((row) => row instanceof HTMLElement);
  const last = rows.findLast(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight <= room) ?? rows[0];
  list.style.maxHeight = last ? `${last.offsetTop + last.offsetHeight}px` : '';
}
