import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addDays, weekAround } from '../../../src/sandbox/client/calendar/days.ts';
import { begun, changesIn, draftOf, newDraft, wrongIn } from '../../../src/sandbox/client/calendar/draft.ts';
import { hoursOf, laidOut, meetingsOn, wholeDaysOn } from '../../../src/sandbox/client/calendar/lanes.ts';
import { placeIn, readPlaceIn } from '../../../src/sandbox/client/calendar/place.ts';
import { waitingWords } from '../../../src/sandbox/client/clock/words.ts';
import { momentOf } from '../../../src/sandbox/client/dates.ts';
import type { Meeting } from '../../../src/sandbox/client/wire.ts';
import { openSlack, type Slack } from '../../support/slack.ts';

/** How the page lays out a week and says what was changed, and what the server tells whom. */

const zone = 'Europe/Lisbon';
const me = { name: 'ana', tz: zone };
const meeting = (from: string, to: string, more: Partial<Meeting> = {}): Meeting => ({
  ...{ id: from, title: from, description: '', location: '', link: null, channel: null, days: null, zone },
  ...{ start: momentOf(from, zone), end: momentOf(to, zone), organizer: { mail: '', name: '' }, guests: [] },
  ...{ answer: null, own: true, series: false, repeats: '', changed: false, private: false, busy: false },
  ...more,
});

describe('A week', () => {
  test('goes from Monday to Sunday, over the end of a year too', () => {
    expect(weekAround('2027-01-01')).toEqual(
      ['28', '29', '30', '31', '01', '02', '03'].map((day, index) => `${index < 4 ? '2026-12' : '2027-01'}-${day}`),
    );
    expect(weekAround('2026-11-16')[0]).toBe('2026-11-16');
    expect(weekAround('2026-11-22')[0]).toBe('2026-11-16');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  test('has what touches a day on it, and what ends at midnight only on the day before', () => {
    const late = meeting('2026-11-16T22:00', '2026-11-17T00:00');
    const over = meeting('2026-11-16T23:00', '2026-11-17T01:00');
    expect(meetingsOn([late, over], '2026-11-16', zone)).toEqual([late, over]);
    expect(meetingsOn([late, over], '2026-11-17', zone)).toEqual([over]);
    const days = meeting('2026-11-16T00:00', '2026-11-18T00:00', { days: { from: '2026-11-16', to: '2026-11-18' } });
    expect(meetingsOn([days], '2026-11-16', zone)).toEqual([]);
    expect(['16', '17', '18'].map((day) => wholeDaysOn([days], `2026-11-${day}`).length)).toEqual([1, 1, 0]);
  });

  test('has what is at the same time side by side, and what is not as wide as the day', () => {
    const laid = laidOut(
      [
        meeting('2026-11-16T09:00', '2026-11-16T10:00'),
        meeting('2026-11-16T09:30', '2026-11-16T10:30'),
        meeting('2026-11-16T10:00', '2026-11-16T11:00'),
        meeting('2026-11-16T11:00', '2026-11-16T11:10'),
        meeting('2026-11-16T11:10', '2026-11-16T11:40'),
      ],
      '2026-11-16',
      zone,
    );
    // One of ten minutes takes the room of a longer one, so the next stands beside it.
    expect(laid.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 2],
      [1, 2],
    ]);
    expect(hoursOf([laid])).toEqual({ from: 8, to: 18 });
    expect(hoursOf([laidOut([meeting('2026-11-16T22:00', '2026-11-17T02:00')], '2026-11-16', zone)])).toEqual({
      from: 8,
      to: 24,
    });
  });

  test('is an address: whose, which, and the meeting that is open', () => {
    for (const place of [
      { day: '2026-11-16' },
      { of: 'ravi', day: '2026-11-16', meeting: 'abc_1' },
      { of: 'ravi' },
      {},
    ])
      expect(readPlaceIn(placeIn(place))).toMatchObject(place);
    expect(readPlaceIn({ at: 'page', name: 'calendar', rest: ['nonsense'] }).day).toBeUndefined();
  });
});

