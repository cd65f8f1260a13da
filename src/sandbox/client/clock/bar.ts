import { type ComponentChild, h } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';
import { clockTime, shortDay } from '../dates.ts';
import type { ExtraProps } from '../extras.ts';
import { now } from '../now.ts';
import { Popup } from '../view/popup.ts';
import { sign } from '../view/sign.ts';
import type { Time } from '../wire.ts';
import { Panel } from './panel.ts';
import { useWalk } from './walk.ts';

/** The sandbox's time, in the top bar: it opens what moves it. */
export function ClockBar({ here, state }: ExtraProps): ComponentChild {
  const { time, me } = state;
  const [anchor, open] = useState<HTMLElement>();
  const walk = useWalk(here, state);
  useMinutes(time);
  const at = now();
  const toggle = ({ currentTarget }: MouseEvent) =>
    currentTarget instanceof HTMLElement && open(anchor ? undefined : currentTarget);
  const words = time.walk ? 'is being moved' : time.stands ? 'stands still' : 'goes on';
  return [
    h(
      'button',
      {
        type: 'button',
        class: `clock${time.walk ? ' clock-walks' : ''}`,
        'aria-haspopup': 'dialog',
        'aria-expanded': anchor !== undefined,
        title: `Time ${words}`,
        onClick: toggle,
      },
      sign(time.walk ? 'walk' : time.stands ? 'pause' : 'clock'),
      h('span', { class: 'wide-seen' }, shortDay(at, me.tz)),
      h('span', { class: 'hidden' }, ', '),
      h('span', {}, clockTime(at, me.tz)),
      h('span', { class: 'hidden' }, `. Time ${words}`),
    ),
    h('p', { class: 'hidden', 'aria-live': 'polite', 'data-clock': '' }, walk.heard),
    anchor &&
      h(
        Popup,
        { anchor, label: 'The time', onClose: () => open(undefined) },
        h(Panel, { here, state, walk, onClose: () => open(undefined) }),
      ),
  ];
}

/** Drawn anew when the minute changes. */
function useMinutes(time: Time): void {
  const [drawn, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (time.stands) return;
    const timer = setTimeout(() => draw(undefined), 60_000 - (now() % 60_000));
    return () => clearTimeout(timer);
  }, [time, drawn]);
}
