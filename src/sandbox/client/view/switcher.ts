import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { extraPages } from '../extras.ts';
import { isDirect, type State, slugOf, titleOf } from '../state.ts';
import { Dialog } from './dialog.ts';
import type { Here } from './here.ts';
import { signOf } from './room.ts';
import { type SignName, sign } from './sign.ts';

interface Target {
  key: string;
  words: string;
  note: string;
  sign: SignName;
  unread: number;
  go(): void;
}

const MOST = 12;

/** From anywhere to anywhere, by typing a part of its name. */
export function Switcher({ here, state, onClose }: { here: Here; state: State; onClose(): void }): ComponentChild {
  const [typed, type] = useState('');
  const [at, move] = useState(0);
  const found = targets(here, state)
    .filter(({ words, note }) => `${words} ${note}`.toLowerCase().includes(typed.toLowerCase().replace(/^[#@]/, '')))
    .sort((a, b) => rank(b, typed) - rank(a, typed))
    .slice(0, MOST);
  const go = (target: Target | undefined) => {
    if (!target) return;
    onClose();
    target.go();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') move(Math.max(0, at - 1));
    else if (event.key === 'Enter') go(found[at]);
    else return;
    event.preventDefault();
  };
  const onInput = ({ currentTarget }: Event) => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    type(currentTarget.value);
    move(0);
  };
  return h(
    Dialog,
    { title: 'Go to', kind: 'switcher', onClose },
    h('input', {
      class: 'field',
      type: 'text',
      role: 'combobox',
      'data-first': '',
      autocomplete: 'off',
      'aria-label': 'Go to a channel, a person or a shortcut',
      'aria-expanded': true,
      'aria-controls': 'switcher-list',
      'aria-activedescendant': found[at] ? `switcher-${at}` : undefined,
      placeholder: 'A channel, a person, a shortcut…',
      value: typed,
      onInput,
      onKeyDown,
    }),
    h(
      'div',
      { id: 'switcher-list', class: 'options', role: 'listbox', 'aria-label': 'Places' },
      found.map((target, index) =>
        h(
          'div',
          {
            id: `switcher-${index}`,
            key: target.key,
            role: 'option',
            class: index === at ? 'option option-at' : 'option',
            'aria-selected': index === at,
            onClick: () => go(target),
          },
          sign(target.sign),
          h('bdi', {}, target.words),
          target.unread > 0 && h('span', { class: 'dot' }),
          target.note && h('small', {}, target.note),
        ),
      ),
    ),
    found.length === 0 && h('p', { class: 'faint' }, 'Nothing is called like that.'),
  );
}

function rank({ words, unread }: Target, typed: string): number {
  return (words.toLowerCase().startsWith(typed.toLowerCase().replace(/^[#@]/, '')) ? 4 : 0) + (unread > 0 ? 1 : 0);
}

function targets(here: Here, state: State): Target[] {
  const rooms = [...state.rooms.values()].map(
    (room): Target => ({
      key: room.id,
      words: titleOf(state, room),
      note: isDirect(room) ? '' : room.joined ? room.topic : 'not joined',
      sign: isDirect(room) ? 'people' : signOf(room),
      unread: room.unread,
      go: () => here.go({ at: 'room', room: slugOf(state, room) }),
    }),
  );
  const talked = new Set(
    [...state.rooms.values()].filter(({ kind }) => kind === 'im').flatMap(({ members }) => members),
  );
  const people = [...state.people.values()]
    .filter(({ bot, deleted, id }) => !bot && !deleted && (!talked.has(id) || id === state.me.id))
    .map(
      (person): Target => ({
        key: person.id,
        words: person.realName,
        note: person.title,
        sign: 'people',
        unread: 0,
        go: () => here.go({ at: 'room', room: `@${person.name}` }),
      }),
    );
  const pages = extraPages.map(
    (page): Target => ({
      key: page.name,
      words: page.title,
      note: '',
      sign: page.sign,
      unread: 0,
      go: () => here.go({ at: 'page', name: page.name }),
    }),
  );
  const app: Target = {
    key: 'app',
    words: state.app.name,
    note: 'App',
    sign: 'apps',
    unread: 0,
    go: () => here.go({ at: 'app', tab: 'home' }),
  };
  const shortcuts = state.app.shortcuts
    .filter(({ type }) => type === 'global')
    .map(
      (one): Target => ({
        key: one.id,
        words: one.name,
        note: `${state.app.name}, shortcut`,
        sign: 'apps',
        unread: 0,
        go: () => void here.deeds.shortcut(one.id),
      }),
    );
  return [
    ...rooms.filter(({ words }) => words !== state.app.name && words !== 'Slackbot'),
    ...pages,
    app,
    ...shortcuts,
    ...people,
  ];
}
