import { cueNames, cuesIn } from './cues.ts';
import type { Line } from './lines.ts';
import { type Stance, stanceOf } from './stances.ts';
import { type Table, tableOf } from './table.ts';

const formNames = [
  'words',
  'short',
  'long',
  'capital',
  'stop',
  'keyword',
  'address',
  'figure',
  'quoted',
  'noted',
  'heard',
  'goesOn',
  'comesIn',
  'code',
  'votes',
  'speaks',
  'amidNotes',
  'stands',
] as const;
const names: readonly string[] = [...cueNames, ...formNames];

export interface Remarks {
  lines: readonly Line[];
  table: Table;
  stances: readonly (Stance | undefined)[];
}

/** What each line gives away by itself, and by whom it follows. */
export function remarksOn(lines: readonly Line[]): Remarks {
  const table = tableOf(names, lines.length);
  const stances = lines.map(({ plain }) => stanceOf(plain));
  for (const [n, line] of lines.entries()) {
    const from = n * names.length;
    cuesIn(line.plain, table.values, from);
    table.values.set(formOf(line, lines, n, stances[n]), from + cueNames.length);
  }
  return { lines, table, stances };
}

function formOf(
  { said, plain, author }: Line,
  lines: readonly Line[],
  n: number,
  stance: Stance | undefined,
): number[] {
  const words = plain.length === 0 ? 0 : plain.split(/\s+/).length;
  const recent = lines.slice(Math.max(0, n - 8), n).some((line) => line.author === author);
  return [
    Math.log1p(words),
    words <= 3 ? 1 : 0,
    words >= 25 ? 1 : 0,
    /^\W*[A-Z]/.test(said.text) ? 1 : 0,
    /[.!]\s*$/.test(plain) ? 1 : 0,
    /\b(?:MUST|SHOULD|MAY|SHALL)\b/.test(said.text) ? 1 : 0,
    plain.includes('http') ? 1 : 0,
    /\d/.test(plain) ? 1 : 0,
    /["`“]/.test(plain) ? 1 : 0,
    said.via === 'scribe' ? 1 : 0,
    said.via === 'asr' ? 1 : 0,
    lines[n - 1]?.author === author ? 1 : 0,
    recent ? 0 : 1,
    /[{}<>@_=]|\w\(\)/.test(plain) ? 1 : 0,
    stance?.vote ? 1 : 0,
    words > 3 && !stance ? 1 : 0,
    words > 4 && !said.via && notedAround(lines, n) ? 1 : 0,
    stands(plain, words) ? 1 : 0,
  ];
}

/** That somebody typed it themselves while a note-taker wrote down what was said. */
function notedAround(lines: readonly Line[], n: number): boolean {
  let noted = 0;
  for (let k = Math.max(0, n - 16); k <= n + 16 && k < lines.length; k++) if (lines[k]?.said.via) noted++;
  return noted >= 3;
}

/** A statement that is nobody's in particular, as proposals are put. */
const stands = (plain: string, words: number) =>
  words >= 4 &&
  !plain.endsWith('?') &&
  !/^https?:/.test(plain) &&
  !/\b(?:i|you|i'm|i'll|i'd|i've|your|my|me|he|she|they|maybe|think)\b/.test(plain);
