import { expect, test } from 'vitest';
import { playRounds, type Tally } from './deep/record/rounds.ts';

/** A little of what `deep/record.test.ts` does at length: here on whatever database the tests run on. */
const seed = Number(process.env.HYPHA_TEST_RECORD_SEED ?? 2026);

test('the record holds whatever people do at once', { timeout: 300_000 }, async () => {
  const tally: Tally = new Map();
  await playRounds(seed, 5, tally);
  expect([...tally.values()].reduce((sum, { done }) => sum + done, 0)).toBeGreaterThan(10);
});
