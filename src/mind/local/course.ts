import { type Fate, fatesOf, likely } from './fates.ts';
import type { Remarks } from './remarks.ts';
import { columnOf, type Table, tableOf, valueAt } from './table.ts';

/** The course a talk takes: which proposals are on the table, how they fare, and where its topics begin. */
export interface Course {
  remarks: Remarks;
  sure: readonly number[];
  fates: readonly Fate[];
  /** The proposal that every line falls under, if any. */
  under: readonly (Fate | undefined)[];
  last: readonly (Fate | undefined)[];
  toTopic: readonly number[];
  sinceTopic: readonly number[];
  lead: string | undefined;
  /** How many votes for something stand around every line. */
  votesAround: readonly number[];
  peopleVote: boolean;
}

const far = 30;

export function courseOf(remarks: Remarks, sure: readonly number[]): Course {
  const fates = fatesOf(remarks, sure);
  const last = lastFates(fates, remarks.lines.length);
  const votesAround = remarks.stances.map((_, n) => votesIn(remarks, n - 5, n + 5));
  return {
    remarks,
    sure,
    fates,
    last,
    under: last.map((fate, n) => (fate && n <= fate.until ? fate : undefined)),
    ...topicsOf(remarks),
    lead: leadOf(remarks, sure),
    votesAround,
    peopleVote: votesAround.some((votes, n) => votes >= 3 && remarks.stances[n]?.vote),
  };
}

function lastFates(fates: readonly Fate[], count: number): (Fate | undefined)[] {
  const last = new Array<Fate | undefined>(count).fill(undefined);
  for (const [k, fate] of fates.entries()) last.fill(fate, fate.line, fates[k + 1]?.line ?? count);
  return last;
}

function votesIn({ stances }: Remarks, from: number, to: number): number {
  let count = 0;
  for (let n = Math.max(0, from); n <= to && n < stances.length; n++)
    if (stances[n]?.vote && stances[n]?.is === 'for') count++;
  return count;
}

function topicsOf({ table, lines }: Remarks) {
  const topic = columnOf(table, 'topic');
  const toTopic = new Array<number>(lines.length).fill(far);
  const sinceTopic = new Array<number>(lines.length).fill(far);
  let distance = far;
  for (let n = lines.length - 1; n >= 0; n--) {
    distance = Math.min(far, distance + 1);
    toTopic[n] = distance;
    if (valueAt(table, n, topic)) distance = 0;
  }
  distance = far;
  for (let n = 0; n < lines.length; n++) {
    distance = valueAt(table, n, topic) ? 0 : Math.min(far, distance + 1);
    sinceTopic[n] = distance;
  }
  return { toTopic, sinceTopic };
}

/** Who opens topics, proposes and calls for votes most. */
function leadOf({ lines, table }: Remarks, sure: readonly number[]): string | undefined {
  const [topic, call] = [columnOf(table, 'topic'), columnOf(table, 'call')];
  const led = new Map<string, number>();
  for (const [n, { author }] of lines.entries()) {
    const much = (sure[n] ?? 0) + valueAt(table, n, topic) + valueAt(table, n, call);
    if (much > 0.2) led.set(author, (led.get(author) ?? 0) + much);
  }
  let lead: string | undefined;
  for (const [author, much] of led) if (lead === undefined || much > (led.get(lead) ?? 0)) lead = author;
  return lead;
}

const fading = (distance: number) => (distance >= far ? 0 : 1 / (1 + distance / 3));
const many = (count: number) => Math.log2(1 + count);
const flag = (is: boolean) => (is ? 1 : 0);

function surest({ sure }: Course, from: number, to: number): number {
  let best = 0;
  for (let n = Math.max(0, from); n <= to && n < sure.length; n++) best = Math.max(best, sure[n] ?? 0);
  return best;
}

function soFar(lines: readonly number[] | undefined, n: number): number {
  let count = 0;
  for (const line of lines ?? []) if (line <= n) count++;
  return count;
}

function cued({ remarks: { table } }: Course, cue: string, from: number, to: number): number | undefined {
  const column = columnOf(table, cue);
  for (let n = to; n >= from; n--) if (valueAt(table, n, column)) return n;
  return;
}

function voices({ remarks: { lines, table } }: Course, n: number): number {
  const greeting = columnOf(table, 'greeting');
  const heard = new Set<string>();
  for (let k = Math.max(0, n - 8); k <= n + 3 && k < lines.length; k++)
    if (!valueAt(table, k, greeting)) heard.add(lines[k]?.author ?? '');
  return heard.size;
}

/** Nobody speaks against it in the next lines, and the next one opens a topic or says little. */
function unopposed({ remarks: { stances, table } }: Course, n: number): boolean {
  const [speaks, topic] = [columnOf(table, 'speaks'), columnOf(table, 'topic')];
  for (let k = n + 1; k <= n + 4; k++) if (stances[k]?.is === 'against') return false;
  return !valueAt(table, n + 1, speaks) || valueAt(table, n + 1, topic) > 0;
}

function allVotes({ remarks: { stances } }: Course, from: number, to: number): number {
  let count = 0;
  for (let n = Math.max(0, from); n <= to && n < stances.length; n++) if (stances[n]?.vote) count++;
  return count;
}

