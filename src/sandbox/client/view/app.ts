import { type ComponentChild, h } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';
import { extraPages, overlays } from '../extras.ts';
import type { Session } from '../session.ts';
import { roomShown, type State, slugOf, titleOf } from '../state.ts';
import { untoast } from '../store.ts';
import { AppPage } from './app-page.ts';
import { Channels } from './channels.ts';
import { Confirm } from './confirm.ts';
import { Keys } from './keys.ts';
import { Modal } from './modal.ts';
import { NewMessage } from './new-message.ts';
import { RoomView } from './room.ts';
import { SearchPage } from './search-page.ts';
import { Sidebar } from './sidebar.ts';
import { sign } from './sign.ts';
import { Switcher } from './switcher.ts';
import { ThreadView } from './thread.ts';
import { ThreadsPage } from './threads-page.ts';
import { TopBar } from './top-bar.ts';

type Over = 'keys' | 'switcher' | 'new message' | undefined;

/** The whole window of one person. */
export function App({ session, emojiReady }: { session: Session; emojiReady: boolean }): ComponentChild {
  const { here, store } = session;
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [drawer, setDrawer] = useState(false);
  const [over, setOver] = useState<Over>();
  const state = store.get();
  useEffect(() => store.watch(() => draw(undefined)), [store]);
  useEffect(() => {
    document.title = titleFor(state);
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (globalKey(session, event, { drawer, setDrawer, setOver })) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [session, drawer]);
  useEffect(() => {
    if (drawer) document.querySelector<HTMLElement>('.sidebar [aria-current], .sidebar a')?.focus();
  }, [drawer]);
  const asking = session.asking();
  const modal = state.modals.at(-1);
  const inThread = state.thread !== undefined;
  return h(
    'div',
    { class: `window${drawer ? ' with-drawer' : ''}${inThread ? ' with-thread' : ''}` },
    h(TopBar, {
      here,
      state,
      drawer,
      onDrawer: () => setDrawer(!drawer),
      onKeys: () => setOver('keys'),
      onSwitch: () => setOver('switcher'),
    }),
    h(
      'div',
      { class: 'parts' },
      h(Sidebar, { here, state, onGo: () => setDrawer(false), onNewMessage: () => setOver('new message') }),
      drawer &&
        h('button', {
          type: 'button',
          class: 'shade',
          'aria-label': 'Close the list of conversations',
          onClick: () => setDrawer(false),
        }),
      h('main', { class: 'main' }, main(session, state, emojiReady)),
      state.thread &&
        h(ThreadView, {
          reading: session.reading,
          here,
          state,
          thread: state.thread,
          emojiReady,
          target: state.place.at === 'room' ? state.place.ts : undefined,
        }),
    ),
    !state.connected && h('p', { class: 'offline', role: 'status' }, 'The sandbox does not answer. Trying again…'),
    h('p', { class: 'hidden', 'aria-live': 'polite' }, state.heard),
    toasts(session, state),
    modal && h(Modal, { key: modal.id, here, view: modal, depth: state.modals.length }),
    over === 'keys' && h(Keys, { onClose: () => setOver(undefined) }),
    over === 'switcher' && h(Switcher, { here, state, onClose: () => setOver(undefined) }),
    over === 'new message' && h(NewMessage, { here, state, onClose: () => setOver(undefined) }),
    asking && h(Confirm, { asking }),
    overlays.map((overlay) => h(overlay, { here, state })),
  );
}

function main(session: Session, state: State, emojiReady: boolean): ComponentChild {
  const { here, reading } = session;
  const { place } = state;
  switch (place.at) {
    case 'app':
      return h(AppPage, { ...{ here, state, reading, emojiReady }, tab: place.tab });
    case 'channels':
      return h(Channels, { here, state });
    case 'threads':
      return h(ThreadsPage, { here, state, emojiReady });
    case 'search':
      return h(SearchPage, { ...{ here, state }, words: place.words });
    case 'page': {
      const page = extraPages.find(({ name }) => name === place.name);
      return page ? h(page.view, { here, state }) : null;
    }
    default: {
      const room = roomShown(state);
      if (!room)
        return h(
          'p',
          { class: 'empty' },
          place.room.startsWith('@') ? 'One moment…' : `${state.me.realName} sees no channel called ${place.room}.`,
        );
      return h(RoomView, {
        ...{ here, state, reading, room, emojiReady },
        target: place.thread === undefined ? place.ts : undefined,
      });
    }
  }
}

function toasts({ store }: Session, { toasts: all }: State): ComponentChild {
  return h(
    'div',
    { class: 'toasts', role: 'status', 'aria-live': 'assertive' },
    all.map(({ id, words, bad }) =>
      h(
        'p',
        { key: id, class: bad ? 'toast toast-bad' : 'toast' },
        h('span', {}, words),
        h(
          'button',
          { type: 'button', class: 'tool', 'aria-label': 'Close this notice', onClick: () => untoast(store, id) },
          sign('close'),
        ),
      ),
    ),
  );
}

function titleFor(state: State): string {
  const calls = [...state.rooms.values()].reduce((sum, { mentions }) => sum + mentions, 0);
  const room = roomShown(state);
  const where = room ? titleOf(state, room) : (pageTitle(state) ?? state.team.name);
  return `${calls > 0 ? `(${calls}) ` : ''}${where} · ${state.me.realName}`;
}

function pageTitle({ place, app }: State): string | undefined {
  if (place.at === 'app') return app.name;
  return place.at === 'page' ? extraPages.find(({ name }) => name === place.name)?.title : undefined;
}

interface Controls {
  drawer: boolean;
  setDrawer(open: boolean): void;
  setOver(over: Over): void;
}

function globalKey(session: Session, event: KeyboardEvent, { drawer, setDrawer, setOver }: Controls): boolean {
  const { key, altKey, shiftKey } = event;
  const command = event.ctrlKey || event.metaKey;
  if (command && key.toLowerCase() === 'k') setOver('switcher');
  else if (command && key === '/') setOver('keys');
  else if (key === 'F6') nextPart(shiftKey);
  else if (altKey && (key === 'ArrowDown' || key === 'ArrowUp'))
    neighbour(session, key === 'ArrowDown' ? 1 : -1, shiftKey);
  else if (key === 'Escape' && drawer) setDrawer(false);
  else if (key === 'Escape' && !document.querySelector('dialog[open]')) return back(session);
  else return false;
  return true;
}

/** Out of the thread, or to where one writes. */
function back({ here, store }: Session): boolean {
  const state = store.get();
  const room = roomShown(state);
  if (state.thread && room) here.go({ at: 'room', room: slugOf(state, room) });
  document.querySelector<HTMLElement>('.room .composer textarea')?.focus();
  return true;
}

function neighbour({ here, store }: Session, step: number, unreadOnly: boolean): void {
  const state = store.get();
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.sidebar a')];
  const at = links.findIndex((link) => link.hasAttribute('aria-current'));
  const wanted = step > 0 ? links.slice(at + 1) : links.slice(0, Math.max(0, at)).reverse();
  const next = wanted.find((link) => !unreadOnly || link.classList.contains('unread'));
  if (next) location.hash = next.hash;
  else here.say(unreadOnly ? 'Nothing unread there.' : `That is the last one of ${state.team.name}.`);
}

const PARTS = [
  '.sidebar a[aria-current], .sidebar a',
  '.main [data-ts][tabindex="0"], .main .home, .main a',
  '.main .composer textarea',
  '.thread .composer textarea',
  '.tour-fold',
  '.top-bar input',
];

/** The window's parts in a circle, as F6 has it. */
function nextPart(backwards: boolean): void {
  const parts = PARTS.map((part) => document.querySelector<HTMLElement>(part));
  const steps = [
    ['.sidebar'],
    ['.main .scroll', '.main .home'],
    ['.main .composer'],
    ['.thread'],
    ['.tour'],
    ['.top-bar'],
  ];
  const at = steps.findIndex((places) =>
    places.some((place) => document.querySelector(place)?.contains(document.activeElement)),
  );
  const order = parts.map((_, index) => (at + (backwards ? -1 - index : 1 + index) + 2 * parts.length) % parts.length);
  const next = order.map((index) => parts[index]).find((part) => part !== null && part !== undefined);
  next?.focus();
}
