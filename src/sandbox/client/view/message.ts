import { type ComponentChild, h } from 'preact';
import { addressOf } from '../address.ts';
import { ago, clockTime, fullTime, msOf } from '../dates.ts';
import { now } from '../now.ts';
import { authorOf, nameOf, roomNamed, type State, slugOf } from '../state.ts';
import { plainWords, shortened } from '../typed.ts';
import type { Message, Person } from '../wire.ts';
import { Avatar } from './avatar.ts';
import { Careful } from './careful.ts';
import { Content } from './content.ts';
import { EditBox } from './edit-box.ts';
import type { Here } from './here.ts';
import { Name } from './profile.ts';
import { sign } from './sign.ts';
import { steady } from './steady.ts';
import { emoji, mrkdwn } from './text.ts';

export interface Handling {
  edit(ts: string | undefined): void;
  menu(ts: string, anchor: HTMLElement): void;
  picker(ts: string, anchor: HTMLElement): void;
  focused(ts: string): void;
}

interface RowProps {
  here: Here;
  message: Message;
  /** Follows one by the same author: no picture, no name. */
  follows: boolean;
  inThread: boolean;
  active: boolean;
  editing: boolean;
  target: boolean;
  handling: Handling;
  /** Names and zone: when they change, every row is drawn again. */
  people: State['people'];
  me: Person;
  emojiReady: boolean;
  tick: number;
}

/** The notices that Slack itself leaves in a channel. */
const NOTICES =
  /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive|convert_to_private)$|^(pinned_item|bot_add|tombstone)$/;

export const MessageRow = steady((props: RowProps) => {
  const { here, message, follows, active, target, handling } = props;
  const state = here.state();
  const notice = NOTICES.test(message.subtype ?? '');
  const kinds = [
    'message',
    follows && 'message-follows',
    notice && 'message-notice',
    message.is_ephemeral && 'message-whisper',
    target && 'message-target',
  ];
  return h(
    'article',
    {
      class: kinds.filter(Boolean).join(' '),
      'data-ts': message.ts,
      tabIndex: active ? 0 : -1,
      'aria-label': labelOf(state, message),
      onFocus: () => handling.focused(message.ts),
    },
    h('div', { class: 'gutter' }, follows ? time(props) : avatar(state, message)),
    h('div', { class: 'body' }, !follows && head(props), body(props, notice)),
    !notice && !message.is_ephemeral && h(Toolbar, props),
  );
});

function labelOf(state: State, message: Message): string {
  const { me } = state;
  const when = `${clockTime(msOf(message.ts), me.tz)}`;
  const whisper = message.is_ephemeral ? ', only visible to you' : '';
  return `${authorOf(state, message)}, ${when}${whisper}: ${shortened(plainWords(state, message.text), 200)}`;
}

function avatar(state: State, message: Message): ComponentChild {
  return h(Avatar, { person: state.people.get(message.user ?? ''), name: authorOf(state, message) });
}

function time({ here, message }: RowProps): ComponentChild {
  const { me } = here.state();
  const ms = msOf(message.ts);
  return h(
    'a',
    { class: 'time', href: hrefOf(here, message), title: fullTime(ms, me.tz) },
    h('time', {}, clockTime(ms, me.tz)),
  );
}

function hrefOf(here: Here, message: Message): string {
  const state = here.state();
  const room = state.rooms.get(message.channel);
  const slug = room ? slugOf(state, room) : message.channel;
  const thread =
    message.thread_ts !== undefined && message.thread_ts !== message.ts ? { thread: message.thread_ts } : {};
  return addressOf(state.me.name, { at: 'room', room: slug, ts: message.ts, ...thread });
}

function head(props: RowProps): ComponentChild {
  const { here, message } = props;
  const state = here.state();
  const person = state.people.get(message.user ?? '');
  const isApp = person?.bot === true || message.bot_id !== undefined;
  return h(
    'header',
    { class: 'head' },
    h(Name, { here, person: message.username === undefined ? person : undefined, words: authorOf(state, message) }),
    isApp && h('span', { class: 'badge' }, 'App'),
    person?.outside && h('span', { class: 'badge badge-outside' }, 'Other company'),
    person?.role.includes('guest') && h('span', { class: 'badge' }, 'Guest'),
    person?.status?.emoji && h('span', { title: person.status.text }, emoji(person.status.emoji.replaceAll(':', ''))),
    time(props),
  );
}

