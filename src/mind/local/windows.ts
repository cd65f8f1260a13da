import { type Table, tableOf } from './table.ts';

/** Stretches around a line, from and to, in lines. */
const stretches = [
  ['here', 0, 0],
  ['just before', -2, -1],
  ['before', -6, -3],
  ['long before', -12, -7],
  ['just after', 1, 2],
  ['after', 3, 6],
  ['long after', 7, 12],
] as const;

const windowed = (names: readonly string[]): readonly string[] =>
  stretches.flatMap(([stretch]) => names.map((name) => `${stretch}: ${name}`));

/** How much of each thing is said around every line; the first of many counts most. */
export function pooled(table: Table): Table {
  const width = table.names.length;
  const sums = sumsOf(table);
  const pool = tableOf(windowed(table.names), table.count);
  for (let row = 0; row < table.count; row++)
    for (let s = 0; s < stretches.length; s++) {
      const [, from, to] = stretches[s] ?? stretches[0];
      const first = Math.max(0, row + from);
      const last = Math.min(table.count - 1, row + to);
      if (first > last) continue;
      const base = row * pool.names.length + s * width;
      for (let n = 0; n < width; n++) {
        const sum = (sums[(last + 1) * width + n] ?? 0) - (sums[first * width + n] ?? 0);
        if (sum > 1e-4) pool.values[base + n] = first === last ? sum : Math.log2(1 + sum);
      }
    }
  return pool;
}

function sumsOf({ names, count, values }: Table): Float64Array {
  const width = names.length;
  const sums = new Float64Array((count + 1) * width);
  for (let k = 0; k < count * width; k++) sums[width + k] = (sums[k] ?? 0) + (values[k] ?? 0);
  return sums;
}