describe('What stands in the form of a meeting', () => {
  const draft = newDraft('2026-11-16', 600, zone);

  test('keeps how long it takes when its beginning is moved', () => {
    expect(begun(draft, '2026-11-17T15:15')).toMatchObject({ start: '2026-11-17T15:15', end: '2026-11-17T15:45' });
  });

  test('is told only as far as it was changed', () => {
    const before = draftOf(meeting('2026-11-16T10:00', '2026-11-16T11:00'), [], zone);
    expect(changesIn(before, before, me)).toEqual({});
    expect(changesIn(before, { ...before, location: 'Shed' }, me)).toEqual({ location: 'Shed' });
    expect(changesIn(before, { ...before, guests: [{ key: 'ravi', words: 'Ravi' }] }, me)).toEqual({
      with: ['ana', 'ravi'],
    });
    expect(changesIn(before, begun(before, '2026-11-16T12:00'), me)).toEqual({
      start: momentOf('2026-11-16T12:00', zone),
      end: momentOf('2026-11-16T13:00', zone),
    });
    expect(changesIn(before, { ...before, allDay: true }, me)).toEqual({
      days: { from: '2026-11-16', to: '2026-11-17' },
    });
  });

  test('is found wrong where it is', () => {
    const titled = { ...draft, title: 'Weeding' };
    expect(wrongIn(titled)).toEqual({});
    expect(Object.keys(wrongIn({ ...titled, title: ' ', end: titled.start }))).toEqual(['title', 'end']);
    expect(Object.keys(wrongIn({ ...titled, allDay: true, to: '2026-11-15' }))).toEqual(['to']);
    expect(Object.keys(wrongIn({ ...titled, repeats: 'daily', until: '2026-11-15' }))).toEqual(['until']);
  });
});

test('What time waits for is said in words', () => {
  expect(waitingWords('inbox: 1, actions: 2', 'Hypha')).toBe('Hypha has 1 thing to be read, 2 messages to be sent.');
  expect(waitingWords('Hypha does not answer', 'Hypha')).toBe('Hypha does not answer.');
  expect(waitingWords('', 'Hypha')).toBe('');
});

describe('What the window is told of calendars', () => {
  const now = Date.now();
  const told = z.looseObject({
    meetings: z.array(z.looseObject({ title: z.string(), busy: z.boolean() })),
    feed: z.string().optional(),
  });
  let slack: Slack;
  beforeAll(async () => {
    slack = await openSlack();
    await slack.addPerson({ name: 'gil', real_name: 'Gil Guest', role: 'guest' });
    const secret = { person: 'ravi', title: 'Dentist', start: now, end: now + 60_000, private: true, with: ['ben'] };
    await slack.control('event-create', secret, z.looseObject({}));
  });
  afterAll(() => slack.close());
  const look = async (as: string, of?: string) => {
    const query = new URLSearchParams({ as, ...(of ? { of } : {}), from: String(now - 1), to: String(now + 1_000) });
    const answer = await fetch(`${slack.url}/window/calendar?${query}`);
    return { status: answer.status, text: await answer.text() };
  };

  test('of what is private only those who come hear more than that the time is taken', async () => {
    const [ravi, ben, maya] = [await look('ravi'), await look('ben', 'ravi'), await look('maya', 'ravi')];
    expect(
      [ravi, ben, maya].map(({ text }) => told.parse(JSON.parse(text)).meetings.map(({ title }) => title)),
    ).toEqual([['Dentist'], ['Dentist'], ['Busy']]);
    expect(maya.text).not.toMatch(/Dentist|ben/i);
    expect([ravi, maya].map(({ text }) => told.parse(JSON.parse(text)).feed !== undefined)).toEqual([true, false]);
  });

  test('guests look into no calendar but their own, and nobody into theirs', async () => {
    expect([
      (await look('gil', 'ravi')).status,
      (await look('maya', 'gil')).status,
      (await look('gil')).status,
    ]).toEqual([400, 400, 200]);
  });
});