const calledAt = (course: Course, n: number) => fading(n - (cued(course, 'call', n - 5, n) ?? -far));
const hushed = (course: Course, n: number) => flag(cued(course, 'quiet', n - 2, n + 3) !== undefined);
const soon = ({ toTopic }: Course, n: number) => {
  const distance = toTopic[n] ?? far;
  if (distance > 4) return 0;
  return distance <= 2 ? 1 : 0.5;
};
const lastSupport = (fate: Fate | undefined) => Math.max(fate?.votesFor.at(-1) ?? -1, fate?.saidFor.at(-1) ?? -1);

const columns: Readonly<Record<string, (course: Course, n: number) => number>> = {
  'proposed here': ({ sure }, n) => sure[n] ?? 0,
  'proposed just before': (course, n) => surest(course, n - 3, n - 1),
  'proposed before': (course, n) => surest(course, n - 8, n - 4),
  'proposed long before': (course, n) => surest(course, n - 16, n - 9),
  'proposed just after': (course, n) => surest(course, n + 1, n + 3),
  'proposed after': (course, n) => surest(course, n + 4, n + 8),
  'since proposal': ({ last }, n) => fading(n - (last[n]?.line ?? -far)),
  'under proposal': ({ under }, n) => flag(under[n] !== undefined),
  'proposal sure': ({ under }, n) => under[n]?.sure ?? 0,
  'votes for': ({ under }, n) => many(under[n]?.votesFor.length ?? 0),
  'votes for so far': ({ under }, n) => many(soFar(under[n]?.votesFor, n)),
  'votes against': ({ under }, n) => many(under[n]?.votesAgainst.length ?? 0),
  'neutral votes': ({ under }, n) => many(under[n]?.neutral.length ?? 0),
  'said for': ({ under }, n) => many(under[n]?.saidFor.length ?? 0),
  'said for so far': ({ under }, n) => many(soFar(under[n]?.saidFor, n)),
  'said against': ({ under }, n) => many(under[n]?.saidAgainst.length ?? 0),
  'said against so far': ({ under }, n) => many(soFar(under[n]?.saidAgainst, n)),
  carried: ({ under }, n) => flag(carried(under[n])),
  'carried clearly': ({ under }, n) =>
    flag((under[n]?.votesFor.length ?? 0) >= 3 && under[n]?.votesAgainst.length === 0),
  'carried by words': ({ under }, n) =>
    flag((under[n]?.saidFor.length ?? 0) >= 1 && under[n]?.saidAgainst.length === 0),
  split: ({ under }, n) => flag((under[n]?.votesAgainst.length ?? 0) > 0 && !carried(under[n])),
  'last support': ({ under }, n) => flag(lastSupport(under[n]) === n),
  'support goes on': ({ under }, n) => (lastSupport(under[n]) > n ? fading(lastSupport(under[n]) - n) : 0),
  supports: ({ under }, n) => flag(under[n]?.votesFor.includes(n) || under[n]?.saidFor.includes(n) || false),
  'by the proposer': ({ under, remarks: { lines } }, n) => {
    const fate = under[n];
    return flag(fate !== undefined && lines[n]?.author === lines[fate.line]?.author);
  },
  'to end of proposal': ({ under }, n) => fading((under[n]?.until ?? n + far) - n),
  'another proposal is next': ({ under, sure }, n) => flag((sure[(under[n]?.until ?? n + far) + 1] ?? 0) >= likely),
  'to topic': ({ toTopic }, n) => fading(toTopic[n] ?? far),
  'since topic': ({ sinceTopic }, n) => fading(sinceTopic[n] ?? far),
  'topic is soon': soon,
  'topic is next': ({ toTopic }, n) => flag(toTopic[n] === 1),
  called: calledAt,
  'called, then a topic': (course, n) => calledAt(course, n) * soon(course, n),
  'called, then quiet': (course, n) => calledAt(course, n) * hushed(course, n),
  'called, nobody opposed': (course, n) => calledAt(course, n) * flag(unopposed(course, n)),
  quiet: hushed,
  voices: (course, n) => many(voices(course, n)),
  'by the lead': ({ lead, remarks: { lines } }, n) => flag(lines[n]?.author === lead),
  'votes near': (course, n) => many(allVotes(course, n - 6, n + 6)),
  'votes before': (course, n) => many(allVotes(course, n - 8, n)),
  'votes after': (course, n) => many(allVotes(course, n + 1, n + 6)),
  'people vote': ({ peopleVote }) => flag(peopleVote),
  'people vote, not here': ({ peopleVote, votesAround }, n) => flag(peopleVote && (votesAround[n] ?? 0) < 2),
  'many votes around': ({ votesAround }, n) => flag((votesAround[n] ?? 0) >= 3),
};

function carried(fate: Fate | undefined): boolean {
  const [pro, contra] = [fate?.votesFor.length ?? 0, fate?.votesAgainst.length ?? 0];
  return pro >= 2 && pro > 2 * contra;
}

const names = Object.keys(columns);

export function courseTable(course: Course): Table {
  const reads = Object.values(columns);
  const { length } = course.remarks.lines;
  const table = tableOf(names, length);
  for (let n = 0; n < length; n++)
    for (let k = 0; k < reads.length; k++) table.values[n * names.length + k] = reads[k]?.(course, n) ?? 0;
  return table;
}
