/** One row per line, one column per thing that is noticed about it: features by place, for speed. */
export interface Table {
  names: readonly string[];
  count: number;
  values: Float32Array;
}

export function tableOf(names: readonly string[], count: number): Table {
  return { names, count, values: new Float32Array(names.length * count) };
}

/** Rows before the first and after the last hold nothing. */
export const valueAt = ({ names, count, values }: Table, row: number, column: number): number =>
  row < 0 || row >= count ? 0 : (values[row * names.length + column] ?? 0);

export const columnOf = ({ names }: Table, name: string): number => names.indexOf(name);

export const rowOf = ({ names, values }: Table, row: number): Float32Array =>
  values.subarray(row * names.length, (row + 1) * names.length);

/** Tables of the same lines side by side. */
export function joined(tables: readonly Table[]): Table {
  const count = tables[0]?.count ?? 0;
  const all = tableOf(
    tables.flatMap(({ names }) => names),
    count,
  );
  for (let row = 0; row < count; row++) {
    let at = row * all.names.length;
    for (const table of tables) {
      all.values.set(rowOf(table, row), at);
      at += table.names.length;
    }
  }
  return all;
}
