import type { Course } from './course.ts';
import { type Fate, fateOf } from './fates.ts';
import { columnOf, valueAt } from './table.ts';

/** What everybody did when something was settled. */
export interface Roles {
  /** The line that settles it, and the one whose proposal it accepts where that is another one. */
  settles: number;
  proposal: number | undefined;
  explicit: boolean;
  supports: readonly Voice[];
  objections: readonly Voice[];
}
interface Voice {
  id: string;
  author: string;
}

const unsaid = ['defer', 'reported', 'suppose', 'question', 'joke'] as const;

/** That a line says in so many words that something is decided, and does not put it off, suppose it, ask it or tell it of others. */
export function isExplicit({ remarks: { table } }: Course, line: number): boolean {
  const has = (cue: string) => valueAt(table, line, columnOf(table, cue)) > 0;
  return has('performs') && !unsaid.some(has);
}

export function rolesAt(course: Course, peak: number): Roles {
  return rolesOf(course, peak, fateBefore(course, peak));
}

/** Without a proposal that it accepts, a line stands for itself: what is said to it counts. */
export function rolesOf(course: Course, settles: number, fate: Fate | undefined): Roles {
  const proposal = fate && hostOf(course, fate.line) !== hostOf(course, settles) ? fate.line : undefined;
  const own = fateOf(course.remarks, course.sure, settles);
  const all = fate && proposal !== undefined ? [fate, own] : [own];
  const listed = (list: 'votesFor' | 'saidFor' | 'votesAgainst' | 'saidAgainst') => all.flatMap((one) => one[list]);
  return {
    settles,
    proposal,
    explicit: isExplicit(course, settles),
    supports: voicesOf(course, [...listed('votesFor'), ...listed('saidFor')], authorOf(course, settles)),
    objections: voicesOf(course, [...listed('votesAgainst'), ...listed('saidAgainst')], undefined),
  };
}

/** The proposal that is on the table, or was until a few lines ago. */
function fateBefore({ last }: Course, line: number): Fate | undefined {
  const fate = last[line];
  return fate && line <= fate.until + 6 ? fate : undefined;
}

const hostOf = ({ remarks: { lines } }: Course, line: number) => lines[line]?.said.id ?? '';
const authorOf = ({ remarks: { lines } }: Course, line: number) => lines[line]?.author ?? '';

/** Each author once, with the utterance that shows it. */
function voicesOf(course: Course, lines: readonly number[], without: string | undefined): Voice[] {
  const voices = new Map<string, Voice>();
  for (const line of lines.toSorted((one, other) => one - other)) {
    const author = authorOf(course, line);
    if (author !== without && !voices.has(author)) voices.set(author, { id: hostOf(course, line), author });
  }
  return [...voices.values()];
}
