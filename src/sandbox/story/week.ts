import { dayOf, type Moment, minuteOf } from './moment.ts';

/** Something that happens in a story, as its week files tell it. Messages are known by their place in the telling. */
export type Happening = { at: Moment; place: string } & (
  | { is: 'said'; by: string; text: string; n: number; label?: string | undefined; under?: number | string }
  | { is: 'reacted'; by: string; emoji: string; to: number }
  | { is: 'edited'; text: string; to: number }
  | { is: 'deleted'; to: number }
  | { is: 'joined' | 'left'; by: string }
  | { is: 'renamed'; to: string; by: string }
  | { is: 'archived' | 'departed'; by: string }
);

/** A line that the format has no room for, told so that whoever wrote it finds it. */
class StoryProblem extends Error {
  constructor(file: string, line: number, sentence: string) {
    super(`${file}:${line}: ${sentence}`);
    this.name = 'StoryProblem';
  }
}

interface Telling {
  file: string;
  line: number;
  week: number;
  day: number;
  place: string;
  /** The message that reactions, edits and deletions are about. */
  last: Extract<Happening, { is: 'said' }> | undefined;
  /** What an indented message answers: an earlier message by number, or one of another week by label. */
  parent: number | string | undefined;
  /** Where lines without a stamp go. */
  open: { text: string } | undefined;
  counter: number;
  told: Happening[];
}

const stamp = /^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d\d:\d\d) ([\w.-]+)(?: \[([\w.-]+)\])?: ?(.*)$/;
const happening =
  /^\* (?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d\d:\d\d) ([\w.-]+) (joins|leaves|archives it|renames it to ([\w-]+))$/;
const reaction = /^\+ ([\w+-]+)((?: [\w.-]+)+)$/;
const edit = /^~ (?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d\d:\d\d) (.*)$/;
const removal = /^x (?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d\d:\d\d)$/;

/** Reads one week file. `from` is how many messages were told before it, so that numbers stay unique in the story. */
export function readWeek(file: string, text: string, from: number): Happening[] {
  const telling: Telling = {
    ...{ file, line: 0, week: 0, day: 0, place: '', counter: from, told: [] },
    ...{ last: undefined, parent: undefined, open: undefined },
  };
  for (const line of text.split('\n')) {
    telling.line += 1;
    readLine(telling, line);
  }
  for (const one of telling.told) if (one.is === 'said' || one.is === 'edited') one.text = one.text.trimEnd();
  return telling.told;
}

function readLine(telling: Telling, line: string): void {
  if (readHeading(telling, line)) return;
  const isReply = line.startsWith('  ');
  const told = isReply ? line.slice(2) : line;
  if (readMessage(telling, told, isReply) || readTouch(telling, told) || readEvent(telling, line)) return;
  const back = /^re ([\w.-]+)$/.exec(line);
  if (back) {
    telling.parent = back[1];
    telling.open = undefined;
  } else if (telling.open) telling.open.text += `\n${isReply && telling.parent !== undefined ? told : line}`;
  else if (line.trim()) throw problem(telling, 'this line belongs to no message');
}

function readHeading(telling: Telling, line: string): boolean {
  const [, marks = '', words = ''] = /^(#{1,3}) (.+)$/.exec(line) ?? [];
  if (!marks) return false;
  telling.open = undefined;
  telling.last = undefined;
  telling.parent = undefined;
  if (marks === '#') telling.week = Number(/^Week (\d+)/.exec(words)?.[1] ?? 0);
  else if (marks === '##') telling.day = dayOf(words.trim()) ?? Number.NaN;
  else telling.place = words.trim();
  if (!telling.week) throw problem(telling, 'a week begins with "# Week 3"');
  if (Number.isNaN(telling.day)) throw problem(telling, `"${words}" is not a day`);
  return true;
}

function readMessage(telling: Telling, told: string, isReply: boolean): boolean {
  const [whole, dayName, clock = '', by = '', label, text = ''] = stamp.exec(told) ?? [];
  if (whole === undefined) return false;
  if (isReply && telling.parent === undefined) throw problem(telling, 'this reply stands under no message');
  const n = telling.counter++;
  const said: Extract<Happening, { is: 'said' }> = {
    ...{ is: 'said', at: momentOf(telling, dayName, clock), place: telling.place, by, text, n, label },
    ...(isReply && telling.parent !== undefined ? { under: telling.parent } : {}),
  };
  if (!isReply) telling.parent = n;
  telling.last = said;
  telling.open = said;
  telling.told.push(said);
  return true;
}

/** Reactions, an edit or a deletion of the message right above. */
function readTouch(telling: Telling, told: string): boolean {
  const { last, place } = telling;
  const [, emoji = '', people = ''] = reaction.exec(told) ?? [];
  const [edited, editDay, editClock = '', text = ''] = edit.exec(told) ?? [];
  const [removed, removalDay, removalClock = ''] = removal.exec(told) ?? [];
  if (!emoji && edited === undefined && removed === undefined) return false;
  if (!last) throw problem(telling, 'there is no message above that this could be about');
  const to = last.n;
  telling.open = undefined;
  if (emoji)
    for (const by of people.trim().split(/\s+/))
      telling.told.push({ is: 'reacted', at: soonAfter(last.at), place, by, emoji, to });
  else if (edited !== undefined) {
    const change = { is: 'edited' as const, at: momentOf(telling, editDay, editClock), place, text, to };
    telling.told.push(change);
    telling.open = change;
  } else telling.told.push({ is: 'deleted', at: momentOf(telling, removalDay, removalClock), place, to });
  return true;
}

function readEvent(telling: Telling, line: string): boolean {
  const [, dayName, clock = '', by = '', what = '', name = ''] = happening.exec(line) ?? [];
  if (!what) return false;
  const on = { at: momentOf(telling, dayName, clock), place: telling.place, by };
  telling.open = undefined;
  if (what === 'joins') telling.told.push({ ...on, is: 'joined' });
  else if (what === 'leaves') telling.told.push({ ...on, is: 'left' });
  else if (name) telling.told.push({ ...on, is: 'renamed', to: name });
  else telling.told.push({ ...on, is: 'archived' });
  return true;
}

function momentOf(telling: Telling, dayName: string | undefined, clock: string): Moment {
  const day = dayName === undefined ? telling.day : (dayOf(dayName) ?? telling.day);
  return { day: (telling.week - 1) * 7 + day, minute: minuteOf(clock) };
}

/** People react once they have read it. */
const soonAfter = ({ day, minute }: Moment): Moment => ({ day, minute: Math.min(minute + 2, 24 * 60 - 1) });

const problem = ({ file, line }: Telling, sentence: string) => new StoryProblem(file, line, sentence);
