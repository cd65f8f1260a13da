import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import type { CalendarEvent } from '../../src/sandbox/calendar/event.ts';
import { newEvent } from '../../src/sandbox/calendar/make.ts';
import { occurrencesOf } from '../../src/sandbox/calendar/occurrences.ts';
import { endedBefore, repeats, ruleFor, ruleWords, shifted } from '../../src/sandbox/calendar/repeat.ts';
import { readRule } from '../../src/sandbox/calendar/rule.ts';

/** What repeats, against the clock of a zone that changes; and against another reader of the same rules. */

const series = (rule: string, start: string, zone: string, more: Partial<CalendarEvent> = {}): CalendarEvent => ({
  ...newEvent({ id: 'a1', organizer: 'a@b.example', at: 0 }),
  ...{ start, end: start.replace(/T\d\d/, (hour) => `T${String(Number(hour.slice(1)) + 1).padStart(2, '0')}`) },
  ...{ zone, rule, ...more },
});

const at = (iso: string) => Temporal.Instant.from(iso).epochMilliseconds;
const times = (event: CalendarEvent, from: string, to: string) =>
  occurrencesOf(event, at(from), at(to)).map(({ startsAt }) => new Date(startsAt).toISOString().slice(0, 16));

describe('when clocks change', () => {
  const weekly = series('RRULE:FREQ=WEEKLY;BYDAY=TU', '2026-10-13T10:00', 'Europe/Lisbon');

  test('a meeting stays where it is on the clock of its zone, and moves on all others', () => {
    expect(times(weekly, '2026-10-12T00:00Z', '2026-11-10T00:00Z')).toEqual([
      '2026-10-13T09:00',
      '2026-10-20T09:00',
      '2026-10-27T10:00',
      '2026-11-03T10:00',
    ]);
  });

  test('it lasts as long as ever on the day itself', () => {
    const daily = series('RRULE:FREQ=DAILY', '2026-10-24T00:30', 'Europe/Lisbon');
    const lasted = occurrencesOf(daily, at('2026-10-24T00:00Z'), at('2026-10-28T00:00Z'));
    expect(lasted.map(({ startsAt, endsAt }) => endsAt - startsAt)).toEqual(lasted.map(() => 3_600_000));
  });

  test('an hour that is skipped comes later, an hour that comes twice is meant once', () => {
    const skipped = series('RRULE:FREQ=DAILY;COUNT=3', '2027-03-27T01:30', 'Europe/Lisbon');
    expect(times(skipped, '2027-03-01T00:00Z', '2027-04-01T00:00Z')).toEqual([
      '2027-03-27T01:30',
      '2027-03-28T01:30',
      '2027-03-29T00:30',
    ]);
    const twice = series('RRULE:FREQ=DAILY;COUNT=3', '2026-10-24T01:30', 'Europe/Lisbon');
    expect(times(twice, '2026-10-01T00:00Z', '2026-11-01T00:00Z')).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });

  test('its end is a moment, or a day that still belongs to it', () => {
    const until = (end: string) => ({ ...weekly, rule: `${weekly.rule};UNTIL=${end}` });
    const dates = (event: CalendarEvent) => times(event, '2026-10-01T00:00Z', '2027-01-01T00:00Z').length;
    expect(dates(until('20261027T100000Z'))).toBe(3);
    expect(dates(until('20261027T095959Z'))).toBe(2);
    expect(dates(until('20261027'))).toBe(3);
  });
});

describe('what differs from a series', () => {
  const standup = series('RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-11-16T09:00', 'Europe/Lisbon');

  test('one time is cancelled, one moved into the week from beyond it', () => {
    const changed = {
      ...standup,
      changes: [
        { original: '2026-11-17T09:00', cancelled: true, updated: 0 },
        { original: '2026-11-24T09:00', start: '2026-11-18T15:00', end: '2026-11-18T15:30', updated: 0 },
      ],
    };
    const week = occurrencesOf(changed, at('2026-11-16T00:00Z'), at('2026-11-21T00:00Z'));
    expect(week.map(({ start, cancelled }) => [start, cancelled])).toEqual([
      ['2026-11-16T09:00', false],
      ['2026-11-17T09:00', true],
      ['2026-11-18T09:00', false],
      ['2026-11-18T15:00', false],
      ['2026-11-19T09:00', false],
      ['2026-11-20T09:00', false],
    ]);
    expect(week[3]?.id).toBe('a1_20261124T090000Z');
    expect(times(changed, '2026-11-24T00:00Z', '2026-11-25T00:00Z')).toEqual([]);
  });

  test('it ends before one of its times', () => {
    const ended = {
      ...standup,
      rule: endedBefore({ ...standup, rule: `${standup.rule};COUNT=99` }, '2026-11-18T09:00'),
    };
    expect(times(ended, '2026-11-01T00:00Z', '2026-12-01T00:00Z')).toEqual(['2026-11-16T09:00', '2026-11-17T09:00']);
  });
});

