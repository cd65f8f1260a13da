import { type ComponentChild, h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Place } from '../address.ts';
import { addressOf } from '../address.ts';
import { topBarParts } from '../extras.ts';
import type { State } from '../state.ts';
import { themeNow, turnTheme } from '../theme.ts';
import type { Person } from '../wire.ts';
import { Avatar, Presence } from './avatar.ts';
import { Help } from './help.ts';
import type { Here } from './here.ts';
import { Popup } from './popup.ts';
import { sign } from './sign.ts';

interface TopBarProps {
  here: Here;
  state: State;
  drawer: boolean;
  onDrawer(): void;
  onKeys(): void;
  onSwitch(): void;
}

export function TopBar({ here, state, drawer, onDrawer, onKeys, onSwitch }: TopBarProps): ComponentChild {
  const [theme, setTheme] = useState(themeNow());
  const onTheme = () => setTheme(turnTheme());
  return h(
    'header',
    { class: 'top-bar' },
    h(
      'button',
      {
        type: 'button',
        class: 'tool drawer-button',
        'aria-label': 'Conversations',
        'aria-expanded': drawer,
        onClick: onDrawer,
      },
      sign('menu'),
    ),
    h(
      'button',
      { type: 'button', class: 'tool jump', 'aria-label': 'Go to…', title: 'Go to… (Ctrl + K)', onClick: onSwitch },
      sign('window'),
      h('span', { class: 'wide-only' }, 'Go to…'),
    ),
    h(SearchBox, { here, state }),
    topBarParts.map((part) => h(part, { here, state })),
    h(Help, { state, onKeys, theme, onTheme }),
    h(
      'button',
      {
        type: 'button',
        class: 'tool theme-button',
        'aria-label': `Colours: ${theme}`,
        title: `Colours: ${theme}`,
        onClick: onTheme,
      },
      sign('theme'),
    ),
    h(PersonSwitch, { state }),
  );
}

function SearchBox({ here, state }: { here: Here; state: State }): ComponentChild {
  const field = useRef<HTMLInputElement>(null);
  const words = state.place.at === 'search' ? state.place.words : '';
  const onSubmit = (event: Event) => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    if (typed !== '') here.go({ at: 'search', words: typed });
  };
  const clear = () => {
    if (!field.current) return;
    field.current.value = '';
    field.current.focus();
  };
  return h(
    'form',
    { class: 'search', role: 'search', onSubmit },
    sign('search'),
    h('input', {
      ref: field,
      type: 'search',
      'aria-label': `Search ${state.team.name}`,
      placeholder: 'Search',
      defaultValue: words,
      key: words,
    }),
    h(
      'button',
      { type: 'button', class: 'tool search-clear', 'aria-label': 'Clear the search', title: 'Clear', onClick: clear },
      sign('close'),
    ),
  );
}

/** Anybody of the company at this window, or at a new one. */
function PersonSwitch({ state }: { state: State }): ComponentChild {
  const [anchor, open] = useState<HTMLElement>();
  const { me } = state;
  const toggle = ({ currentTarget }: MouseEvent) =>
    currentTarget instanceof HTMLElement && open(anchor ? undefined : currentTarget);
  const people = [...state.people.values()].filter(({ bot, deleted }) => !bot && !deleted);
  return [
    h(
      'button',
      {
        type: 'button',
        class: 'person-switch',
        'aria-haspopup': 'dialog',
        'aria-expanded': anchor !== undefined,
        onClick: toggle,
      },
      h(Avatar, { person: me, name: me.realName, size: 'small' }),
      h('span', { class: 'hidden' }, 'You are '),
      h('bdi', { class: 'wide-seen' }, me.realName),
      h('span', { class: 'hidden' }, '. Be somebody else'),
      sign('down'),
    ),
    anchor &&
      h(
        Popup,
        { anchor, label: 'Be somebody else', onClose: () => open(undefined) },
        h('p', { class: 'popup-title' }, 'Be anybody, in as many windows as you like'),
        h(
          'ul',
          { class: 'people-list' },
          people.map((person) => choice(person, state, () => open(undefined))),
        ),
      ),
  ];
}

function choice(person: Person, state: State, onGo: () => void): ComponentChild {
  const href = addressOf(person.name, placeFor(person, state));
  const notes = [
    person.title,
    person.outside ? 'another company' : person.role.includes('guest') ? 'guest' : '',
  ].filter(Boolean);
  return h(
    'li',
    {},
    h(
      'a',
      { href, onClick: onGo, 'aria-current': person.id === state.me.id ? 'true' : undefined },
      h(
        'span',
        { class: 'with-presence', 'aria-hidden': 'true' },
        h(Avatar, { person, name: person.realName, size: 'small' }),
        h(Presence, { person }),
      ),
      h(
        'span',
        {},
        h('span', { class: 'hidden' }, 'Be '),
        h('bdi', {}, person.realName),
        h('small', {}, notes.join(' · ')),
      ),
    ),
    h(
      'a',
      {
        class: 'tool',
        href: `/${href}`,
        target: '_blank',
        'aria-label': `${person.realName}, in a new window`,
        title: 'In a new window',
      },
      sign('window'),
    ),
  );
}

/** The same place, seen by somebody else; their side of a conversation between the two. */
function placeFor(person: Person, { place, me, rooms }: State): Place {
  if (place.at === 'app') return place;
  if (place.at === 'page') return { at: 'page', name: place.name };
  if (place.at !== 'room') return { at: 'channels' };
  if (place.room === `@${person.name}`) return { at: 'room', room: `@${me.name}` };
  const room = [...rooms.values()].find(({ name, id }) => name === place.room || id === place.room);
  if (room?.kind === 'public' || room?.members.includes(person.id)) return { at: 'room', room: place.room };
  const general = [...rooms.values()].find((one) => one.general);
  return general ? { at: 'room', room: general.name } : { at: 'channels' };
}
