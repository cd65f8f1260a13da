import { describe, expect, test } from 'vitest';
import { readTime } from '../../src/surfaces/when.ts';

describe('a time somebody typed', () => {
  test.each([
    ['2026-12-01 09:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
    ['2026-07-01 09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-12-01T09:00', 'UTC', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01', 'Asia/Kolkata', '2026-11-30T18:30:00.000Z'],
    ['2026-12-01T09:00:00Z', 'Asia/Kolkata', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01T09:00+02:00', 'Asia/Kolkata', '2026-12-01T07:00:00.000Z'],
  ])('%s in %s', (said, zone, instant) => {
    expect(readTime(said, zone)?.toISOString()).toBe(instant);
  });

  test.each(['', 'soon', '9:00', '2026-13-01', '2026-02-30', '20261'])('“%s” is none', (said) => {
    expect(readTime(said, 'UTC')).toBeUndefined();
  });
});
