/** What was measured, in one unit; the interval is the bootstrap's 95 % around the median of the rounds. */
export interface Figure {
  name: string;
  unit: string;
  median: number;
  low: number;
  high: number;
  rounds: readonly number[];
  /** What it is compared with, in words. */
  against?: string;
  aim?: { words: string; met: boolean };
}

export function figure(
  name: string,
  unit: string,
  rounds: readonly number[],
  compared: { against?: string; aim?: { words: string; met(median: number): boolean } } = {},
): Figure {
  const middle = median(rounds);
  const [low, high] = interval(rounds);
  const { against, aim } = compared;
  return {
    ...{ name, unit, median: middle, low, high, rounds },
    ...(against !== undefined && { against }),
    ...(aim && { aim: { words: aim.words, met: aim.met(middle) } }),
  };
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [below = 0, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

const resamples = 2_000;

function interval(values: readonly number[]): [number, number] {
  const dice = sequence(1);
  const medians = Array.from({ length: resamples }, () =>
    median(values.map(() => values[Math.floor(dice() * values.length)] ?? 0)),
  );
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

/** The same numbers in every run, so that the same rounds give the same interval. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
