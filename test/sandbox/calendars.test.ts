import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openSlack, type Slack } from '../support/slack.ts';

/** People's weeks: what a story puts there, what they do about it, and what another program reads of it. */

const Face = z.looseObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  start: z.number(),
  end: z.number(),
  repeats: z.string(),
  answer: z.string().nullable(),
  own: z.boolean(),
  link: z.string().nullable(),
  channel: z.string().nullable(),
  guests: z.array(z.object({ mail: z.string(), name: z.string(), person: z.string().nullable(), answer: z.string() })),
});
const Week = z.looseObject({ events: z.array(Face) });
const Made = z.looseObject({ event: Face });
const Time = z.looseObject({
  now: z.number(),
  morning: z.number(),
  meeting: z.looseObject({ title: z.string() }).nullable(),
});
const hour = 3_600_000;
const day = 24 * hour;

let slack: Slack;
/** Week 6, Tuesday 09:10, where the story is. */
let now: number;
beforeAll(async () => {
  slack = await openSlack({ story: { name: 'halfdegree', from: { day: 36, minute: 550 } } });
  now = (await slack.control('pause', {}, Time)).now;
});
afterAll(() => slack.close());

const week = async (person: string, from = now - 2 * day, to = now + 5 * day) =>
  (await slack.control('calendar', { person, from: Math.round(from), to: Math.round(to) }, Week)).events;
const acts = (verb: string, args: object) => slack.control(verb, args, Made).then(({ event }) => event);
const titles = (events: z.infer<typeof Face>[]) => events.map(({ title }) => title);
const lisbon = (at: number) =>
  new Date(at).toLocaleString('en-GB', {
    timeZone: 'Europe/Lisbon',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });

describe('the calendars of a story', () => {
  test('hold its meetings at its times, for those who are asked', async () => {
    const events = await week('jonas');
    const interviews = events.filter(({ title }) => title.startsWith('Interview'));
    expect(interviews.map(({ title, start }) => [title, lisbon(start)])).toEqual([
      ['Interview, backend engineer (1)', 'Tue 13:00'],
      ['Interview, backend engineer (2)', 'Wed 12:45'],
      ['Interview, backend engineer (3)', 'Wed 14:00'],
    ]);
    expect(interviews[0]?.guests.map(({ mail, person }) => [mail, person])).toEqual([
      ['sam@halfdegree.example', 'U0SAM0000'],
      ['jonas@halfdegree.example', 'U0JONAS00'],
      ['wanjiru@halfdegree.example', 'U0WANJIRU'],
      ['candidate-1@mail.example', null],
    ]);
    expect(titles(await week('beatriz'))).not.toContain('Interview, backend engineer (1)');
  });

  test('end what ends, go on with what does not, and know what was called off and who did not come', async () => {
    const later = await week('priya', now + 4 * 7 * day, now + 5 * 7 * day);
    expect(titles(later)).toContain('Sales weekly');
    expect(titles(later)).not.toContain('Rotterdam preparation');
    const fifth = await week('priya', now - 8 * day, now - day);
    expect(titles(fifth)).toContain('Rotterdam preparation');
    expect(titles(await week('lena', now - 8 * day, now - day))).not.toContain('Pip 2 weekly');
    const monday = (await week('otieno', now - 8 * day, now - 7 * day)).find(({ title }) => title === 'Monday round');
    expect(monday?.guests.find(({ mail }) => mail.startsWith('otieno'))?.answer).toBe('declined');
    expect(monday?.answer).toBe('declined');
  });

  test('know people of the other company by their own address', async () => {
    const [check] = (await week('grace')).filter(({ title }) => title === 'Rosehaul check-in');
    expect(check).toMatchObject({ answer: 'accepted', own: false, channel: 'rosehaul-x-halfdegree' });
    expect(check?.guests.find(({ mail }) => mail === 'grace@rosehaul.example')).toMatchObject({ name: 'Grace Njeri' });
  });

  test('say when the next meeting is, and the next working morning, where somebody is', async () => {
    const time = await slack.control('time', { person: 'sam' }, Time);
    expect(time.meeting?.title).toBe('Interview, backend engineer (1)');
    expect(new Date(time.morning).toLocaleTimeString('en-GB', { timeZone: 'America/Toronto' })).toBe('09:30:00');
  });
});

