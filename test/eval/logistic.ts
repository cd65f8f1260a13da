import type { Features, Model } from '../../src/mind/local/model.ts';

export interface Example {
  features: Features;
  is: boolean;
  /** How much it counts; 1 where nothing is said. */
  counts?: number;
}

interface Matrix {
  names: readonly string[];
  /** Per row, the columns that are not nothing and their values, each scaled to a deviation of one. */
  rows: readonly { columns: Uint32Array; values: Float64Array; is: number; counts: number }[];
  scales: Float64Array;
}

/**
 * Logistic regression with a pull of every weight towards nothing, by L-BFGS. Features are scaled to equal deviation first,
 * not centred, so that what is absent stays nothing; the weights that are given fit features as they come.
 */
export function fitLogistic(examples: readonly Example[], pull: number, most = 300): Model {
  return fitted(matrixOf(examples), pull, most);
}

/** An example whose features stand in a row, in the order of their names. */
export interface Row {
  values: Float32Array;
  is: boolean;
  counts: number;
}

/** The same for many examples with many features, which take too much room by name. */
export function fitRows(names: readonly string[], rows: readonly Row[], pull: number, most = 120): Model {
  const scales = rowDeviations(names.length, rows);
  const packed = rows.map(({ values, is, counts }) => {
    const columns = columnsIn(values);
    const scaled = Float64Array.from(columns, (n) => (values[n] ?? 0) / (scales[n] ?? 1));
    return { columns, values: scaled, is: is ? 1 : 0, counts };
  });
  return fitted({ names, rows: packed, scales }, pull, most);
}

function columnsIn(values: Float32Array): Uint32Array {
  const columns = new Uint32Array(values.length);
  let count = 0;
  for (let n = 0; n < values.length; n++) if (values[n] !== 0) columns[count++] = n;
  return columns.slice(0, count);
}

function rowDeviations(width: number, rows: readonly Row[]): Float64Array {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const { values } of rows)
    for (let n = 0; n < width; n++) {
      const value = values[n] ?? 0;
      sums[n] = (sums[n] ?? 0) + value;
      squares[n] = (squares[n] ?? 0) + value * value;
    }
  return deviationsOf(sums, squares, rows.length);
}

function deviationsOf(sums: Float64Array, squares: Float64Array, count: number): Float64Array {
  return squares.map((square, n) => {
    const mean = (sums[n] ?? 0) / count;
    return Math.sqrt(Math.max(0, square / count - mean * mean)) || 1;
  });
}

function fitted(matrix: Matrix, pull: number, most: number): Model {
  const size = matrix.names.length;
  const start = new Float64Array(size + 1);
  const share = weighedShare(matrix);
  start[size] = Math.log(share / (1 - share));
  const found = descend(start, (at, slope) => loss(matrix, pull, at, slope), most);
  const weights = Object.fromEntries(
    matrix.names.map((name, n) => [name, (found[n] ?? 0) / (matrix.scales[n] ?? 1)] as const),
  );
  return { bias: found[size] ?? 0, weights };
}

function weighedShare({ rows }: Matrix): number {
  let yes = 0;
  let all = 0;
  for (const { is, counts } of rows) {
    yes += is * counts;
    all += counts;
  }
  return Math.min(0.99, Math.max(0.0001, yes / Math.max(all, 1e-9)));
}

function matrixOf(examples: readonly Example[]): Matrix {
  const places = new Map<string, number>();
  for (const { features } of examples)
    for (const name of Object.keys(features)) if (!places.has(name)) places.set(name, places.size);
  const scales = deviations(examples, places);
  const rows = examples.map(({ features, is, counts = 1 }) => {
    const entries = Object.entries(features).filter(([, value]) => value !== 0);
    const columns = Uint32Array.from(entries, ([name]) => places.get(name) ?? 0);
    const values = Float64Array.from(entries, ([, value], n) => value / (scales[columns[n] ?? 0] ?? 1));
    return { columns, values, is: is ? 1 : 0, counts };
  });
  return { names: [...places.keys()], rows, scales };
}

