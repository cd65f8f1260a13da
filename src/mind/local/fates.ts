import type { Remarks } from './remarks.ts';
import type { Stance } from './stances.ts';
import { columnOf, valueAt } from './table.ts';

/** How a proposal fared, until the next one, the next topic, or until talk has moved on. Every list holds lines, in order. */
export interface Fate {
  /** The line that proposes, and how surely it does. */
  line: number;
  sure: number;
  until: number;
  /** Votes in figures. */
  votesFor: number[];
  votesAgainst: number[];
  neutral: number[];
  /** What others than the proposer say to it in words. */
  saidFor: number[];
  saidAgainst: number[];
}

/** Not a threshold for showing anything: from here on a line may be what the following ones answer. */
export const likely = 0.15;
const reach = 24;

export function fatesOf(remarks: Remarks, sure: readonly number[]): Fate[] {
  return sure.flatMap((much, line) => (much >= likely ? [fateOf(remarks, sure, line)] : []));
}

export function fateOf(remarks: Remarks, sure: readonly number[], line: number): Fate {
  const until = endOf(remarks, sure, line);
  const fate: Fate = {
    line,
    sure: sure[line] ?? 0,
    until,
    votesFor: [],
    votesAgainst: [],
    neutral: [],
    saidFor: [],
    saidAgainst: [],
  };
  const heard = new Set<string>();
  for (let n = line + 1; n <= until; n++) {
    const stance = remarks.stances[n];
    const author = remarks.lines[n]?.author ?? '';
    if (!stance || (!stance.vote && (author === remarks.lines[line]?.author || heard.has(author)))) continue;
    heard.add(author);
    listFor(fate, stance).push(n);
  }
  return fate;
}

function endOf({ lines, table }: Remarks, sure: readonly number[], line: number): number {
  const topic = columnOf(table, 'topic');
  let n = line + 1;
  while (n < lines.length && n <= line + reach && (sure[n] ?? 0) < likely && valueAt(table, n, topic) === 0) n++;
  return n - 1;
}

function listFor(fate: Fate, { is, vote }: Stance): number[] {
  if (is === 'neutral') return fate.neutral;
  if (vote) return is === 'for' ? fate.votesFor : fate.votesAgainst;
  return is === 'for' ? fate.saidFor : fate.saidAgainst;
}
