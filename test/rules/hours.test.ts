import { describe, expect, test } from 'vitest';
import { hoursText, readHours, usualHours } from '../../src/people/rules.ts';

describe('hours somebody typed', () => {
  test.each([
    ['9-17', '09:00-17:00 Mon-Fri'],
    ['9:00-17:30 Mon-Fri', '09:00-17:30 Mon-Fri'],
    ['9.00 – 17.30, Mon–Thu', '09:00-17:30 Mon-Thu'],
    ['from 8am to 4:30pm on Mon, Wed and Fri', '08:00-16:30 Mon, Wed, Fri'],
    ['9-5pm weekdays', '09:00-17:00 Mon-Fri'],
    ['10 until 18 every day', '10:00-18:00 Mon-Sun'],
    ['0:00-24:00 sat-sun', '00:00-24:00 Sat-Sun'],
    ['12am-12pm tuesday', '00:00-12:00 Tue'],
    ['9-17 Mon-Tue, Thu, Fri', '09:00-17:00 Mon-Tue, Thu-Fri'],
    [usualHours, usualHours],
  ])('“%s” is %s', (said, text) => {
    const hours = readHours(said);
    expect(hours && hoursText(hours)).toBe(text);
    expect(hours && readHours(hoursText(hours))).toEqual(hours);
  });

  test.each([
    '',
    'soon',
    '9',
    '17-9',
    '9-25',
    '9:70-17',
    '13pm-14pm',
    '9-17 Fri-Mon',
    '9-17 Noday',
    '9-17 M',
    '9-17 Mon-Wed-Fri',
  ])('“%s” is none', (said) => {
    expect(readHours(said)).toBeUndefined();
  });
});
