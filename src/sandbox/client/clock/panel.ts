import { type ComponentChild, h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { comingTime, dayAndTime } from '../dates.ts';
import { now } from '../now.ts';
import type { State } from '../state.ts';
import type { Here } from '../view/here.ts';
import type { Stride, TimeNow } from '../wire.ts';
import { HappenedList } from './happened.ts';
import type { Walk } from './walk.ts';

interface PanelProps {
  here: Here;
  state: State;
  walk: Walk;
  onClose(): void;
}

/** Where time is, ways to move it, and what happened when it was moved. */
export function Panel({ here, state, walk, onClose }: PanelProps): ComponentChild {
  const { time, me } = state;
  const box = useRef<HTMLDivElement>(null);
  const [asked, ask] = useState<TimeNow>();
  const [wrong, say] = useState('');
  const isMoving = time.walk !== undefined;
  useEffect(() => {
    if (!isMoving) void here.deeds.time.now().then(ask);
  }, [isMoving, time.now]);
  useFocusAfter(box, isMoving);
  const act = async (doing: Promise<string>) => say(await doing);
  const problem = wrong || walk.problem || asked?.problem || '';
  return h(
    'div',
    { ref: box, class: 'clock-panel' },
    h('p', { class: 'clock-now' }, dayAndTime(now(), me.tz)),
    h('p', { class: 'faint' }, `${standing(state)} ${me.tz.replaceAll('_', ' ')}`),
    time.walk
      ? h(Progress, { walk: time.walk, waiting: walk.waiting, zone: me.tz, onStop: () => act(here.deeds.time.stop()) })
      : moves(here, state, asked, (doing) => void act(doing)),
    h('p', { class: 'wrong', role: 'alert' }, isMoving ? '' : problem),
    !isMoving && walk.happened && h(HappenedList, { here, state, happened: walk.happened, onGo: onClose }),
  );
}

function standing({ time }: State): string {
  return time.walk ? 'Time is being moved.' : time.stands ? 'Time stands still.' : 'Time goes on.';
}

function moves(
  { deeds: { time } }: Here,
  { time: { stands }, me }: State,
  asked: TimeNow | undefined,
  act: (doing: Promise<string>) => void,
): ComponentChild {
  const when = (ms: number) => comingTime(ms, me.tz, now());
  const { morning, meeting } = asked ?? {};
  const button = (words: string, note: string, run: () => Promise<string>, first = false) =>
    h(
      'button',
      { type: 'button', class: 'menu-item', 'data-first': first ? '' : undefined, onClick: () => act(run()) },
      h('span', { class: 'menu-words' }, words),
      note && h('small', {}, note),
    );
  return h(
    'div',
    { class: 'menu' },
    stands
      ? button('Go on', 'from here, by itself', () => time.goOn(), true)
      : button('Pause', 'until you go on', () => time.pause(), true),
    button('+1 hour', '', () => time.walk('1h')),
    button('Next morning', morning === undefined ? '' : when(morning), () => time.walk('next morning')),
    button(
      'Next meeting',
      meeting ? `${meeting.title}, ${when(meeting.start)}` : asked ? 'nothing in your calendar' : '',
      () => time.walk('next meeting'),
    ),
    button('+1 week', '', () => time.walk('1w')),
  );
}

interface ProgressProps {
  walk: Stride;
  waiting: string;
  zone: string;
  onStop(): void;
}

function Progress({ walk: { from, to }, waiting, zone, onStop }: ProgressProps): ComponentChild {
  const [stopping, stop] = useState(false);
  const onClick = () => {
    stop(true);
    onStop();
  };
  return h(
    'div',
    { class: 'clock-moving' },
    h('progress', { max: to - from, value: Math.max(0, now() - from), 'aria-label': 'How far time has come' }),
    h('p', {}, `On its way to ${dayAndTime(to, zone)}.`),
    h('p', { class: 'faint clock-waits' }, stopping ? 'It stops after what is under way.' : waiting || ' '),
    h(
      'button',
      { type: 'button', class: 'button', 'data-first': '', 'aria-disabled': stopping, onClick },
      stopping ? 'Stopping…' : 'Stop',
    ),
  );
}

/** What had the focus goes when time begins to move, and again when it has come there. */
function useFocusAfter(box: { current: HTMLDivElement | null }, isMoving: boolean): void {
  const before = useRef(isMoving);
  useLayoutEffect(() => {
    if (before.current === isMoving) return;
    before.current = isMoving;
    const { activeElement } = document;
    if (activeElement === document.body || box.current?.contains(activeElement))
      box.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [isMoving]);
}