describe('how people say it', () => {
  test.each(repeats)('%s', (said) => {
    const rule = ruleFor(said, '2026-11-17T10:00', 'Europe/Lisbon', '2026-12-31');
    if (said === 'never') return expect(rule).toBe('');
    expect(readRule(rule)).toMatchObject({ until: '20261231T235959Z' });
    expect(ruleWords(rule)).toMatch(/^every /);
  });

  test.each([
    ['RRULE:FREQ=WEEKLY;BYDAY=TU', 'every week on Tuesday'],
    ['RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH', 'every 2 weeks on Tuesday, Thursday'],
    ['RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday'],
    ['RRULE:FREQ=DAILY', 'every day'],
    [undefined, ''],
  ])('%s is %s', (rule, words) => {
    expect(ruleWords(rule)).toBe(words);
  });

  test('moved by a day, Tuesdays become Wednesdays; what goes by days of the month cannot be moved so', () => {
    expect(shifted('RRULE:FREQ=WEEKLY;BYDAY=TU,SU', 1)).toBe('RRULE:FREQ=WEEKLY;BYDAY=WE,MO');
    expect(shifted('RRULE:FREQ=MONTHLY;BYDAY=1MO', 1)).toBeUndefined();
  });

  test.each([
    ['RRULE:FREQ=HOURLY', 'FREQ has to be'],
    ['RRULE:FREQ=WEEKLY;BYSETPOS=1', 'BYSETPOS is not understood'],
    ['RRULE:FREQ=WEEKLY;BYDAY=XX', 'Days are'],
    ['RRULE:FREQ=WEEKLY;COUNT=2;UNTIL=20261231', 'exclude each other'],
    ['RRULE:FREQ=WEEKLY;INTERVAL=0', 'whole numbers'],
    ['RRULE:FREQ=WEEKLY;BYMONTHDAY=3', 'FREQ=MONTHLY only'],
    ['EXDATE:20261231', 'is not a recurrence rule'],
  ])('%s is refused by name', (rule, sentence) => {
    expect(readRule(rule)).toContain(sentence);
  });
});

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const end = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 20 }).map((count) => `;COUNT=${count}`),
  fc.integer({ min: 1, max: 200 }).map((after) => {
    const day = Temporal.PlainDate.from('2026-10-05').add({ days: after });
    return `;UNTIL=${day.toString().replaceAll('-', '')}T120000Z`;
  }),
);
const interval = fc.integer({ min: 1, max: 3 }).map((n) => `;INTERVAL=${n}`);
const weekdays = fc.subarray([...days], { minLength: 1 });

/** The first day is one that the rule names: RFC 5545 leaves open what happens otherwise. */
const rules = fc.oneof(
  fc.tuple(interval, end).map(([every, last]) => `FREQ=DAILY${every}${last}`),
  fc.tuple(interval, end, weekdays).map(([every, last, on]) => `FREQ=WEEKLY${every};BYDAY=${withMonday(on)}${last}`),
  fc.tuple(interval, end).map(([every, last]) => `FREQ=MONTHLY${every}${last}`),
  fc.tuple(interval, end).map(([every, last]) => `FREQ=MONTHLY${every};BYDAY=1MO${last}`),
  fc.tuple(interval, end).map(([every, last]) => `FREQ=YEARLY${every}${last}`),
);
const withMonday = (on: readonly string[]) => [...new Set(['MO', ...on])].join(',');

test('another reader of the same rules finds the same times', () => {
  fc.assert(
    fc.property(rules, (rule) => {
      const mine = occurrencesOf(
        series(`RRULE:${rule}`, '2026-10-05T10:00', 'UTC'),
        at('2026-10-01T00:00Z'),
        at('2027-08-01T00:00Z'),
      );
      expect(mine.map(({ startsAt }) => startsAt)).toEqual(theirs(rule));
    }),
    { numRuns: 300 },
  );
});

function theirs(rule: string): number[] {
  const walk = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromString('2026-10-05T10:00:00Z', undefined));
  const found: number[] = [];
  for (let next = walk.next(); next; next = walk.next()) {
    const time = next.toJSDate().getTime();
    if (time >= at('2027-08-01T00:00Z')) break;
    found.push(time);
  }
  return found;
}
