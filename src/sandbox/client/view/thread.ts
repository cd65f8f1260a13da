import { type ComponentChild, h } from 'preact';
import type { Reading } from '../reading.ts';
import { isDirect, type OpenThread, type State, slugOf, titleOf } from '../state.ts';
import { Composer } from './composer.ts';
import type { Here } from './here.ts';
import { Messages } from './messages.ts';
import { answerIn } from './room.ts';
import { sign } from './sign.ts';
import { Timeline } from './timeline.ts';

interface ThreadProps {
  here: Here;
  state: State;
  reading: Reading;
  thread: OpenThread;
  target?: string | undefined;
  emojiReady: boolean;
}

/** A thread, beside its channel; on a narrow screen over it. */
export function ThreadView({ here, state, reading, thread, target, emojiReady }: ThreadProps): ComponentChild {
  const room = state.rooms.get(thread.channel);
  if (!room) return null;
  const title = isDirect(room) ? titleOf(state, room) : `#${room.name}`;
  const close = () => here.go({ at: 'room', room: slugOf(state, room) });
  const { messages } = thread;
  return h(
    'section',
    { class: 'thread', 'aria-label': `Thread in ${title}` },
    h(
      'header',
      { class: 'room-head' },
      h('h2', {}, 'Thread'),
      h(
        'p',
        { class: 'topic' },
        h('a', { href: here.address({ at: 'room', room: slugOf(state, room), ts: thread.root }) }, title),
      ),
      h(
        'button',
        { type: 'button', class: 'tool', 'aria-label': 'Close the thread', title: 'Close (Esc)', onClick: close },
        sign('close'),
      ),
    ),
    h(
      Timeline,
      {
        key: thread.root,
        place: thread.root,
        loaded: messages !== undefined,
        older: false,
        newer: false,
        version: messages,
        target,
        answer: answerIn(state, room.id, thread.root),
        onOlder() {},
        onNewer() {},
        onLatest() {},
        onSeen: () => reading.seenThread(),
      },
      messages &&
        h(Messages, {
          ...{ here, state, messages, target, emojiReady },
          label: 'Replies',
          inThread: true,
          onLeave: () => document.querySelector<HTMLElement>('.thread .composer textarea')?.focus(),
        }),
    ),
    room.joined && !room.archived
      ? h(Composer, {
          here,
          room,
          title,
          thread: thread.root,
          autofocus: target === undefined,
          onUp: () => [...document.querySelectorAll<HTMLElement>('.thread [data-ts]')].at(-1)?.focus(),
        })
      : h('p', { class: 'room-foot' }, room.archived ? `${title} is archived.` : `Join ${title} to reply.`),
  );
}
