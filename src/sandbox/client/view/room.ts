import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { isReply } from '../follow.ts';
import type { Reading } from '../reading.ts';
import { isDirect, nameOf, othersIn, type State, slugOf, titleOf } from '../state.ts';
import type { Room } from '../wire.ts';
import { Avatar, Presence } from './avatar.ts';
import { Composer } from './composer.ts';
import type { Here } from './here.ts';
import { Messages } from './messages.ts';
import { Popup } from './popup.ts';
import { type SignName, sign } from './sign.ts';
import { mrkdwn } from './text.ts';
import { Timeline } from './timeline.ts';

interface RoomProps {
  here: Here;
  state: State;
  reading: Reading;
  room: Room;
  target?: string | undefined;
  emojiReady: boolean;
  /** Without its own header, where another stands over it. */
  bare?: boolean;
}

export function signOf(room: Room): SignName {
  return room.kind === 'private' ? 'lock' : room.shared ? 'globe' : 'hash';
}

/** A conversation: what it is called, what was said, and a field to say more. */
export function RoomView({ here, state, reading, room, target, emojiReady, bare = false }: RoomProps): ComponentChild {
  const stretch = state.stretches.get(room.id);
  const title = isDirect(room) ? titleOf(state, room) : `#${room.name}`;
  return h(
    'section',
    { class: 'room', 'aria-label': title },
    !bare && header(here, state, room),
    h(
      Timeline,
      {
        key: room.id,
        place: `${state.me.id} ${room.id}`,
        loaded: stretch !== undefined,
        older: stretch?.older ?? false,
        newer: stretch?.newer ?? false,
        version: stretch,
        target,
        answer: answerIn(state, room.id),
        onOlder: () => void reading.older(room.id),
        onNewer: () => void reading.newer(room.id),
        onLatest: () => {
          if (target !== undefined) here.go({ at: 'room', room: slugOf(state, room) });
          else void reading.open(room.id);
        },
        onSeen: () => reading.seen(room.id),
      },
      stretch && !stretch.older && beginning(here, state, room, title),
      stretch &&
        h(Messages, {
          ...{ here, state, target, emojiReady },
          messages: stretch.messages,
          label: `Messages in ${title}`,
          readTo: stretch.readTo,
          onLeave: () => focusComposer('.room'),
        }),
    ),
    foot(here, room, title),
  );
}

export function answerIn({ answer }: State, channel: string, thread?: string): string | undefined {
  const root = answer && isReply(answer) ? answer.thread_ts : undefined;
  return answer?.channel === channel && root === thread ? answer.ts : undefined;
}

function focusComposer(inside: string): void {
  document.querySelector<HTMLElement>(`${inside} .composer textarea`)?.focus();
}

function focusLast(inside: string): void {
  [...document.querySelectorAll<HTMLElement>(`${inside} [data-ts]`)].at(-1)?.focus();
}

function foot(here: Here, room: Room, title: string): ComponentChild {
  if (room.archived) return h('p', { class: 'room-foot' }, `${title} is archived. What was said in it stays.`);
  if (!room.joined)
    return h(
      'div',
      { class: 'room-foot' },
      h('span', {}, `You are looking at ${title}.`),
      h(
        'button',
        { type: 'button', class: 'button button-primary', onClick: () => void here.deeds.join(room.id) },
        'Join the channel',
      ),
    );
  const { app } = here.state();
  if (room.kind === 'im' && room.members.includes(app.user) && app.messages !== 'open')
    return h('p', { class: 'room-foot' }, `Sending messages to ${app.name} is turned off.`);
  return h(Composer, {
    here,
    room,
    title,
    autofocus: matchMedia('(min-width: 700px)').matches,
    onUp: () => focusLast('.room'),
  });
}

function header(here: Here, state: State, room: Room): ComponentChild {
  const [person] = othersIn(state, room);
  const name = isDirect(room)
    ? [room.kind === 'im' && h(Presence, { person }), h('bdi', {}, titleOf(state, room))]
    : [sign(signOf(room)), h('bdi', {}, room.name)];
  return h(
    'header',
    { class: 'room-head' },
    h('h1', {}, name),
    room.shared && h('span', { class: 'badge badge-outside' }, 'Shared with another company'),
    h(
      'p',
      { class: 'topic', title: room.topic || room.purpose },
      room.kind === 'im' ? (person?.title ?? '') : mrkdwn(here, room.topic || room.purpose),
    ),
    room.kind !== 'im' && h(Members, { here, state, room }),
  );
}

function Members({ here, state, room }: { here: Here; state: State; room: Room }): ComponentChild {
  const [anchor, open] = useState<HTMLElement>();
  const toggle = ({ currentTarget }: MouseEvent) =>
    currentTarget instanceof HTMLElement && open(anchor ? undefined : currentTarget);
  const count = room.members.length;
  const leave = async () => {
    open(undefined);
    if (await here.deeds.leave(room.id)) here.say(`You left #${room.name}.`);
  };
  return [
    h(
      'button',
      {
        type: 'button',
        class: 'members',
        'aria-haspopup': 'dialog',
        'aria-expanded': anchor !== undefined,
        onClick: toggle,
        'aria-label': `${count} ${count === 1 ? 'member' : 'members'}`,
      },
      sign('people'),
      String(count),
    ),
    anchor &&
      h(
        Popup,
        { anchor, label: 'Members', onClose: () => open(undefined) },
        h(
          'ul',
          { class: 'people-list' },
          room.members.map((id) => {
            const person = state.people.get(id);
            const name = nameOf(state, id);
            const inside = [
              h(Avatar, { person, name, size: 'small' }),
              h('span', {}, h('bdi', {}, name), h('small', {}, person?.bot ? 'App' : person?.title)),
            ];
            const href = person?.bot
              ? here.address({ at: 'app', tab: 'home' })
              : here.address({ at: 'room', room: `@${person?.name ?? id}` });
            return h('li', {}, h('a', { href, onClick: () => open(undefined) }, inside));
          }),
        ),
        room.joined &&
          !room.general &&
          room.kind !== 'mpim' &&
          h(
            'button',
            { type: 'button', class: 'menu-item menu-danger', onClick: () => void leave() },
            `Leave #${room.name}`,
          ),
      ),
  ];
}

function beginning(here: Here, state: State, room: Room, title: string): ComponentChild {
  if (isDirect(room)) {
    const [person] = othersIn(state, room);
    const self = room.members.length === 1 || person?.id === state.me.id;
    return h(
      'div',
      { class: 'beginning' },
      h(Avatar, { person, name: titleOf(state, room), size: 'large' }),
      h(
        'p',
        {},
        self ? 'Notes to yourself.' : `This is the beginning of your conversation with ${titleOf(state, room)}.`,
      ),
    );
  }
  return h(
    'div',
    { class: 'beginning' },
    h('p', { class: 'beginning-name' }, title),
    h('p', {}, `This is the beginning of ${title}. `, mrkdwn(here, room.purpose)),
  );
}
