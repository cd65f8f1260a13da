import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/delivery/rules.ts';
import { liveThrough } from './delivery/life.ts';
import { mutants } from './delivery/without.ts';
import { worlds } from './delivery/world.ts';

/** More of them: `HYPHA_TEST_DELIVERY_DAYS=1000000`. The same again: `HYPHA_TEST_DELIVERY_SEED`, as a failure prints it. */
const wanted = Number(process.env.HYPHA_TEST_DELIVERY_DAYS ?? 10_000);
const seed = Number(process.env.HYPHA_TEST_DELIVERY_SEED ?? Date.now() % 2 ** 31);

describe('the delivery policy, whatever happens', () => {
  test(`keeps every budget and every promise on ${wanted} days`, { timeout: 60_000 + wanted * 20 }, () => {
    let days = 0;
    const verdicts = new Set<string>();
    const holds = fc.property(worlds, (world) => {
      const lived = liveThrough(world, judge);
      days += lived.days.size;
      for (const verdict of lived.verdicts) verdicts.add(verdict);
      expect(lived.findings.slice(0, 3)).toEqual([]);
    });
    for (let batch = 0; days < wanted; batch++) fc.assert(holds, { seed: seed + batch, numRuns: 20 });
    if (wanted >= 1_000) expect([...verdicts].toSorted()).toEqual(everyVerdict);
  });

  test.each(mutants)('is seen broken without $rule', ({ breaks, judge: mutant }) => {
    const unseen = fc.property(
      worlds,
      (world) => !liveThrough(world, mutant).findings.some(({ invariant }) => invariant === breaks),
    );
    // Always the same worlds: which of them shows it is no matter of luck.
    const { failed } = fc.check(unseen, { seed: 42, numRuns: 300, endOnFailure: true });
    expect(failed, `“${breaks}” was never broken`).toBe(true);
  });
});

/** That days were lived through on which each of them was given. */
const everyVerdict = [
  'digest: day',
  'digest: hours',
  'digest: quiet',
  'digest: slow',
  'later: day',
  'later: hours',
  'later: quiet',
  'later: spacing',
  'later: week',
  'never: about',
  'never: day',
  'never: hours',
  'never: muted',
  'never: quiet',
  'never: slow',
  'never: spacing',
  'never: thread',
  'now: free',
];
