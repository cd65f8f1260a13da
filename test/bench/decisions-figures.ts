import type { Asked, Sample } from './decisions-samples.ts';
import { diceOf } from './decisions-words.ts';
import { type Figure, quantile } from './figures.ts';

const most = 2;
const growth = 3;

/** For each thing asked: how it stands to its baseline, and to itself among few decisions. */
export function figuresOf(asked: readonly Asked[]): Figure[] {
  return asked.flatMap(({ ask: { name }, samples }) => [
    figure(`${name}: p99 to SQL and nothing`, samples, toBaseline, { words: `≤ ${most}`, met: (n) => n <= most }),
    figure('… growth, p50', samples, grown(0.5), { words: `< ${growth}`, met: (n) => n < growth }),
    figure('… growth, p99', samples, grown(0.99), { words: `< ${growth}`, met: (n) => n < growth }),
  ]);
}

type Pick = (samples: readonly Sample[]) => number;

const at = (samples: readonly Sample[], name: keyof Sample, q: number): number =>
  quantile(
    samples.map((sample) => sample[name]),
    q,
  );

/** Of the two ways in SQL, the one that is quicker here. */
const quicker = (samples: readonly Sample[]): 'byHand' | 'captured' =>
  at(samples, 'byHand', 0.5) <= at(samples, 'captured', 0.5) ? 'byHand' : 'captured';

const toBaseline: Pick = (samples) =>
  at(samples, 'product', 0.99) / (at(samples, quicker(samples), 0.99) + at(samples, 'nothing', 0.99));

const grown =
  (q: number): Pick =>
  (samples) =>
    at(samples, 'product', q) / at(samples, 'small', q);

function figure(
  name: string,
  samples: readonly Sample[],
  pick: Pick,
  aim: { words: string; met(value: number): boolean },
): Figure {
  const value = pick(samples);
  const [low, high] = interval(samples, pick);
  return { name, unit: '×', median: value, low, high, rounds: [value], aim: { words: aim.words, met: aim.met(value) } };
}

const resamples = 400;

function interval(samples: readonly Sample[], pick: Pick): [number, number] {
  const dice = diceOf(1);
  const drawn = Array.from({ length: resamples }, () =>
    pick(samples.map((one) => samples[dice.throw(samples.length)] ?? one)),
  );
  return [quantile(drawn, 0.025), quantile(drawn, 0.975)];
}

const columns: readonly [string, keyof Sample][] = [
  ['Hypha', 'product'],
  ['SQL by hand', 'byHand'],
  ['its own SQL', 'captured'],
  ['nothing', 'nothing'],
  ['Hypha, few', 'small'],
];

/** Milliseconds, p50/p95/p99 of each. */
export function remarksOf(asked: readonly Asked[]): string[] {
  const heads = ['ms, p50 / p95 / p99', ...columns.map(([head]) => head), 'statements'];
  const rows = asked.map(({ ask, samples, statements }) => [
    ask.name,
    ...columns.map(([, name]) => [0.5, 0.95, 0.99].map((q) => at(samples, name, q).toFixed(1)).join(' / ')),
    String(statements.length),
  ]);
  const widths = heads.map((head, n) => Math.max(head.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const lines = [heads, ...rows].map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    ...lines,
    '',
    `${asked[0]?.samples.length ?? 0} of each, in turn. Compared is the p99 with the p99 of the quicker SQL and that of an answer without work, added.`,
  ];
}
