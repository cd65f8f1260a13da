import { writeFile } from 'node:fs/promises';
import type { Figure } from './figures.ts';

export interface Report {
  measuredOn: readonly string[];
  figures: readonly Figure[];
  remarks: readonly string[];
}

export async function table({ measuredOn, figures, remarks }: Report, json?: string): Promise<void> {
  const rows = [['figure', 'median', '95 % of it', 'beside', 'aim', '']];
  for (const one of figures)
    rows.push([
      one.name,
      `${shown(one.median)} ${one.unit}`,
      `${shown(one.low)} – ${shown(one.high)}`,
      one.against ?? '',
      one.aim?.words ?? '',
      one.aim ? (one.aim.met ? 'met' : 'MISSED') : '',
    ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  process.stdout.write(`${[...measuredOn, '', ...lines, '', ...remarks].join('\n')}\n`);
  if (json) await writeFile(json, `${JSON.stringify({ measuredOn, figures, remarks }, null, 2)}\n`);
}

const shown = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3).replace(/\.?0+$/, '');
