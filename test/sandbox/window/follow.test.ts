import { describe, expect, test } from 'vitest';
import { follow, placed } from '../../../src/sandbox/client/follow.ts';
import { firstState, type State, type Stretch } from '../../../src/sandbox/client/state.ts';
import type { Change, Message, Person, Room } from '../../../src/sandbox/client/wire.ts';

/** How a window follows what happens, step by step. */

const person = (id: string): Person => ({
  ...{ id, name: id.toLowerCase(), realName: id, title: '', tz: 'UTC', role: 'member' },
  ...{ bot: false, deleted: false, presence: 'active', hue: 0, outside: false },
});
const room = (id: string, more: Partial<Room> = {}): Room => ({
  ...{
    id,
    name: id.toLowerCase(),
    kind: 'public',
    topic: '',
    purpose: '',
    archived: false,
    general: false,
    shared: false,
  },
  ...{ joined: true, members: ['ME', 'YOU'], lastRead: '5', unread: 0, mentions: 0 },
  ...more,
});
const message = (ts: string, more: Partial<Message> = {}): Message => ({
  channel: 'C',
  ts,
  text: ts,
  user: 'YOU',
  ...more,
});
const stretch = (messages: Message[], more: Partial<Stretch> = {}): Stretch => ({
  messages,
  older: false,
  newer: false,
  readTo: '9',
  ...more,
});

function window(messages: Message[] = [], more: Partial<State> = {}): State {
  const app = { name: 'App', user: 'APP', commands: [], ownCommands: [], messages: 'open' as const, shortcuts: [] };
  const start = {
    sandbox: 'S1',
    cursor: '',
    time: { now: 0, stands: false },
    beyond: false,
    team: { id: 'T', name: 'T', domain: 't' },
    me: 'ME',
    app,
  };
  const people = ['ME', 'YOU'].map(person);
  const whole = {
    ...start,
    people,
    groups: [],
    rooms: [room('C'), room('D', { kind: 'im' })],
    unreadThreads: [],
    modals: [],
    home: null,
  };
  return { ...firstState(whole, { at: 'room', room: 'c' }), stretches: new Map([['C', stretch(messages)]]), ...more };
}

const said = (one: Message, yours = false): Change => ({ kind: 'said', message: one, yours });
const shown = ({ stretches }: State) => stretches.get('C')?.messages.map(({ ts }) => ts);

describe('What is said', () => {
  test('stands in order of time, once, however often it is told', () => {
    const told = [message('3'), message('1'), message('2'), message('3')].reduce(
      (state, one) => follow(state, said(one)),
      window(),
    );
    expect(shown(told)).toEqual(['1', '2', '3']);
  });

  test('counts as unread once it is later than what was read, and calls by name', () => {
    const later = [message('4'), message('6'), message('7', { text: 'hi <@ME>' }), message('8', { user: 'ME' })];
    const after = (count: number) =>
      later
        .slice(0, count)
        .reduce((state, one) => follow(state, said(one)), window())
        .rooms.get('C');
    expect(after(1)).toMatchObject({ unread: 0, mentions: 0 });
    expect(after(3)).toMatchObject({ unread: 2, mentions: 1 });
    expect(after(4)).toMatchObject({ unread: 0, mentions: 0, lastRead: '8' });
    expect(follow(window(), said(message('6', { channel: 'D' }))).rooms.get('D')).toMatchObject({ mentions: 1 });
    expect(follow(window(), said(message('6', { is_ephemeral: true }))).rooms.get('C')).toMatchObject({ unread: 0 });
  });

  test('waits outside a stretch that ends earlier', () => {
    const state = window([], { stretches: new Map([['C', stretch([message('1')], { newer: true })]]) });
    expect(shown(follow(state, said(message('9'))))).toEqual(['1']);
  });

  test('in a thread stands there, and in the room only if it was sent there too', () => {
    const thread = { channel: 'C', root: '1', messages: [message('1')] };
    const reply = message('2', { thread_ts: '1' });
    const state = follow(window([message('1')], { thread }), said(reply, true));
    expect(state.thread?.messages?.map(({ ts }) => ts)).toEqual(['1', '2']);
    expect(shown(state)).toEqual(['1']);
    expect([...state.unreadThreads]).toEqual(['C 1']);
    expect(shown(follow(state, said({ ...reply, ts: '3', subtype: 'thread_broadcast' })))).toEqual(['1', '3']);
    expect([...follow(state, { kind: 'thread-read', thread: 'C 1' }).unreadThreads]).toEqual([]);
    expect([...follow(state, said({ ...reply, ts: '4', user: 'ME' }, true)).unreadThreads]).toEqual([]);
  });

  test('does not pile up in a window that stays open', () => {
    const many = Array.from({ length: 601 }, (_, index) => message(String(1000 + index)));
    const state = many.reduce((so_far, one) => follow(so_far, said(one)), window());
    expect(shown(state)?.length).toBe(400);
    expect(shown(state)?.at(-1)).toBe('1600');
    expect(state.stretches.get('C')?.older).toBe(true);
  });

  test('and heard while it was loading, is put in and not counted twice', () => {
    const state = follow(window(), said(message('6')));
    const loaded = { ...state, stretches: new Map([['C', stretch([])]]) };
    const again = placed(loaded, said(message('6')));
    expect(shown(again)).toEqual(['6']);
    expect(again.rooms.get('C')?.unread).toBe(1);
  });
});

describe('What changes', () => {
  test('is drawn anew, and nothing else: all other messages stay the same objects', () => {
    const before = window([message('1'), message('2')]);
    const after = follow(before, { kind: 'changed', message: message('2', { text: 'better' }) });
    expect(after.stretches.get('C')?.messages[0]).toBe(before.stretches.get('C')?.messages[0]);
    expect(after.stretches.get('C')?.messages[1]?.text).toBe('better');
    expect(follow(before, { kind: 'changed', message: message('7') })).toBe(before);
  });

  test('a message that goes takes its open thread along', () => {
    const state = window([message('1')], { thread: { channel: 'C', root: '1', messages: [message('1')] } });
    const after = follow(state, { kind: 'gone', channel: 'C', ts: '1' });
    expect(shown(after)).toEqual([]);
    expect(after.thread).toBeUndefined();
  });

  test('a room that one is shown out of takes everything along', () => {
    const state = window([message('1')], { thread: { channel: 'C', root: '1', messages: [] } });
    const after = follow(state, { kind: 'room-gone', channel: 'C' });
    expect([after.rooms.has('C'), after.stretches.has('C'), after.thread]).toEqual([false, false, undefined]);
  });

  test('the clock has all times told anew', () => {
    expect(follow(window(), { kind: 'clock', now: 1, stands: true }).tick).toBe(1);
  });
});