function body(props: RowProps, notice: boolean): ComponentChild {
  const { here, message, editing, handling, inThread } = props;
  const broadcast = message.subtype === 'thread_broadcast' && !inThread;
  return [
    message.is_ephemeral && h('p', { class: 'aside' }, 'Only visible to you'),
    broadcast &&
      h('p', { class: 'aside' }, 'replied to a thread: ', h('a', { href: hrefOf(here, message) }, 'show the thread')),
    editing
      ? h(EditBox, { here, message, onDone: () => handling.edit(undefined) })
      : notice
        ? h('div', { class: 'notice', dir: 'auto' }, mrkdwn(here, message.text))
        : h(Careful, {}, h(Content, { here, message })),
    message.edited && !editing && h('span', { class: 'edited', title: editedAt(here, message) }, '(edited)'),
    !editing && h(Reactions, props),
    !inThread && (message.reply_count ?? 0) > 0 && replies(here, message),
  ];
}

function editedAt(here: Here, { edited }: Message): string {
  return edited ? `Edited ${fullTime(msOf(edited.ts), here.state().me.tz)}` : '';
}

function Reactions({ here, message, handling }: RowProps): ComponentChild {
  const { me } = here.state();
  const { reactions = [] } = message;
  if (reactions.length === 0) return null;
  const one = ({ name, users }: { name: string; users: string[] }) => {
    const who = users.map((id) => (id === me.id ? 'you' : nameOf(here.state(), id))).join(', ');
    const mine = users.includes(me.id);
    const label = `${name.replaceAll('_', ' ')}, ${users.length}: ${who}`;
    return h(
      'button',
      {
        type: 'button',
        key: name,
        class: 'reaction',
        'aria-pressed': mine,
        'aria-label': label,
        title: `${who} with :${name}:`,
        onClick: () => void here.deeds.react(message, name),
      },
      h('span', { 'aria-hidden': 'true' }, emoji(name)),
      h('span', { 'aria-hidden': 'true' }, users.length),
    );
  };
  const add = ({ currentTarget }: MouseEvent) =>
    currentTarget instanceof HTMLElement && handling.picker(message.ts, currentTarget);
  return h(
    'div',
    { class: 'reactions' },
    reactions.map(one),
    h(
      'button',
      { type: 'button', class: 'reaction reaction-add', 'aria-label': 'Add a reaction', onClick: add },
      sign('smile'),
    ),
  );
}

function replies(here: Here, message: Message): ComponentChild {
  const state = here.state();
  const count = message.reply_count ?? 0;
  const room = state.rooms.get(message.channel) ?? roomNamed(state, message.channel);
  const href = here.address({ at: 'room', room: room ? slugOf(state, room) : message.channel, thread: message.ts });
  const latest = message.latest_reply === undefined ? '' : `last reply ${ago(msOf(message.latest_reply), now())}`;
  return h(
    'a',
    { class: 'replies', href },
    (message.reply_users ?? [])
      .slice(0, 4)
      .map((id) => h(Avatar, { person: state.people.get(id), name: nameOf(state, id), size: 'tiny' })),
    h('strong', {}, `${count} ${count === 1 ? 'reply' : 'replies'}`),
    h('span', { class: 'faint' }, latest),
  );
}

function Toolbar({ here, message, handling, inThread }: RowProps): ComponentChild {
  const state = here.state();
  const room = state.rooms.get(message.channel);
  const beside =
    (act: (anchor: HTMLElement) => void) =>
    ({ currentTarget }: MouseEvent) => {
      if (currentTarget instanceof HTMLElement) act(currentTarget);
    };
  return h(
    'div',
    { class: 'toolbar', role: 'group', 'aria-label': 'For this message' },
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': 'Add a reaction',
        title: 'React (R)',
        onClick: beside((anchor) => handling.picker(message.ts, anchor)),
      },
      sign('smile'),
    ),
    !inThread &&
      room &&
      h(
        'a',
        {
          class: 'tool',
          href: here.address({ at: 'room', room: slugOf(state, room), thread: message.thread_ts ?? message.ts }),
          'aria-label': 'Reply in a thread',
          title: 'Reply in a thread (Enter)',
        },
        sign('reply'),
      ),
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': 'More for this message',
        'aria-haspopup': 'menu',
        title: 'More (M)',
        onClick: beside((anchor) => handling.menu(message.ts, anchor)),
      },
      sign('more'),
    ),
  );
}
