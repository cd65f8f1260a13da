import { type ComponentChild, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, Refused } from '../ask.ts';
import { isDirect, type State, slugOf, titleOf } from '../state.ts';
import type { ThreadCard } from '../wire.ts';
import type { Here } from './here.ts';
import { Messages } from './messages.ts';

interface ThreadsProps {
  here: Here;
  state: State;
  emojiReady: boolean;
}

/** The threads this person is part of, with what was said last in each. */
export function ThreadsPage({ here, state, emojiReady }: ThreadsProps): ComponentChild {
  const [cards, setCards] = useState<readonly ThreadCard[]>();
  useEffect(() => {
    let late = false;
    ask<{ threads: ThreadCard[] }>('threads', { as: state.me.id }).then(
      ({ threads }) => !late && setCards(threads),
      (error: unknown) => here.say(error instanceof Refused ? error.message : 'The threads could not be shown.', true),
    );
    return () => {
      late = true;
    };
  }, [state.me.id, state.unreadThreads]);
  return h(
    'section',
    { class: 'room', 'aria-label': 'Threads' },
    h('header', { class: 'room-head' }, h('h1', {}, 'Threads')),
    h(
      'div',
      { class: 'home', tabIndex: 0, role: 'region', 'aria-label': 'Your threads' },
      cards?.length === 0 &&
        h('p', { class: 'empty' }, 'Threads that you begin, speak in or are called into are here.'),
      cards?.map((card) => drawCard(here, state, card, emojiReady)),
    ),
  );
}

function drawCard(
  here: Here,
  state: State,
  { channel, root, messages }: ThreadCard,
  emojiReady: boolean,
): ComponentChild {
  const room = state.rooms.get(channel);
  if (!room) return null;
  const title = isDirect(room) ? titleOf(state, room) : `#${room.name}`;
  const href = here.address({ at: 'room', room: slugOf(state, room), thread: root });
  const unread = state.unreadThreads.has(`${channel} ${root}`);
  const count = messages[0]?.reply_count ?? 0;
  return h(
    'section',
    { class: 'thread-card', key: root, 'aria-label': `Thread in ${title}` },
    h('h2', {}, h('a', { href }, title), unread && h('span', { class: 'badge badge-outside' }, 'New')),
    h(Messages, { here, state, messages, emojiReady, label: `Thread in ${title}`, inThread: true, onLeave() {} }),
    h('p', {}, h('a', { class: 'button', href }, count > messages.length - 1 ? `Show all ${count} replies` : 'Reply')),
  );
}
