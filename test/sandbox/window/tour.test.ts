import { describe, expect, test } from 'vitest';
import { firstState, type State } from '../../../src/sandbox/client/state.ts';
import { castOf } from '../../../src/sandbox/client/tour/cast.ts';
import { notice } from '../../../src/sandbox/client/tour/notice.ts';
import type { Progress } from '../../../src/sandbox/client/tour/progress.ts';
import type { Message, Person, Room } from '../../../src/sandbox/client/wire.ts';

/** Who is asked to do what in the tour, and what it takes for done. */

const person = (id: string, more: Partial<Person> = {}): Person => ({
  ...{ id, name: id.toLowerCase(), realName: id, title: '', tz: 'UTC', role: 'member' },
  ...{ bot: false, deleted: false, presence: 'active', hue: 0, outside: false },
  ...more,
});
const room = (name: string, members: string[], more: Partial<Room> = {}): Room => ({
  ...{ id: `C-${name}`, name, kind: 'public', topic: '', purpose: '', archived: false, general: false, shared: false },
  ...{ joined: true, members, lastRead: '0', unread: 0, mentions: 0 },
  ...more,
});
const people = [
  person('ANA', { role: 'owner' }),
  person('BEN'),
  person('CLEO'),
  person('DORA'),
  person('GUS', { role: 'guest' }),
  person('OLE', { outside: true }),
  person('KIM', { deleted: true }),
  person('APP', { bot: true }),
];
const everybody = people.map(({ id }) => id);
const rooms = [
  room('general', everybody, { general: true }),
  room('eng', ['BEN', 'CLEO', 'GUS', 'KIM']),
  room('partner', everybody, { shared: true }),
  room('money', ['ANA', 'BEN'], { kind: 'private' }),
];
const said = (channel: string, user: string, text: string, more: Partial<Message> = {}): Message => ({
  ...{ channel: `C-${channel}`, user, ts: '5.000000', text },
  ...more,
});

function window(me: string, messages: Message[] = []): State {
  const app = { name: 'Hypha', user: 'APP', commands: [], ownCommands: [], messages: 'open' as const, shortcuts: [] };
  const seen = rooms.filter(({ kind, members }) => kind === 'public' || members.includes(me));
  const start = { cursor: '', sandbox: 'S', time: { now: 0, stands: false }, beyond: false, me, app, people };
  const rest = { team: { id: 'T', name: 'T', domain: 't' }, groups: [], unreadThreads: [], modals: [], home: null };
  const state = firstState({ ...start, ...rest, rooms: seen }, { at: 'room', room: 'general' });
  const stretch = { messages, older: false, newer: false, readTo: '9' };
  return { ...state, stretches: new Map([['C-general', stretch]]) };
}

describe('The cast', () => {
  test('says what somebody decided in the open, and what was decided aside', () => {
    const cast = castOf(window('ANA'), [
      said('partner', 'BEN', 'Decided: we tell the partner everything there is to tell'),
      said('eng', 'KIM', 'Decided: whoever has left the company decides no more'),
      said('eng', 'CLEO', 'Ok decided: we ship on Tuesdays, never on Fridays. Thank you all.'),
      said('money', 'BEN', 'Decided: the price goes up by a tenth in spring'),
    ]);
    expect(cast).toMatchObject({
      ...{ decider: 'CLEO', place: { room: 'C-eng', name: 'eng' }, statement: 'We ship on Tuesdays, never on Fridays' },
      ...{ finder: 'BEN', admin: 'ANA' },
      secret: { room: 'C-money', by: 'ANA', statement: 'The price goes up by a tenth in spring', outsider: 'DORA' },
    });
  });

  test('is found where nobody said anything, and never among guests, outsiders and those who left', () => {
    for (const me of everybody) {
      const cast = castOf(window(me), []);
      expect(cast).toBeDefined();
      for (const id of [cast?.decider, cast?.finder, cast?.secret?.outsider ?? 'BEN'])
        expect(['ANA', 'BEN', 'CLEO', 'DORA']).toContain(id);
      expect(cast?.decider).not.toBe(cast?.finder);
    }
    expect(castOf(window('CLEO'), [])?.secret).toBeUndefined();
  });
});

describe('The tour', () => {
  const cast = castOf(window('ANA'), []);
  if (!cast) throw new Error('There is nobody to take the tour.');
  const progress: Progress = {
    ...{ cast, step: 0, closed: false, folded: false, since: '4.000000', done: [] },
    ...{ open: 'D-7', openBy: cast.decider, secret: 'D-8' },
  };
  const answered = (text: string, more: Partial<Message> = {}) =>
    said('general', 'APP', text, { is_ephemeral: true, ...more });
  const done = (me: string, ...messages: Message[]) => notice(window(me, messages), progress).done;

  test('takes a decision for found by somebody who did not write it down', () => {
    expect(done('DORA', answered('2 decisions D-7 D-9'))).toContain('found');
    expect(done(cast.decider, answered('2 decisions D-7 D-9'))).not.toContain('found');
    expect(done('DORA', answered('1 decision D-9'))).not.toContain('found');
  });

  test('takes a private one for hidden only where it is not shown, to somebody who is not in the channel', () => {
    expect(done('DORA', answered('1 decision D-7'))).toContain('hidden');
    expect(done('DORA', answered('2 decisions D-7 D-8'))).not.toContain('hidden');
    expect(done('BEN', answered('1 decision D-7'))).not.toContain('hidden');
  });

  test('goes by what Hypha answers from now on, and by nobody else’s words', () => {
    expect(done('ANA', answered('✓ Stopped. Nothing is said.'))).toContain('stopped');
    expect(done('ANA', answered('✓ Stopped. Nothing is said.', { ts: '3.000000' }))).toEqual([]);
    expect(done('ANA', answered('✓ Stopped. Nothing is said.', { user: 'BEN' }))).toEqual([]);
    expect(done('ANA', answered('✓ Stopped. Nothing is said.', { is_ephemeral: false }))).toEqual([]);
  });

  test('stays the same object while nothing new happens', () => {
    const state = window('ANA', [answered('✓ Stopped.'), answered('D-7 · A card'), answered('D-8 · A card')]);
    const once = notice(state, progress);
    expect(notice(state, once)).toBe(once);
  });
});
