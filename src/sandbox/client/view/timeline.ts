import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sign } from './sign.ts';

interface TimelineProps {
  /** Another key is another list: it starts at its end, or at the target. */
  place: string;
  loaded: boolean;
  older: boolean;
  newer: boolean;
  /** Anything that is another thing when the list has changed. */
  version: unknown;
  target?: string | undefined;
  /** What was answered last to something that was asked here: it is gone to, wherever one was. */
  answer?: string | undefined;
  onOlder(): void;
  onNewer(): void;
  onLatest(): void;
  /** The end is on the screen. */
  onSeen(): void;
  children?: ComponentChildren;
}

const NEAR = 600;
const AT_END = 60;

/** A long list that is read from its end. What is on the screen stays where it is while more comes before it or goes. */
export function Timeline(props: TimelineProps): ComponentChild {
  const { place, loaded, older, newer, version, target, answer } = props;
  const box = useRef<HTMLDivElement>(null);
  const at = useRef({ place: '', target: '', atEnd: true, top: 0, anchor: '', offset: 0 });
  const [away, setAway] = useState(false);
  const latest = useRef(props);
  latest.current = props;

  const settle = () => {
    const element = box.current;
    if (!element) return;
    const { atEnd } = at.current;
    setAway(!atEnd || latest.current.newer);
    if (atEnd && !latest.current.newer && !document.hidden) latest.current.onSeen();
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !loaded) return;
    const wanted = target ?? '';
    const led =
      wanted !== '' && (at.current.target !== wanted || at.current.place !== place)
        ? rowOf(element, wanted)
        : undefined;
    if (led) {
      led.scrollIntoView({ block: 'center' });
      led.focus({ preventScroll: true });
      at.current.atEnd = isAtEnd(element);
    } else if (at.current.place !== place) {
      element.scrollTop = element.scrollHeight;
      at.current.atEnd = true;
    } else if (at.current.atEnd && !newer) element.scrollTop = element.scrollHeight;
    else keepAnchor(element, at.current);
    if (led || wanted === '') at.current.target = wanted;
    at.current.place = place;
    remember(element, at.current);
    settle();
  }, [place, loaded, version, target]);

  useEffect(() => {
    document.addEventListener('visibilitychange', settle);
    const watched = new ResizeObserver(() => {
      const element = box.current;
      if (!element || !at.current.atEnd || latest.current.newer) return;
      element.scrollTop = element.scrollHeight;
      at.current.top = element.scrollTop;
    });
    if (box.current) watched.observe(box.current);
    const inside = box.current?.firstElementChild;
    if (inside) watched.observe(inside);
    return () => {
      document.removeEventListener('visibilitychange', settle);
      watched.disconnect();
    };
  }, []);

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    // Only who scrolls up leaves the end: a list that grew meanwhile is followed.
    at.current.atEnd = isAtEnd(element) || (at.current.atEnd && element.scrollTop >= at.current.top);
    remember(element, at.current);
    settle();
    if (older && element.scrollTop < NEAR) props.onOlder();
    if (newer && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR) props.onNewer();
  };
  // What was answered before the list was opened is not news.
  const known = useRef(answer);
  useEffect(() => {
    if (answer === known.current) return;
    known.current = answer;
    if (answer !== undefined && (!at.current.atEnd || newer)) toEnd();
  }, [answer]);
  const toEnd = () => {
    at.current.atEnd = true;
    at.current.target = '';
    props.onLatest();
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  return h(
    'div',
    { class: 'timeline' },
    h(
      'div',
      { ref: box, class: 'scroll', onScroll, tabIndex: -1 },
      h(
        'div',
        { class: 'scroll-inside' },
        older && h('p', { class: 'faint loading' }, 'Loading what was said before…'),
        props.children,
      ),
    ),
    away && h('button', { type: 'button', class: 'to-end', onClick: toEnd }, sign('down'), 'Latest messages'),
  );
}

interface Remembered {
  top: number;
  anchor: string;
  offset: number;
}

/** The first row on the screen, and where it stands. */
function remember(box: HTMLElement, at: Remembered): void {
  const top = box.scrollTop;
  at.top = top;
  for (const row of box.querySelectorAll<HTMLElement>('[data-ts]')) {
    if (row.offsetTop + row.offsetHeight <= top) continue;
    at.anchor = row.dataset.ts ?? '';
    at.offset = row.offsetTop - top;
    return;
  }
}

function keepAnchor(box: HTMLElement, { anchor, offset }: Pick<Remembered, 'anchor' | 'offset'>): void {
  const row = rowOf(box, anchor);
  if (row) box.scrollTop = row.offsetTop - offset;
}

function rowOf(box: HTMLElement, ts: string): HTMLElement | undefined {
  return box.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`) ?? undefined;
}

function isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < AT_END;
}
