import { type ComponentChild, h } from 'preact';
import type { Place } from '../address.ts';
import { extraPages } from '../extras.ts';
import { appRoom, isDirect, othersIn, roomShown, type State, slugOf, titleOf } from '../state.ts';
import type { Room } from '../wire.ts';
import { Avatar, Presence } from './avatar.ts';
import type { Here } from './here.ts';
import { signOf } from './room.ts';
import { type SignName, sign } from './sign.ts';

interface SidebarProps {
  here: Here;
  state: State;
  onGo(): void;
  onNewMessage(): void;
}

/** Of those one never wrote to. */
const FEW = 6;

/** Everything there is to go to. */
export function Sidebar({ here, state, onGo, onNewMessage }: SidebarProps): ComponentChild {
  const rooms = [...state.rooms.values()].filter((room) => room.joined && !room.archived);
  const channels = rooms.filter((room) => !isDirect(room)).sort((a, b) => a.name.localeCompare(b.name));
  const direct = rooms
    .filter((room) => isDirect(room) && !room.members.includes(state.app.user) && !room.members.includes('USLACKBOT'))
    .sort((a, b) => titleOf(state, a).localeCompare(titleOf(state, b)));
  const talked = new Set(
    direct.filter(({ kind }) => kind === 'im').flatMap((room) => othersIn(state, room).map(({ id }) => id)),
  );
  const others = [...state.people.values()].filter(
    (person) => !person.bot && !person.deleted && !talked.has(person.id) && person.id !== state.me.id,
  );
  return h(
    'nav',
    {
      class: 'sidebar',
      'aria-label': 'Conversations',
      onKeyDown: walk,
      onClick: ({ target }: MouseEvent) => target instanceof Element && target.closest('a') && onGo(),
    },
    h('p', { class: 'team' }, h('bdi', {}, state.team.name)),
    h(
      'ul',
      {},
      item(here, state, { place: { at: 'threads' }, sign: 'reply', words: 'Threads', count: state.unreadThreads.size }),
      appItem(here, state),
      extraPages.map((page) =>
        item(here, state, { place: { at: 'page', name: page.name }, sign: page.sign, words: page.title }),
      ),
    ),
    section('Channels', [
      ...channels.map((room) => roomItem(here, state, room)),
      item(here, state, { place: { at: 'channels' }, sign: 'plus', words: 'Browse channels' }),
    ]),
    section('Direct messages', [
      ...direct.map((room) => directItem(here, state, room)),
      ...others.slice(0, FEW).map((person) =>
        h(
          'li',
          {},
          h(
            'a',
            {
              class: 'faint-item',
              href: here.address({ at: 'room', room: `@${person.name}` }),
              ...current(state, { at: 'room', room: `@${person.name}` }),
            },
            h(Avatar, { person, name: person.realName, size: 'tiny' }),
            h('bdi', { class: 'item-name' }, person.realName),
          ),
        ),
      ),
    ]),
    h('button', { type: 'button', class: 'new-message', onClick: onNewMessage }, sign('plus'), 'New message'),
    h(
      'p',
      { class: 'says' },
      state.beyond
        ? 'A sandbox, not Slack. It is open to the network: whoever reaches it can be anybody here.'
        : 'A sandbox on this machine, not Slack. Only this machine reaches it.',
    ),
  );
}

function section(title: string, items: ComponentChild[]): ComponentChild {
  const id = `side-${title.toLowerCase().replaceAll(' ', '-')}`;
  return [h('h2', { id }, title), h('ul', { 'aria-labelledby': id }, items)];
}

function current(state: State, place: Place): { 'aria-current'?: 'page' } {
  const { place: now } = state;
  const same =
    (place.at === 'room' && now.at === 'room' && place.room === now.room) ||
    (place.at === 'app' && now.at === 'app') ||
    (place.at === 'page' && now.at === 'page' && place.name === now.name) ||
    ((place.at === 'channels' || place.at === 'threads') && now.at === place.at);
  return same ? { 'aria-current': 'page' } : {};
}

interface Item {
  place: Place;
  sign: SignName;
  words: string;
  count?: number;
}

function item(here: Here, state: State, { place, sign: name, words, count = 0 }: Item): ComponentChild {
  return h(
    'li',
    {},
    h(
      'a',
      { href: here.address(place), class: count > 0 ? 'unread' : '', ...current(state, place) },
      sign(name),
      h('span', { class: 'item-name' }, words),
      count > 0 && h('span', { class: 'count' }, String(count)),
    ),
  );
}

function roomItem(here: Here, state: State, room: Room): ComponentChild {
  const shown = roomShown(state)?.id === room.id;
  return h(
    'li',
    { key: room.id },
    h(
      'a',
      {
        href: here.address({ at: 'room', room: room.name }),
        class: room.unread > 0 ? 'unread' : '',
        ...(shown ? { 'aria-current': 'page' } : {}),
      },
      sign(signOf(room)),
      h('bdi', { class: 'item-name' }, room.name),
      badge(room),
    ),
  );
}

function directItem(here: Here, state: State, room: Room): ComponentChild {
  const [person] = othersIn(state, room);
  const shown = roomShown(state)?.id === room.id;
  const several = room.kind === 'mpim';
  const name = titleOf(state, room) + (person?.id === state.me.id ? ' (you)' : '');
  return h(
    'li',
    { key: room.id },
    h(
      'a',
      {
        href: here.address({ at: 'room', room: slugOf(state, room) }),
        class: room.unread > 0 ? 'unread' : '',
        ...(shown ? { 'aria-current': 'page' } : {}),
      },
      several
        ? h('span', { class: 'several', 'aria-hidden': 'true' }, String(room.members.length - 1))
        : h('span', { class: 'with-presence' }, h(Avatar, { person, name, size: 'tiny' }), h(Presence, { person })),
      h('bdi', { class: 'item-name' }, name),
      badge(room),
    ),
  );
}

function appItem(here: Here, state: State): ComponentChild {
  const room = appRoom(state);
  const unread = (room?.unread ?? 0) > 0;
  const place: Place = { at: 'app', tab: unread ? 'messages' : 'home' };
  return h(
    'li',
    {},
    h(
      'a',
      { href: here.address(place), class: unread ? 'unread' : '', ...current(state, place) },
      sign('apps'),
      h('span', { class: 'item-name' }, state.app.name),
      room && badge(room),
    ),
  );
}

function badge({ mentions, unread }: Room): ComponentChild {
  if (mentions > 0)
    return h('span', { class: 'count', 'aria-label': `${mentions} for you` }, mentions > 99 ? '99+' : String(mentions));
  return unread > 0 ? h('span', { class: 'hidden' }, `${unread} new`) : null;
}

/** Up and down from one to the next. */
function walk(event: KeyboardEvent): void {
  const { currentTarget, key, target } = event;
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || event.altKey || !(currentTarget instanceof HTMLElement)) return;
  const links = [...currentTarget.querySelectorAll<HTMLElement>('a')];
  const at = target instanceof HTMLElement ? links.indexOf(target) : -1;
  const next = links[at + (key === 'ArrowDown' ? 1 : -1)];
  event.preventDefault();
  next?.focus();
}