function deviations(examples: readonly Example[], places: ReadonlyMap<string, number>): Float64Array {
  const sums = new Float64Array(places.size);
  const squares = new Float64Array(places.size);
  for (const { features } of examples)
    for (const [name, value] of Object.entries(features)) {
      const n = places.get(name) ?? 0;
      sums[n] = (sums[n] ?? 0) + value;
      squares[n] = (squares[n] ?? 0) + value * value;
    }
  return deviationsOf(sums, squares, examples.length);
}

/** Gives the loss at a place and writes its slope there. */
function loss({ rows, names }: Matrix, pull: number, at: Float64Array, slope: Float64Array): number {
  const size = names.length;
  slope.fill(0);
  let sum = 0;
  for (const { columns, values, is, counts } of rows) {
    let z = at[size] ?? 0;
    for (let n = 0; n < columns.length; n++) z += (at[columns[n] ?? 0] ?? 0) * (values[n] ?? 0);
    sum += counts * (Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - is * z);
    const off = counts * (1 / (1 + Math.exp(-z)) - is);
    for (let n = 0; n < columns.length; n++) {
      const column = columns[n] ?? 0;
      slope[column] = (slope[column] ?? 0) + off * (values[n] ?? 0);
    }
    slope[size] = (slope[size] ?? 0) + off;
  }
  for (let n = 0; n < size; n++) {
    const weight = at[n] ?? 0;
    sum += 0.5 * pull * weight * weight;
    slope[n] = (slope[n] ?? 0) + pull * weight;
  }
  return sum;
}

const kept = 8;
type Loss = (at: Float64Array, slope: Float64Array) => number;

/** L-BFGS with a line search that halves its steps. */
function descend(start: Float64Array, loss: Loss, most: number): Float64Array {
  let at = start;
  let slope = new Float64Array(at.length);
  let height = loss(at, slope);
  const past: { step: Float64Array; turn: Float64Array; rho: number }[] = [];
  for (let n = 0; n < most; n++) {
    const way = wayDown(slope, past);
    const steep = dot(way, slope);
    let stride = past.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(slope, slope))) : 1;
    const nextSlope = new Float64Array(at.length);
    let next = moved(at, way, stride);
    let nextHeight = loss(next, nextSlope);
    while (nextHeight > height + 1e-4 * stride * steep && stride > 1e-10) {
      stride /= 2;
      next = moved(at, way, stride);
      nextHeight = loss(next, nextSlope);
    }
    const step = next.map((value, k) => value - (at[k] ?? 0));
    const turn = nextSlope.map((value, k) => value - (slope[k] ?? 0));
    const curve = dot(step, turn);
    if (curve > 1e-12) past.push({ step, turn, rho: 1 / curve });
    if (past.length > kept) past.shift();
    const gained = height - nextHeight;
    [at, slope, height] = [next, nextSlope, nextHeight];
    if (gained < 1e-7 * Math.max(1, Math.abs(height))) break;
  }
  return at;
}

function wayDown(
  slope: Float64Array,
  past: readonly { step: Float64Array; turn: Float64Array; rho: number }[],
): Float64Array {
  const way = slope.map((value) => -value);
  const shares: number[] = [];
  for (const { step, turn, rho } of past.toReversed()) {
    const share = rho * dot(step, way);
    shares.push(share);
    add(way, turn, -share);
  }
  const last = past.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.turn, last.turn));
    for (let n = 0; n < way.length; n++) way[n] = (way[n] ?? 0) * scale;
  }
  for (const { step, turn, rho } of past) add(way, step, (shares.pop() ?? 0) - rho * dot(turn, way));
  return way;
}

const moved = (at: Float64Array, way: Float64Array, stride: number) =>
  at.map((value, n) => value + stride * (way[n] ?? 0));

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let n = 0; n < to.length; n++) to[n] = (to[n] ?? 0) + times * (what[n] ?? 0);
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < one.length; n++) sum += (one[n] ?? 0) * (other[n] ?? 0);
  return sum;
}
