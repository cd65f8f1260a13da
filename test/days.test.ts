import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pastDay } from '../src/decisions/noting.ts';
import { dayIn, keptDay } from '../src/decisions/rules.ts';
import { type Hypha, openHypha } from './support/hypha.ts';

/** A day is the same one for everybody, wherever it was said and wherever it is read. */

const zones = { west: 'America/Los_Angeles', mid: 'Europe/Stockholm', east: 'Asia/Tokyo' };
const people = Object.entries(zones).map(([name, tz]) => ({ name, real_name: name, role: 'owner' as const, tz }));
const everybody = people.map(({ name }) => name);

let hypha: Hypha;
beforeAll(async () => {
  const channels = [{ name: 'eng', members: [...everybody, 'hypha'] }];
  hypha = await openHypha({ slack: { seed: { people, channels } } });
});
afterAll(() => hypha.close());

const Days = z.object({
  value: z.object({ number: z.number(), decidedAt: z.string(), lookAgainAt: z.string(), sources: z.unknown() }),
});
const log = async (by: string, more: object) =>
  Days.parse(await hypha.asks(by, 'decision.log', { statement: 'Doors are green', channel: '#eng', ...more })).value;

describe.each(people)('a day that is given in $tz', ({ name: by }) => {
  test('is that day for whoever reads it', async () => {
    const { decidedAt, lookAgainAt } = await log(by, { when: '2025-01-15', again: '2031-07-02' });
    for (const { tz } of people) {
      expect(dayIn(new Date(decidedAt), tz)).toBe('2025-01-15');
      expect(dayIn(new Date(lookAgainAt), tz)).toBe('2031-07-02');
    }
    // Where no zone is known, it is said as in UTC.
    expect(decidedAt.slice(0, 10)).toBe('2025-01-15');
  });

  test('is the same in the history, and corrected there', async () => {
    const decision = `D-${(await log(by, {})).number}`;
    await hypha.asks(by, 'decision.change', { decision, when: '2025-03-30', again: '2031-10-26' });
    for (const reader of everybody)
      expect(await hypha.asks(reader, 'decision.history', { decision })).toMatchObject({
        value: {
          lines: [
            {},
            {
              set: expect.arrayContaining([
                { field: 'decided', to: '2025-03-30' },
                { field: 'look again', to: '2031-10-26' },
              ]),
            },
          ],
        },
      });
  });

  test('since then is all of that day', async () => {
    const { number } = await log(by, { statement: 'Gates are blue', when: '2025-05-05' });
    const found = await hypha.asks(by, 'decision.list', { about: 'gates', since: '2025-05-05', by });
    expect(JSON.stringify(found)).toContain(`D-${number}`);
    const later = await hypha.asks(by, 'decision.list', { about: 'gates', since: '2025-05-06', by });
    expect(JSON.stringify(later)).not.toContain(`D-${number}`);
  });
});

describe('a day that is given where it begins before everywhere else', () => {
  test.each(['Pacific/Auckland', 'Pacific/Kiritimati', 'Etc/GMT+12'])('%s, is that day there', (zone) => {
    for (const day of ['2026-01-15', '2026-07-15', '2026-04-05', '2026-09-27'])
      expect(dayIn(keptDay(day, zone) ?? new Date(0), zone)).toBe(day);
  });
});

describe('today', () => {
  test('is a day on which something was decided, also in the morning, and no later than now', () => {
    const morning = new Date('2026-11-12T01:00:00Z');
    expect(pastDay('2026-11-12', 'Asia/Tokyo', morning)).toBe(morning.toISOString());
    expect(pastDay('2026-11-12', 'Europe/Stockholm', morning)).toBe(morning.toISOString());
  });

  test('is over where tomorrow has not begun: that day is still to come', () => {
    const evening = new Date('2026-11-12T20:00:00Z');
    expect(() => pastDay('2026-11-13', 'America/Los_Angeles', evening)).toThrow('still to come');
    expect(pastDay('2026-11-13', 'Asia/Tokyo', evening)).toBe(evening.toISOString());
  });
});
