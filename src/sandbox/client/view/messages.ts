import { type ComponentChild, h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { permalinkOf } from '../address.ts';
import { dayName, dayOf, msOf } from '../dates.ts';
import { isReply } from '../follow.ts';
import { now } from '../now.ts';
import { roomNamed, type State, slugOf } from '../state.ts';
import type { Message } from '../wire.ts';
import { EmojiPicker } from './emoji-picker.ts';
import { useHeldFocus } from './held-focus.ts';
import type { Here } from './here.ts';
import { Menu, type MenuItem } from './menu.ts';
import { type Handling, MessageRow } from './message.ts';

interface MessagesProps {
  here: Here;
  state: State;
  messages: readonly Message[];
  label: string;
  inThread?: boolean;
  /** The line "New" stands before the first message after this. */
  readTo?: string;
  /** The message somebody was led to. */
  target?: string | undefined;
  emojiReady: boolean;
  /** The focus leaves the list downwards. */
  onLeave(): void;
}

interface Open {
  what: 'menu' | 'picker';
  ts: string;
  anchor: HTMLElement;
}

/** Messages one below the other, with days between them. Arrow keys move, letters do. */
export function Messages(props: MessagesProps): ComponentChild {
  const { here, state, messages, label, inThread = false, readTo = '9', target, emojiReady } = props;
  const [active, focus] = useState<string>();
  const [editing, edit] = useState<string>();
  const [open, setOpen] = useState<Open>();
  const handling: Handling = useMemo(
    () => ({
      edit: (ts) => {
        edit((before) => {
          if (ts === undefined && before !== undefined) requestAnimationFrame(() => focusRow(before));
          return ts;
        });
      },
      menu: (ts, anchor) => setOpen({ what: 'menu', ts, anchor }),
      picker: (ts, anchor) => setOpen({ what: 'picker', ts, anchor }),
      focused: (ts) => focus(ts),
    }),
    [],
  );
  const onFocusIn = useHeldFocus();
  const about = open && messages.find(({ ts }) => ts === open.ts);
  const current = messages.some(({ ts }) => ts === active) ? active : messages.at(-1)?.ts;
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target;
    if (!(row instanceof HTMLElement) || row.dataset.ts === undefined) return;
    const message = messages.find(({ ts }) => ts === row.dataset.ts);
    if (message && (move(event, row, props.onLeave) || act(here, message, row, handling, event, inThread))) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return h(
    'div',
    { class: 'messages', role: 'group', 'aria-label': label, onKeyDown, onFocusIn },
    messages.map((message, index) => {
      const before = messages[index - 1];
      const day = newDay(before, message, state.me.tz);
      const isNew =
        message.ts > readTo && (before === undefined || before.ts <= readTo) && message.user !== state.me.id;
      return [
        day && separator(`day ${message.ts}`, dayName(msOf(message.ts), state.me.tz, now())),
        isNew && separator('new', 'New', true),
        h(MessageRow, {
          key: message.ts,
          ...{ here, message, inThread, handling, emojiReady },
          follows: !day && !isNew && followsOn(before, message),
          active: message.ts === current,
          editing: message.ts === editing,
          target: message.ts === target,
          people: state.people,
          me: state.me,
          tick: state.tick,
        }),
      ];
    }),
    open?.what === 'menu' &&
      about &&
      h(Menu, {
        anchor: open.anchor,
        label: 'For this message',
        items: menuOf(here, about, open.anchor, handling, inThread),
        onClose: () => setOpen(undefined),
      }),
    open?.what === 'picker' &&
      about &&
      h(EmojiPicker, {
        anchor: open.anchor,
        onClose: () => setOpen(undefined),
        onPick: (name: string) => void here.deeds.react(about, name),
      }),
  );
}

function separator(key: string, words: string, isNew = false): ComponentChild {
  return h('div', { class: isNew ? 'line line-new' : 'line', key }, h('span', {}, words));
}

function newDay(before: Message | undefined, message: Message, zone: string): boolean {
  return before === undefined || dayOf(msOf(before.ts), zone) !== dayOf(msOf(message.ts), zone);
}

const CLOSE_MS = 5 * 60_000;

function followsOn(before: Message | undefined, message: Message): boolean {
  if (!before || before.user !== message.user || before.username !== message.username) return false;
  if (before.subtype !== message.subtype || before.is_ephemeral !== message.is_ephemeral) return false;
  return msOf(message.ts) - msOf(before.ts) < CLOSE_MS && (before.reply_count ?? 0) === 0;
}

function focusRow(ts: string): void {
  document.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`)?.focus();
}

const STEPS: Record<string, number> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -10,
  PageDown: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function move({ key, altKey }: KeyboardEvent, row: HTMLElement, leave: () => void): boolean {
  const step = STEPS[key];
  if (step === undefined || altKey) return false;
  const rows = [...(row.parentElement?.querySelectorAll<HTMLElement>('[data-ts]') ?? [])];
  const at = rows.indexOf(row);
  if (key === 'ArrowDown' && at === rows.length - 1) leave();
  else rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  return true;
}

/** What the keys do on a message. */
function act(
  here: Here,
  message: Message,
  row: HTMLElement,
  handling: Handling,
  event: KeyboardEvent,
  inThread: boolean,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const mine = message.user === here.state().me.id && !message.is_ephemeral;
  if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) handling.menu(message.ts, row);
  else if (event.key === 'Enter' && !inThread && !message.is_ephemeral) openThread(here, message);
  else if (event.key === 'm') handling.menu(message.ts, row);
  else if (event.key === 'r') handling.picker(message.ts, row);
  else if (event.key === 'e' && mine) handling.edit(message.ts);
  else if (event.key === 'Delete' && mayDelete(here, message)) void remove(here, message);
  else return false;
  return true;
}

function openThread(here: Here, message: Message): void {
  const state = here.state();
  const room = state.rooms.get(message.channel) ?? roomNamed(state, message.channel);
  const root = isReply(message) && message.thread_ts !== undefined ? message.thread_ts : message.ts;
  if (room) here.go({ at: 'room', room: slugOf(state, room), thread: root });
}

function mayDelete(here: Here, message: Message): boolean {
  const { me } = here.state();
  return message.user === me.id || me.role === 'owner' || me.role === 'admin';
}

async function remove(here: Here, message: Message): Promise<void> {
  const question = {
    title: 'Delete this message?',
    words: 'It goes for everybody, and cannot be brought back.',
    yes: 'Delete',
    no: 'Keep',
    danger: true,
  };
  if (await here.confirm(question)) await here.deeds.remove(message);
}

function menuOf(here: Here, message: Message, anchor: HTMLElement, handling: Handling, inThread: boolean): MenuItem[] {
  const { me, app, team } = here.state();
  const mine = message.user === me.id;
  const { channel, ts, thread_ts } = message;
  const link = permalinkOf(team.domain, { channel, ts, ...(thread_ts === undefined ? {} : { thread: thread_ts }) });
  const items: (MenuItem | false)[] = [
    !inThread && { words: 'Reply in a thread', keys: 'Enter', run: () => openThread(here, message) },
    { words: 'Add a reaction', keys: 'R', run: () => handling.picker(ts, anchor) },
    { words: 'Copy link', run: () => void copy(here, link) },
    mine && { words: 'Edit message', keys: 'E', apart: true, run: () => handling.edit(ts) },
    mayDelete(here, message) && {
      words: 'Delete message',
      keys: 'Del',
      danger: true,
      apart: !mine,
      run: () => void remove(here, message),
    },
    ...app.shortcuts
      .filter(({ type }) => type === 'message')
      .map((shortcut, index) => ({
        words: shortcut.name,
        note: app.name,
        apart: index === 0,
        run: () => void here.deeds.shortcut(shortcut.id, message),
      })),
  ];
  return items.filter((item) => item !== false);
}

async function copy(here: Here, link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    here.say('The link is copied.');
  } catch {
    here.say(link);
  }
}