describe('what people do', () => {
  const at = (days: number, hours: number) => {
    const noon = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/Lisbon').add({ days });
    return noon.with({ hour: hours, minute: 0, second: 0, millisecond: 0 }).epochMilliseconds;
  };

  test('they call a meeting; who is asked finds it, and says whether they come', async () => {
    const made = await acts('event-create', {
      ...{
        person: 'lena',
        title: 'Shell colours',
        description: 'One question.',
        with: ['rui', 'oskar', 'paint@shop.example'],
      },
      ...{ start: at(2, 10), end: at(2, 11), call: true, channel: '#pip-2' },
    });
    expect(made).toMatchObject({
      own: true,
      answer: 'accepted',
      link: expect.stringContaining('https://meet.'),
      channel: 'pip-2',
    });
    const [seen] = (await week('rui')).filter(({ title }) => title === 'Shell colours');
    expect(seen).toMatchObject({ answer: 'needsAction', own: false });
    await acts('event-answer', { person: 'rui', id: made.id, answer: 'declined' });
    const [again] = (await week('lena')).filter(({ title }) => title === 'Shell colours');
    expect(again?.guests.map(({ answer }) => answer)).toEqual(['accepted', 'declined', 'needsAction', 'needsAction']);
    await expect(acts('event-change', { person: 'rui', id: made.id, title: 'Mine' })).rejects.toThrow(
      'Only whoever called',
    );
    await expect(acts('event-answer', { person: 'beatriz', id: made.id, answer: 'accepted' })).rejects.toThrow(
      'no such event',
    );
    await acts('event-cancel', { person: 'lena', id: made.id });
    expect(titles(await week('oskar'))).not.toContain('Shell colours');
  });

  test('of a series they move or leave one time, all later ones, or all', async () => {
    const made = await acts('event-create', {
      ...{ person: 'sam', title: 'Desk check', with: ['nadia'], start: at(7, 14), end: at(7, 15), repeats: 'weekly' },
    });
    const times = async () =>
      (await week('nadia', now, now + 40 * day))
        .filter(({ title }) => title === 'Desk check')
        .map(({ id, start }) => ({ id, days: (start - at(7, 14)) / day }));
    const days = async () => (await times()).map((one) => Math.round(one.days * 100) / 100);
    expect(await days()).toEqual([0, 7, 14, 21, 28]);
    const [, second, third] = await times();
    await acts('event-change', { person: 'sam', id: second?.id, start: at(15, 16), end: at(15, 17) });
    expect(await days()).toEqual([0, 8.08, 14, 21, 28]);
    await acts('event-cancel', { person: 'sam', id: third?.id });
    expect(await days()).toEqual([0, 8.08, 21, 28]);
    const fourth = (await times())[2];
    await acts('event-change', { person: 'sam', id: fourth?.id, start: at(29, 14), end: at(29, 15), reach: 'later' });
    expect(await days()).toEqual([0, 8.08, 22, 29]);
    await acts('event-cancel', { person: 'sam', id: (await times())[3]?.id, reach: 'later' });
    expect(await days()).toEqual([0, 8.08, 22]);
    await acts('event-cancel', { person: 'nadia', id: made.id, reach: 'all' });
    expect((await week('nadia', now, now + 12 * day)).find(({ title }) => title === 'Desk check')?.answer).toBe(
      'declined',
    );
  });

  test.each([
    [{ title: '' }, 'title'],
    [{ end: 0 }, 'ends after it begins'],
    [{ with: ['nobody'] }, 'nobody called nobody'],
    [{ channel: '#money' }, 'sees no channel'],
  ])('with %j it is refused in a sentence', async (wrong, sentence) => {
    const making = acts('event-create', { person: 'rui', title: 'A', start: at(1, 10), end: at(1, 11), ...wrong });
    await expect(making).rejects.toThrow(sentence);
  });
});

const Key = z.looseObject({ ics: z.string() });

async function feed(person: string): Promise<string> {
  const { ics } = await slack.control('calendar-key', { person }, Key);
  const response = await fetch(ics);
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  return response.text();
}

