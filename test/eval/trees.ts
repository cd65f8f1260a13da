import type { Row } from './logistic.ts';

/** How trees are grown: how many, how deep, how much each may say, and what share of rows and columns it sees. */
export interface Growth {
  trees: number;
  depth: number;
  rate: number;
  /** Pulls what a leaf says towards nothing. */
  pull: number;
  /** A branch needs as much weight of doubt as this. */
  least: number;
  rows: number;
  columns: number;
}

export interface Grove {
  bias: number;
  /** Per tree its forks' columns, then where they turn, then its leaves. */
  trees: number[][];
}

const most = 24;

/** Gradient boosting with small whole trees over binned columns. The same rows always grow the same trees. */
export function growTrees(rows: readonly Row[], width: number, growth: Growth): Grove {
  const edges = Array.from({ length: width }, (_, column) => edgesOf(rows, column));
  const bins = edges.map((edge, column) => binned(rows, column, edge));
  const bias = shareOf(rows);
  const scores = new Float64Array(rows.length).fill(bias);
  const chance = chances(11);
  const trees: number[][] = [];
  for (let n = 0; n < growth.trees; n++) {
    const tree = grow({ rows, edges, bins, growth, chance, ...pushes(rows, scores) });
    for (const [row, leaf] of tree.at.entries()) scores[row] = (scores[row] ?? 0) + (tree.leaves[leaf] ?? 0);
    trees.push([...tree.columns, ...tree.turns, ...tree.leaves]);
  }
  return { bias, trees };
}

function shareOf(rows: readonly Row[]): number {
  let [yes, no] = [1e-6, 1e-6];
  for (const { is, counts } of rows)
    if (is) yes += counts;
    else no += counts;
  return Math.log(yes / no);
}

/** A plain generator with a seed. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function edgesOf(rows: readonly Row[], column: number): Float32Array {
  const step = Math.max(1, Math.floor(rows.length / 5000));
  const seen = rows.filter((_, n) => n % step === 0).map(({ values }) => values[column] ?? 0);
  const some = seen.filter((value) => value !== 0).toSorted((one, other) => one - other);
  const values = [...new Set(seen)].toSorted((one, other) => one - other);
  if (values.length <= most) return Float32Array.from(values.slice(1), (value, n) => (value + (values[n] ?? 0)) / 2);
  const steps = Array.from({ length: most - 2 }, (_, n) => some[Math.floor((n / (most - 2)) * some.length)] ?? 0);
  return Float32Array.from(new Set(steps), (value) => value - 1e-6);
}

/** A column by its bins. Most rows are in the bin where nothing is; the others are listed. */
interface Binned {
  nothing: number;
  bins: Uint8Array;
  others: Uint32Array;
}

function binned(rows: readonly Row[], column: number, edges: Float32Array): Binned {
  const nothing = binOf(0, edges);
  const bins = new Uint8Array(rows.length);
  const others = new Uint32Array(rows.length);
  let count = 0;
  for (let n = 0; n < rows.length; n++) {
    const value = rows[n]?.values[column] ?? 0;
    const bin = value === 0 ? nothing : binOf(value, edges);
    bins[n] = bin;
    if (bin !== nothing) others[count++] = n;
  }
  return { nothing, bins, others: others.slice(0, count) };
}

function binOf(value: number, edges: Float32Array): number {
  let bin = 0;
  while (bin < edges.length && value > (edges[bin] ?? 0)) bin++;
  return bin;
}

/** Which way each row pushes the score, and how much it still doubts. */
function pushes(rows: readonly Row[], scores: Float64Array) {
  const slopes = new Float64Array(rows.length);
  const doubts = new Float64Array(rows.length);
  for (const [n, { is, counts }] of rows.entries()) {
    const sure = 1 / (1 + Math.exp(-(scores[n] ?? 0)));
    slopes[n] = counts * (sure - (is ? 1 : 0));
    doubts[n] = counts * sure * (1 - sure);
  }
  return { slopes, doubts };
}

interface Ground {
  rows: readonly Row[];
  edges: readonly Float32Array[];
  bins: readonly Binned[];
  growth: Growth;
  chance: () => number;
  slopes: Float64Array;
  doubts: Float64Array;
}

function grow(ground: Ground) {
  const { rows, edges, bins, growth, chance } = ground;
  const forks = 2 ** growth.depth - 1;
  const columns = new Array<number>(forks).fill(-1);
  const turns = new Array<number>(forks).fill(0);
  passOver(ground, () => chance() >= growth.rows);
  const asked = [...edges.keys()].filter((column) => (edges[column]?.length ?? 0) > 0 && chance() < growth.columns);
  const at = new Uint8Array(rows.length);
  for (let depth = 0; depth < growth.depth; depth++) {
    const cuts = bestCuts(ground, { asked, at, nodes: 2 ** depth });
    const first = 2 ** depth - 1;
    for (const [node, cut] of cuts.entries()) {
      columns[first + node] = cut ? cut.column : -1;
      turns[first + node] = cut ? (edges[cut.column]?.[cut.bin] ?? 0) : 0;
    }
    for (let n = 0; n < at.length; n++) {
      const cut = cuts[at[n] ?? 0];
      at[n] = 2 * (at[n] ?? 0) + (cut && (bins[cut.column]?.bins[n] ?? 0) > cut.bin ? 1 : 0);
    }
  }
  return { columns, turns, at, leaves: leavesOf(ground, at) };
}

