import { type ComponentChild, h } from 'preact';
import type { Place } from '../address.ts';
import { placeIn } from '../calendar/place.ts';
import { clockTime, dayOf, shortDay } from '../dates.ts';
import { type State, slugOf } from '../state.ts';
import { plainWords, shortened } from '../typed.ts';
import type { Here } from '../view/here.ts';
import type { Happened, Spot } from '../wire.ts';
import { count } from './words.ts';

/** What happened while time was moved: a list of ways to the places where it did. */

const MOST = 20;

interface HappenedProps {
  here: Here;
  state: State;
  happened: Happened;
  onGo(): void;
}

export function HappenedList({ here, state, happened, onGo }: HappenedProps): ComponentChild {
  const { from, to, said, posts, meetings } = happened;
  const { tz } = state.me;
  const when = (ms: number) => `${shortDay(ms, tz)} ${clockTime(ms, tz)}`;
  const nothing = said.length + posts.length + meetings.length === 0;
  return h(
    'div',
    {
      class: 'happened',
      onClick: ({ target }: MouseEvent) => target instanceof Element && target.closest('a') && onGo(),
    },
    h('h3', {}, 'What happened'),
    h('p', { class: 'faint' }, `${when(from)} – ${when(to)}`),
    nothing && h('p', {}, 'Nothing that you can see.'),
    group(
      'Said',
      said.map(({ first, name, count: many }) => ({
        href: here.address(placeOf(state, first)),
        words: name,
        note: count(many, 'message'),
      })),
      'said',
    ),
    group(
      state.app.name,
      posts.map((post) => ({
        href: here.address(placeOf(state, post)),
        words: shortened(plainWords(state, post.text), 140) || 'A message without words',
        note: `${post.name}${post.whispered ? ', only you see it' : ''}, ${when(Number(post.ts) * 1000)}`,
      })),
    ),
    group(
      'Meetings',
      meetings.map(({ id, title, start }) => ({
        href: here.address(placeIn({ day: dayOf(start, tz), meeting: id })),
        words: title,
        note: when(start),
      })),
    ),
  );
}

interface Line {
  href: string;
  words: string;
  note: string;
}

function group(title: string, lines: readonly Line[], kind = ''): ComponentChild {
  if (lines.length === 0) return null;
  const more = lines.length - MOST;
  return [
    h('h4', {}, title),
    h(
      'ul',
      { class: kind },
      lines
        .slice(0, MOST)
        .map(({ href, words, note }) => h('li', {}, h('a', { href }, h('bdi', {}, words), h('small', {}, note)))),
      more > 0 && h('li', { class: 'faint' }, `and ${more} more`),
    ),
  ];
}

function placeOf(state: State, { channel, ts, thread_ts: thread }: Spot): Place {
  const room = state.rooms.get(channel);
  const inThread = thread === undefined || thread === ts ? {} : { thread };
  return { at: 'room', room: room ? slugOf(state, room) : channel, ts, ...inThread };
}
