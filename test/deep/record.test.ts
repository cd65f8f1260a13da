import { describe, expect, test } from 'vitest';
import { playRounds, type Tally } from './record/rounds.ts';

/** How many rounds are played, and from which seed: the two numbers that choose what happens. */
const rounds = Number(process.env.HYPHA_TEST_RECORD_ROUNDS ?? 45);
const seed = Number(process.env.HYPHA_TEST_RECORD_SEED ?? Date.now() % 1_000_000);
const perWorld = 15;
const timeout = Math.max(300_000, rounds * 10_000);

const kinds = 'log propose change confirm start finish keep drop reverse replace restore undo'.split(' ');

describe('the record', () => {
  test(`holds after ${rounds} rounds of everything that people do at once`, { timeout }, async () => {
    const tally: Tally = new Map();
    for (let played = 0; played < rounds; played += perWorld)
      await playRounds(seed + played, Math.min(perWorld, rounds - played), tally);
    console.info(
      `seed ${seed}: ${[...tally].map(([kind, { done, refused }]) => `${kind} ${done}+${refused}`).join(', ')}`,
    );
    // In few rounds, what is possible seldom may only have been tried.
    const enough = rounds < 200 ? 'tried' : 'done';
    const happened = ({ done, refused }: { done: number; refused: number }) =>
      enough === 'done' ? done : done + refused;
    const never = kinds.filter((kind) => !happened(tally.get(kind) ?? { done: 0, refused: 0 }));
    expect(rounds < 45 ? [] : never, `each was ${enough} at least once`).toEqual([]);
  });
});
