import { describe, expect, test } from 'vitest';
import { isOpen, nextAt, openFrom, tomorrow, workingDaysAfter } from '../../src/delivery/hours/rules.ts';
import { readHours } from '../../src/people/rules.ts';

const working = (said: string, zone: string) => {
  const hours = readHours(said);
  if (!hours) throw new Error(`no hours: ${said}`);
  return { zone, hours };
};
const short = (at: Date) => at.toISOString().replace(/:00\.000Z$/, 'Z');

describe('somebody can be told', () => {
  test.each([
    ['at once, in their hours', '9-17 Mon-Fri', 'Europe/Berlin', '2026-03-27T15:59Z', '2026-03-27T15:59Z'],
    ['from ten minutes after they begin', '9-17 Mon-Fri', 'Europe/Berlin', '2026-03-27T07:00Z', '2026-03-27T08:10Z'],
    ['not any more when they stop', '9-17 Mon-Fri', 'Europe/Berlin', '2026-03-26T16:00Z', '2026-03-27T08:10Z'],
    ['after a weekend that lost an hour', '9-17 Mon-Fri', 'Europe/Berlin', '2026-03-27T16:00Z', '2026-03-30T07:10Z'],
    ['after a weekend that won one', '9-17 Mon-Fri', 'Europe/Berlin', '2026-10-23T15:00Z', '2026-10-26T08:10Z'],
    ['where winter is in July', '9-17 Mon-Fri', 'America/Santiago', '2026-09-04T22:00Z', '2026-09-07T12:10Z'],
    [
      'on a Sunday, where that is a day to work',
      '9-17 Sun, Mon',
      'Asia/Beirut',
      '2026-10-24T09:00Z',
      '2026-10-25T07:10Z',
    ],
    ['before others have had that day', '9-17 Mon', 'Pacific/Kiritimati', '2026-01-04T12:00Z', '2026-01-04T19:10Z'],
    ['in the last minute of a few', '12:00-12:05 Mon-Fri', 'UTC', '2026-01-05T12:05Z', '2026-01-06T12:04Z'],
    ['in the only minute', '12:00-12:01 Mon-Fri', 'UTC', '2026-01-05T11:00Z', '2026-01-05T12:00Z'],
    ['soon after midnight, who works all day', '0-24 Mon-Fri', 'UTC', '2026-01-04T12:00Z', '2026-01-05T00:10Z'],
    ['an hour later, where midnight was left out', '0-8 Fri', 'Africa/Cairo', '2026-04-23T12:00Z', '2026-04-23T22:10Z'],
    ['half an hour later', '2-3 Sun', 'Australia/Lord_Howe', '2026-10-03T12:00Z', '2026-10-03T15:40Z'],
    ['a week later, where an hour was left out', '2-3 Sun', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-04-05T00:10Z'],
    ['a week later, where a day was left out', '9-17 Fri', 'Pacific/Apia', '2011-12-29T12:00Z', '2012-01-05T19:10Z'],
    ['in an hour that comes twice', '2-3 Sun', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T00:30Z'],
    ['and the second time too', '2-3 Sun', 'Europe/Berlin', '2026-10-25T01:30Z', '2026-10-25T01:30Z'],
  ])('%s', (_, hours, zone, now, then) => {
    const one = working(hours, zone);
    expect(short(openFrom(one, null, new Date(now)))).toBe(then);
    expect(isOpen(one, new Date(then))).toBe(true);
  });

  test('in no hours at all is a mistake, not an endless search', () => {
    const never = { zone: 'UTC', hours: { days: [], from: 540, to: 1020 } };
    expect(() => openFrom(never, null, new Date('2026-01-05T12:00Z'))).toThrow('no hours');
  });
});

describe('somebody who wants quiet is told', () => {
  const one = working('9-17 Mon-Fri', 'UTC');
  test.each([
    [
      'at once, where it begins later',
      '2026-01-05T12:00Z',
      '2026-01-05T13:00Z',
      '2026-01-05T11:59Z',
      '2026-01-05T11:59Z',
    ],
    ['when it ends', '2026-01-05T12:00Z', '2026-01-05T13:00Z', '2026-01-05T12:00Z', '2026-01-05T13:00Z'],
    ['at once, where it is over', '2026-01-05T12:00Z', '2026-01-05T13:00Z', '2026-01-05T13:00Z', '2026-01-05T13:00Z'],
    [
      'the next day, where it ends at night',
      '2026-01-05T12:00Z',
      '2026-01-05T22:00Z',
      '2026-01-05T12:30Z',
      '2026-01-06T09:10Z',
    ],
    ['after a weekend off', '2026-01-02T12:00Z', '2026-01-03T12:00Z', '2026-01-02T12:30Z', '2026-01-05T09:10Z'],
    [
      'when it ends, though they begin before',
      '2026-01-05T20:00Z',
      '2026-01-06T10:00Z',
      '2026-01-05T18:00Z',
      '2026-01-06T10:00Z',
    ],
    ['after weeks of it', '2026-01-05T00:00Z', '2026-01-26T00:00Z', '2026-01-06T12:00Z', '2026-01-26T09:10Z'],
  ])('%s', (_, from, to, now, then) => {
    expect(short(openFrom(one, { from: new Date(from), to: new Date(to) }, new Date(now)))).toBe(then);
  });
});

describe('the next of some times', () => {
  test.each([
    ['is the first after now', '9-17 Mon-Fri', [555, 780], 'Europe/Berlin', '2026-03-27T08:15Z', '2026-03-27T12:00Z'],
    ['comes in any order', '9-17 Mon-Fri', [780, 555], 'Europe/Berlin', '2026-03-27T08:00Z', '2026-03-27T08:15Z'],
    ['is on a day of work', '9-17 Mon-Fri', [555], 'Europe/Berlin', '2026-03-27T08:15Z', '2026-03-30T07:15Z'],
    ['keeps to their clock', '9-17 Mon-Fri', [555], 'Australia/Lord_Howe', '2026-10-02T12:00Z', '2026-10-04T22:15Z'],
    ['comes later where it was left out', '0-24 Fri', [30], 'Africa/Cairo', '2026-04-23T12:00Z', '2026-04-23T22:30Z'],
    [
      'comes once, where it comes twice',
      '0-24 Thu, Fri',
      [1410],
      'Africa/Cairo',
      '2026-10-29T20:30Z',
      '2026-10-30T21:30Z',
    ],
    ['comes when they begin, if it is before', '13-17 Mon-Fri', [555], 'UTC', '2026-01-05T08:00Z', '2026-01-05T13:10Z'],
    ['comes when they begin, if it is after', '6-9 Mon-Fri', [555], 'UTC', '2026-01-05T09:15Z', '2026-01-06T06:10Z'],
    [
      'is not where all hours were left out',
      '2-3 Sun',
      [150],
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      '2026-04-05T00:30Z',
    ],
  ])('%s', (_, hours, times, zone, after, then) => {
    expect(short(nextAt(working(hours, zone), times, new Date(after)))).toBe(then);
  });
});

describe('days', () => {
  test.each([
    ['five working days are a week', 'Mon-Fri', 'Europe/Berlin', '2026-03-25T15:00Z', '2026-03-31T22:00Z'],
    ['of who works two days a week, they are more', 'Tue, Thu', 'UTC', '2026-01-06T10:00Z', '2026-01-22T00:00Z'],
    ['from a day off on, they are counted from the first', 'Mon-Fri', 'UTC', '2026-01-03T10:00Z', '2026-01-09T00:00Z'],
    ['they begin where the reader is', 'Mon-Fri', 'Pacific/Auckland', '2026-09-21T20:00Z', '2026-09-28T11:00Z'],
  ])('%s', (_, days, zone, at, then) => {
    expect(short(workingDaysAfter(working(`9-17 ${days}`, zone), new Date(at), 5))).toBe(then);
  });

  test.each([
    ['begin at midnight', 'Europe/Berlin', '2026-03-28T23:30Z', '2026-03-29T22:00Z'],
    ['begin later where midnight was left out', 'Africa/Cairo', '2026-04-23T12:00Z', '2026-04-23T22:00Z'],
    ['begin half an hour sooner', 'Australia/Lord_Howe', '2026-10-03T20:00Z', '2026-10-04T13:00Z'],
    ['follow each other where one was left out', 'Pacific/Apia', '2011-12-29T12:00Z', '2011-12-30T10:00Z'],
  ])('%s', (_, zone, at, then) => {
    expect(short(tomorrow(new Date(at), zone))).toBe(then);
  });
});
