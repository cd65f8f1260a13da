import { type ComponentChild, h } from 'preact';
import type { State } from '../state.ts';
import type { Here } from '../view/here.ts';
import { sign } from '../view/sign.ts';
import type { Person } from '../wire.ts';
import { addDays } from './days.ts';
import { type CalendarPlace, placeIn } from './place.ts';

interface HeadProps {
  here: Here;
  state: State;
  place: CalendarPlace & { day: string };
  today: string;
  title: string;
  onNew(): void;
}

/** Which week of whose calendar, and ways to others. */
export function CalendarHead({ here, state, place: { of, day }, today, title, onNew }: HeadProps): ComponentChild {
  const at = (to: string) => here.address(placeIn({ of, day: to }));
  return h(
    'header',
    { class: 'room-head calendar-head' },
    h('h1', {}, 'Calendar'),
    h(
      'nav',
      { class: 'week-nav', 'aria-label': 'Weeks' },
      h('a', { class: 'tool', href: at(addDays(day, -7)), 'aria-label': 'Earlier', title: 'Earlier' }, sign('left')),
      h('a', { class: 'button', href: at(today) }, 'Today'),
      h('a', { class: 'tool', href: at(addDays(day, 7)), 'aria-label': 'Later', title: 'Later' }, sign('right')),
    ),
    h('p', { class: 'topic', role: 'status' }, title),
    isFull(state.me) && h(Whose, { here, state, of, day }),
    of === undefined && h('button', { type: 'button', class: 'button button-primary', onClick: onNew }, 'New meeting'),
  );
}

/** Guests and people of other companies see no calendar but their own. */
const isFull = ({ role, outside, bot, deleted }: Person): boolean =>
  !(bot || deleted || outside || role.includes('guest'));

function Whose({
  here,
  state,
  of,
  day,
}: {
  here: Here;
  state: State;
  of: string | undefined;
  day: string;
}): ComponentChild {
  const others = [...state.people.values()].filter((person) => isFull(person) && person.id !== state.me.id);
  const onChange = ({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLSelectElement) here.go(placeIn({ of: currentTarget.value || undefined, day }));
  };
  return h(
    'select',
    { class: 'field field-short', 'aria-label': 'Whose calendar', value: of ?? '', onChange },
    h('option', { value: '' }, 'Yours'),
    others.map(({ name, realName }) => h('option', { value: name }, realName)),
  );
}
