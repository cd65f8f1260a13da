/** A small tree, whole to its depth: what every fork asks about, from where on it turns right, and what its leaves say. */
export interface Tree {
  columns: readonly number[];
  turns: readonly number[];
  leaves: readonly number[];
}

/** A fork that asks about no column turns left. */
export function said({ columns, turns, leaves }: Tree, values: Float32Array): number {
  let at = 0;
  while (at < columns.length) {
    const column = columns[at] ?? -1;
    at = 2 * at + (column >= 0 && (values[column] ?? 0) > (turns[at] ?? 0) ? 2 : 1);
  }
  return leaves[at - columns.length] ?? 0;
}
