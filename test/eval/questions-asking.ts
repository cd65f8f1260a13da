import type { Model } from '../../src/mind/local/model.ts';
import { noteAsking } from '../../src/mind/local/questions-noticed.ts';
import { type Choice, fitChoices } from './links-choice.ts';
import type { Asked } from './questions-sets.ts';

/** The names of what is noticed, each with its column; the first column is what holds always. */
export type Names = Map<string, number>;

/** Asking or not: a choice between what is noticed and nothing. Of the stretches at the end there may be no knowing what followed. */
export function choicesOf({ stretches, asks }: Asked, names: Names, counts: number, to = stretches.length): Choice[] {
  return stretches.slice(0, to).map((now, n) => {
    const at = [0];
    const values = [1];
    noteAsking(now, stretches[n - 1], [stretches[n + 1], stretches[n + 2]], (name, value) => {
      const column = names.get(name) ?? names.size + 1;
      names.set(name, column);
      at.push(column);
      values.push(value);
    });
    return {
      columns: Uint32Array.from(at),
      values: Float64Array.from(values),
      ends: Uint32Array.of(at.length, at.length),
      right: Uint8Array.of(asks[n] ? 1 : 0, asks[n] ? 0 : 1),
      counts,
    };
  });
}

const learning = { pull: 3, rounds: 100, names: 1000 };

/** Learns from everything, and then once more by the names alone that matter most. */
export function learnAsking(choices: readonly Choice[], names: Names): Model {
  const all = fitted(choices, names.size + 1, () => true);
  const times = new Float64Array(names.size + 1);
  for (const { columns } of choices) for (const column of columns) times[column] = (times[column] ?? 0) + 1;
  const worth = all.map((weight, n) => Math.abs(weight) * Math.sqrt(times[n] ?? 0));
  const least = worth.toSorted().at(-Math.min(learning.names, worth.length)) ?? 0;
  const kept = (n: number) => n === 0 || (worth[n] ?? 0) >= least;
  const found = fitted(choices, names.size + 1, kept);
  const weights = [...names].filter(([, n]) => kept(n)).map(([name, n]) => [name, rounded(found[n] ?? 0)] as const);
  return { bias: rounded(found[0] ?? 0), weights: Object.fromEntries(weights) };
}

function fitted(choices: readonly Choice[], size: number, kept: (n: number) => boolean): Float64Array {
  const of = Array.from({ length: size }, (_, n) => (kept(n) ? [n] : []));
  return fitChoices(choices, { size, of }, learning.pull, learning.rounds);
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
