import type { Part } from '../context.ts';
import type { Report } from '../doctor.ts';
import { tooOld } from '../health/rules.ts';
import { bold, harmless, wrap } from './plain.ts';

interface Paper {
  colour: boolean;
  width: number;
}

const column = 12;

/** A line for each part, what to do under what does not work, and at the end what was put aside. */
export function doctorPage({ ok, parts, parked }: Report, paper: Paper): string {
  const aside = parked.map((one) => `⚠ ${one.count} put aside: ${harmless(one.problem)}${tooOld(one)}`);
  const end = ok ? '✓ Everything works.' : '⚠ Something does not work: what to do is said beside it.';
  return [...parts.map((part) => partLines(part, paper)), ...aside, '', end].join('\n');
}

function partLines({ name, used, works, remedy }: Part, paper: Paper): string {
  const beside = [used, ...(remedy ? [remedy] : [])].map((words) => wrap(harmless(words), paper.width - column, ''));
  const head = `${works ? '✓' : '⚠'} ${bold(name, paper)}${' '.repeat(Math.max(1, column - 2 - name.length))}`;
  return head + beside.join('\n').replaceAll('\n', `\n${' '.repeat(column)}`);
}