/** A tree does not see every row. */
function passOver({ slopes, doubts }: Ground, over: () => boolean): void {
  for (let n = 0; n < slopes.length; n++)
    if (over()) {
      slopes[n] = 0;
      doubts[n] = 0;
    }
}

/** What the rows of every place add up to: their push, then their doubt. */
function totals({ slopes, doubts }: Ground, at: Uint8Array, places: number): Float64Array {
  const sums = new Float64Array(2 * places);
  for (let n = 0; n < at.length; n++) {
    const place = 2 * (at[n] ?? 0);
    sums[place] = (sums[place] ?? 0) + (slopes[n] ?? 0);
    sums[place + 1] = (sums[place + 1] ?? 0) + (doubts[n] ?? 0);
  }
  return sums;
}

function leavesOf(ground: Ground, at: Uint8Array): number[] {
  const { growth } = ground;
  const sums = totals(ground, at, 2 ** growth.depth);
  return Array.from({ length: 2 ** growth.depth }, (_, leaf) => {
    const [slope, doubt] = [sums[2 * leaf] ?? 0, sums[2 * leaf + 1] ?? 0];
    return (-growth.rate * slope) / (doubt + growth.pull);
  });
}

interface Cut {
  column: number;
  bin: number;
  gain: number;
}
interface Level {
  asked: readonly number[];
  at: Uint8Array;
  nodes: number;
}

/** For every node of a level the question that tells most, if one does. */
function bestCuts(ground: Ground, level: Level): (Cut | undefined)[] {
  const best = new Array<Cut | undefined>(level.nodes).fill(undefined);
  const all = totals(ground, level.at, level.nodes);
  for (const column of level.asked) {
    const sums = binSums(ground, level, all, column);
    for (let node = 0; node < level.nodes; node++) {
      const cut = bestCut(sums.subarray(node * most * 2, (node + 1) * most * 2), column, ground);
      if (cut && cut.gain > (best[node]?.gain ?? 1e-3)) best[node] = cut;
    }
  }
  return best;
}

function binSums(
  { bins, slopes, doubts }: Ground,
  { at, nodes }: Level,
  all: Float64Array,
  column: number,
): Float64Array {
  const sums = new Float64Array(nodes * most * 2);
  const binned = bins[column];
  if (!binned) return sums;
  const { nothing, others, bins: places } = binned;
  for (let node = 0; node < nodes; node++) {
    sums[(node * most + nothing) * 2] = all[2 * node] ?? 0;
    sums[(node * most + nothing) * 2 + 1] = all[2 * node + 1] ?? 0;
  }
  for (let k = 0; k < others.length; k++) {
    const n = others[k] ?? 0;
    const [slope, doubt] = [slopes[n] ?? 0, doubts[n] ?? 0];
    if (doubt === 0) continue;
    const from = ((at[n] ?? 0) * most + nothing) * 2;
    const to = ((at[n] ?? 0) * most + (places[n] ?? 0)) * 2;
    sums[to] = (sums[to] ?? 0) + slope;
    sums[to + 1] = (sums[to + 1] ?? 0) + doubt;
    sums[from] = (sums[from] ?? 0) - slope;
    sums[from + 1] = (sums[from + 1] ?? 0) - doubt;
  }
  return sums;
}

function bestCut(sums: Float64Array, column: number, { edges, growth }: Ground): Cut | undefined {
  let [slope, doubt] = [0, 0];
  for (let k = 0; k < sums.length; k += 2) {
    slope += sums[k] ?? 0;
    doubt += sums[k + 1] ?? 0;
  }
  const told = (s: number, d: number) => (s * s) / (d + growth.pull);
  let best: Cut | undefined;
  let [left, leftDoubt] = [0, 0];
  for (let bin = 0; bin < (edges[column]?.length ?? 0); bin++) {
    left += sums[2 * bin] ?? 0;
    leftDoubt += sums[2 * bin + 1] ?? 0;
    if (leftDoubt < growth.least || doubt - leftDoubt < growth.least) continue;
    const gain = told(left, leftDoubt) + told(slope - left, doubt - leftDoubt) - told(slope, doubt);
    if (gain > (best?.gain ?? 0)) best = { column, bin, gain };
  }
  return best;
}
