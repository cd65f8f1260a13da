import { type ComponentChild, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, Refused } from '../ask.ts';
import { clockTime, dayName, msOf } from '../dates.ts';
import { now } from '../now.ts';
import { authorOf, isDirect, roomNamed, type State, slugOf, titleOf } from '../state.ts';
import { plainWords, shortened } from '../typed.ts';
import type { Found, Message } from '../wire.ts';
import { Avatar } from './avatar.ts';
import type { Here } from './here.ts';

/** `in:#eng` narrows it to a channel. */
function asked(state: State, typed: string): { words: string; channel?: string } {
  const place = /(?:^|\s)in:(\S+)/.exec(typed);
  const words = typed.replace(place?.[0] ?? '', '').trim();
  const room = place?.[1] === undefined ? undefined : roomNamed(state, place[1].replace(/^#/, ''));
  return { words, ...(room ? { channel: room.id } : {}) };
}

/** What was said with these words in it, newest first. */
export function SearchPage({ here, state, words }: { here: Here; state: State; words: string }): ComponentChild {
  const [found, setFound] = useState<Found>();
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    let late = false;
    setFound(undefined);
    setWrong('');
    const { words: wanted, ...rest } = asked(here.state(), words);
    const looking =
      wanted === ''
        ? Promise.resolve({ messages: [], more: false })
        : ask<Found>('search', { as: state.me.id, words: wanted, ...rest });
    looking.then(
      (answer) => !late && setFound(answer),
      (error: unknown) => !late && setWrong(error instanceof Refused ? error.message : 'The search did not work.'),
    );
    return () => {
      late = true;
    };
  }, [words, state.me.id]);
  const marked = asked(state, words).words.toLowerCase().split(/\s+/).filter(Boolean);
  const count = found?.messages.length ?? 0;
  return h(
    'section',
    { class: 'room', 'aria-label': 'Search' },
    h(
      'header',
      { class: 'room-head' },
      h('h1', {}, 'Search'),
      h(
        'p',
        { class: 'topic', role: 'status' },
        wrong || (found ? `${count}${found.more ? ' or more' : ''} found for “${words}”` : 'Looking…'),
      ),
    ),
    h(
      'div',
      { class: 'home', tabIndex: 0, role: 'region', 'aria-label': 'Found' },
      h(
        'ol',
        { class: 'found' },
        (found?.messages ?? []).map((message) => h('li', { key: message.ts }, hit(here, state, message, marked))),
      ),
      found && count === 0 && h('p', { class: 'empty' }, 'Nothing that you can see has these words in it.'),
    ),
  );
}

function hit(here: Here, state: State, message: Message, words: string[]): ComponentChild {
  const room = state.rooms.get(message.channel);
  const title = room ? (isDirect(room) ? titleOf(state, room) : `#${room.name}`) : '';
  const ms = msOf(message.ts);
  const thread =
    message.thread_ts !== undefined && message.thread_ts !== message.ts ? { thread: message.thread_ts } : {};
  const href = here.address({
    at: 'room',
    room: room ? slugOf(state, room) : message.channel,
    ts: message.ts,
    ...thread,
  });
  return h(
    'a',
    { href },
    h(Avatar, { person: state.people.get(message.user ?? ''), name: authorOf(state, message), size: 'small' }),
    h(
      'span',
      {},
      h('small', {}, h('bdi', {}, title), ` · ${dayName(ms, state.me.tz, now())}, ${clockTime(ms, state.me.tz)}`),
      h('strong', {}, h('bdi', {}, authorOf(state, message))),
      h('span', { class: 'words', dir: 'auto' }, marking(shortened(plainWords(state, message.text), 400), words)),
    ),
  );
}

function marking(text: string, words: string[]): ComponentChild[] {
  if (words.length === 0) return [text];
  const any = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  return text.split(any).map((part, index) => (index % 2 === 1 ? h('mark', {}, part) : part));
}
