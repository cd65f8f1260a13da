import { type ComponentChild, h } from 'preact';
import type { Reading } from '../reading.ts';
import { appRoom, type State } from '../state.ts';
import type { View } from '../wire.ts';
import { Avatar } from './avatar.ts';
import { Careful } from './careful.ts';
import type { Here } from './here.ts';
import { RoomView } from './room.ts';
import { useSurface } from './surface-of.ts';

const TABS = [
  ['home', 'Home'],
  ['messages', 'Messages'],
  ['about', 'About'],
] as const;

interface AppPageProps {
  here: Here;
  state: State;
  reading: Reading;
  tab: 'home' | 'messages' | 'about';
  emojiReady: boolean;
}

/** The app: its Home, what it wrote to this person, what it can do. */
export function AppPage({ here, state, reading, tab, emojiReady }: AppPageProps): ComponentChild {
  const { app } = state;
  const room = appRoom(state);
  return h(
    'section',
    { class: 'room app-page', 'aria-label': app.name },
    h(
      'header',
      { class: 'room-head' },
      h(Avatar, { person: state.people.get(app.user), name: app.name, size: 'small' }),
      h('h1', {}, app.name),
      h('span', { class: 'badge' }, 'App'),
      h(
        'nav',
        { class: 'tabs', 'aria-label': app.name },
        TABS.map(([name, words]) =>
          h(
            'a',
            { href: here.address({ at: 'app', tab: name }), 'aria-current': name === tab ? 'page' : undefined },
            words,
          ),
        ),
      ),
    ),
    tab === 'home' &&
      (state.home
        ? h(Home, { key: state.home.id, here, view: state.home })
        : h('p', { class: 'empty' }, `${app.name} has put nothing here yet.`)),
    tab === 'messages' &&
      (room
        ? h(RoomView, { here, state, reading, room, emojiReady, bare: true })
        : h('p', { class: 'empty' }, `${app.name} has not written to you yet.`)),
    tab === 'about' && about(here, state),
  );
}

function Home({ here, view }: { here: Here; view: View }): ComponentChild {
  const { surface } = useSurface({ here, where: 'home', key: `v${view.id}`, at: 'home', view });
  return h(
    'div',
    { class: 'home', tabIndex: 0, role: 'region', 'aria-label': 'Home' },
    h('div', { class: 'home-inside' }, h(Careful, {}, surface.draw(view.blocks))),
  );
}

function about(here: Here, { app }: State): ComponentChild {
  const shortcuts = app.shortcuts.map((one) =>
    h(
      'li',
      {},
      one.type === 'global'
        ? h('button', { type: 'button', class: 'link', onClick: () => void here.deeds.shortcut(one.id) }, one.name)
        : h('strong', {}, one.name),
      h(
        'small',
        {},
        [one.description, one.type === 'message' ? 'in the menu of a message' : ''].filter(Boolean).join(', '),
      ),
    ),
  );
  return h(
    'div',
    { class: 'home', tabIndex: 0, role: 'region', 'aria-label': 'About' },
    h(
      'div',
      { class: 'home-inside about' },
      app.commands.length > 0 && [
        h('h2', {}, 'Commands'),
        h(
          'ul',
          {},
          app.commands.map(({ command, hint, description }) =>
            h('li', {}, h('code', {}, `${command} ${hint}`), h('small', {}, description)),
          ),
        ),
      ],
      shortcuts.length > 0 && [h('h2', {}, 'Shortcuts'), h('ul', {}, shortcuts)],
    ),
  );
}
