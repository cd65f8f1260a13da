import type { Model } from './model.ts';
import { rowOf, type Table } from './table.ts';
import { said, type Tree } from './trees.ts';

/** What was learned about one kind of moment: weights for what is noticed, and small trees for what counts only together. */
export interface Learned {
  logistic: Model;
  /** The names of the columns that the trees ask about; the forks say their places here. */
  asks: readonly string[];
  bias: number;
  /** Per tree its forks' columns, then where they turn, then its leaves. */
  trees: readonly (readonly number[])[];
}

/** The score of every line: the mean of what the weights and the trees say. */
export function scoresBy({ logistic, asks, bias, trees }: Learned, table: Table): number[] {
  const weights = Float64Array.from(table.names, (name) => logistic.weights[name] ?? 0);
  const places = asks.map((name) => table.names.indexOf(name));
  const grown = trees.map((tree) => grownFrom(tree, places));
  return Array.from({ length: table.count }, (_, n) => {
    const row = rowOf(table, n);
    const weighed = logistic.bias + weighedBy(weights, row);
    return grown.length === 0 ? weighed : (weighed + grown.reduce((sum, tree) => sum + said(tree, row), bias)) / 2;
  });
}

function weighedBy(weights: Float64Array, row: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < weights.length; n++) sum += (weights[n] ?? 0) * (row[n] ?? 0);
  return sum;
}

function grownFrom(numbers: readonly number[], places: readonly number[]): Tree {
  const forks = (numbers.length - 1) / 3;
  return {
    columns: numbers.slice(0, forks).map((column) => places[column] ?? -1),
    turns: numbers.slice(forks, 2 * forks),
    leaves: numbers.slice(2 * forks),
  };
}