/** What another reader makes of a feed: each time of everything that takes place between two moments. */
function read(text: string, from: number, to: number) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const all = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  const found: { title: string; start: number; end: number }[] = [];
  const add = (event: ICAL.Event, start: ICAL.Time, end: ICAL.Time) => {
    const [starts, ends] = [start.toJSDate().getTime(), end.toJSDate().getTime()];
    const isCancelled = event.component.getFirstPropertyValue('status') === 'CANCELLED';
    if (starts < to && ends > from && !isCancelled) found.push({ title: event.summary, start: starts, end: ends });
  };
  for (const event of all.filter((one) => !one.isRecurrenceException())) {
    for (const other of all) if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
    if (!event.isRecurring()) add(event, event.startDate, event.endDate);
    else {
      const walk = event.iterator();
      for (let next = walk.next(); next && next.toJSDate().getTime() < to + 60 * day; next = walk.next()) {
        const { item, startDate, endDate } = event.getOccurrenceDetails(next);
        add(item, startDate, endDate);
      }
    }
  }
  return found.sort(inOrder);
}

const inOrder = (one: { start: number; title: string }, other: { start: number; title: string }) =>
  one.start - other.start || (one.title < other.title ? -1 : 1);

describe('as a feed', () => {
  test.each(['ines', 'sam', 'grace', 'oskar'])(
    '%s’s calendar says the same to another reader, over a year and both clock changes',
    async (person) => {
      const text = await feed(person);
      for (let weeks = -7; weeks < 45; weeks += 4) {
        const [from, to] = [now + weeks * 7 * day, now + (weeks + 4) * 7 * day];
        const here = (await week(person, from, to))
          .map(({ title, start, end }) => ({ title, start, end }))
          .sort(inOrder);
        expect(read(text, from, to), `weeks ${weeks}`).toEqual(here);
      }
    },
  );

  test('is well formed: lines end and fold as they must, words are escaped, zones are told', async () => {
    const title = `Prices; "cash", and \\ more: ${'ü'.repeat(60)}`;
    await acts('event-create', {
      ...{ person: 'beatriz', title, description: 'First line\nSecond, with a comma' },
      ...{ start: now + day, end: now + day + hour },
    });
    const text = await feed('beatriz');
    expect(text.split('\r\n').at(-1)).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(read(text, now, now + 2 * day).map((one) => one.title)).toContain(title);
    const unfolded = text.replaceAll('\r\n ', '');
    expect(unfolded).toContain('DESCRIPTION:First line\\nSecond\\, with a comma');
    expect(unfolded).toContain('BEGIN:VTIMEZONE\r\nTZID:Europe/Lisbon');
    expect(unfolded).toMatch(/RECURRENCE-ID;TZID=Europe\/Lisbon:\d{8}T\d{6}\r\n/);
  });

  test('tells what was cancelled, opens to nobody without its secret, and comes again only when it has changed', async () => {
    const made = await acts('event-create', { person: 'rui', title: 'Off', start: now + day, end: now + day + hour });
    await acts('event-cancel', { person: 'rui', id: made.id });
    expect(await feed('rui')).toMatch(/SUMMARY:Off\r\n(?:.+\r\n)*?STATUS:CANCELLED/);
    const { ics } = await slack.control('calendar-key', { person: 'rui' }, Key);
    const first = await fetch(ics);
    const again = () => fetch(ics, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect((await again()).status).toBe(304);
    await acts('event-create', { person: 'rui', title: 'On', start: now + day, end: now + day + hour });
    expect((await again()).status).toBe(200);
    expect((await fetch(ics.replace('/rui/', '/sam/'))).status).toBe(404);
    await slack.control('calendar-key', { person: 'rui', revoked: true }, Key);
    expect((await fetch(ics)).status).toBe(404);
  });
});

test('whoever goes to their next meeting is told of it, and once only', async () => {
  const Told = z.object({ happened: z.object({ meetings: z.array(z.object({ title: z.string() })) }) });
  const { meeting } = await slack.control('time', { person: 'sam' }, Time);
  await slack.control('walk', { to: 'next meeting', person: 'sam', wait: true }, z.unknown());
  const told = async () =>
    (await slack.control('happened', { person: 'sam' }, Told)).happened.meetings.map(({ title }) => title);
  expect(await told()).toContain(meeting?.title);
  await slack.control('walk', { to: '1h', wait: true }, z.unknown());
  expect(await told()).not.toContain(meeting?.title);
});
