export type Dice = ReturnType<typeof diceOf>;

/** Chance that is the same for the same seed (xorshift over a hashed start). */
export function diceOf(seed: number) {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + next() * (high - low);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    between,
    below,
    happens: (probability: number) => next() < probability,
    one<T>(among: readonly T[]): T {
      const chosen = among[below(among.length)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
    /** Another die from the same seed, so that what one part throws does not change what another gets. */
    another: (name: string) =>
      diceOf([...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed)),
  };
}
