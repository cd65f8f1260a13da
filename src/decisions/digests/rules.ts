import { nextAt, type Working } from '../../delivery/hours/rules.ts';
import { isOver, live, type State } from '../changes/rules.ts';

/** What a digest is grouped by, most urgent first. */
export const parts = ['needs you', 'decided', 'for your information'] as const;
export type Part = (typeof parts)[number];

/** Why somebody hears of a decision: the first that is true. */
const reasons = ['owner', 'decider', 'agreed', 'wrote', 'member'] as const;
type Reason = (typeof reasons)[number];

/** What a digest tells of one thing. Its words are looked up when it is shown: they may have gone by then. */
export interface Told {
  part: Part;
  decision: number | null;
  change: number | null;
  /** How far the decision had come: what is written down later is told later. */
  upto: number | null;
  /** Something that was not urgent enough to be said by itself. */
  action: string | null;
  said: string;
  reason: string;
}

/** One line of a decision's history, as far as it says what became of it. */
interface Doing {
  n: number;
  kind: string;
  person: string;
  state: State;
}

/** What became of a decision since a reader was last told of it. */
export interface News {
  number: number;
  state: State;
  version: number;
  owner: string | null;
  deciders: readonly string[];
  agreed: readonly string[];
  logged_by: string;
  /** How it stood when they were last told. Nothing: it was written down since. */
  before: State | null;
  /** Oldest first. */
  doings: readonly Doing[];
  /** It was to be looked at again by now. */
  lapsed: boolean;
}

/** Nobody reads more at once. */
export const mostLines = 7;

/** A reader is told of each decision once: where it stands now, and why that concerns them. */
export const linesFor = (news: readonly News[], reader: string): Told[] =>
  news.flatMap((one) => lineFor(sinceTheirOwn(one, reader), reasonFor(one, reader), reader));

/** Whoever wrote it down knows how it stood then. */
function sinceTheirOwn(one: News, reader: string): News {
  const [first, ...later] = one.doings;
  return one.before === null && first?.person === reader ? { ...one, before: first.state, doings: later } : one;
}

function reasonFor({ owner, deciders, agreed, logged_by }: News, reader: string): Reason {
  if (owner === reader) return 'owner';
  if (deciders.includes(reader)) return 'decider';
  if (agreed.includes(reader)) return 'agreed';
  return logged_by === reader ? 'wrote' : 'member';
}

function lineFor(one: News, reason: Reason, reader: string): Told[] {
  const { state, before, lapsed, version } = one;
  const told = (part: Part, said: string, change: number): Told[] => [lineOf(one, part, { said, change, reason })];
  const isTheirs = reason === 'owner' || (reason === 'decider' && one.owner === null);
  if (lapsed) return isTheirs && live.includes(state) ? told('needs you', 'look again', version) : [];
  const turn = lastTurn(one);
  if (isTheirs && isUnsure(state)) return told('needs you', state, turn?.n ?? version);
  // What came and went since then is nothing that anybody has to know.
  if (before === null) return isOver(state) || !turn ? [] : told('decided', state, turn.n);
  const news = newsOf(one, reason, reader);
  return news ? told('for your information', news.kind, news.n) : [];
}

/** Somebody who is only in there hears when it no longer holds, or holds again; who has to do with it, of the rest as well. */
function newsOf(one: News, reason: Reason, reader: string): Doing | undefined {
  const isInvolved = reason !== 'member';
  const became = isInvolved ? lastTurn(one) : lastCrossing(one);
  if (became && became.person !== reader) return became;
  return isInvolved ? lastOther(one, reader, became?.n ?? 0) : undefined;
}

const lineOf = (
  { number, version }: News,
  part: Part,
  { said, change, reason }: { said: string; change: number; reason: Reason },
): Told => ({ part, decision: number, change, upto: version, action: null, said, reason });

const isUnsure = (state: State): boolean => state === 'proposed' || state === 'unconfirmed';

/** What made it stand as it does, where that is not how it stood when they were last told. */
function lastTurn({ before, state, doings }: News): Doing | undefined {
  const turns = doings.filter((one, at) => one.state !== (doings[at - 1]?.state ?? before));
  // Replaced once more is replaced by something else.
  return state !== before || state === 'superseded' ? turns.at(-1) : undefined;
}

/** What made it no longer hold, or hold again: that concerns everybody where it was decided. */
function lastCrossing({ before, state, doings }: News): Doing | undefined {
  if (before === null || isOver(before) === isOver(state)) return undefined;
  return doings.findLast((one, at) => isOver(one.state) !== isOver(doings[at - 1]?.state ?? before));
}

/** What somebody else wrote down about it since then that did not change how it stands. */
const lastOther = ({ doings }: News, reader: string, since: number): Doing | undefined =>
  doings.findLast(({ n, kind, person }) => n > since && kind !== 'redact' && person !== reader);

/** As many as are read at once. What needs somebody and found no room comes the next time; the rest is in the log. */
export function fitted(lines: readonly Told[]): { shown: Told[]; passed: Told[] } {
  const shown = lines.slice(0, mostLines);
  const rest = lines.slice(mostLines);
  return { shown, passed: rest.filter(({ part, action }) => part !== 'needs you' && action === null) };
}

export const mostUrgentFirst = (lines: readonly Told[]): Told[] =>
  lines.toSorted((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part) || nearness(a) - nearness(b));

/** What has to do with its reader comes before what they are only in the same channel with. */
const nearness = ({ reason }: Told): number => (reason === 'member' ? 1 : 0);

/** Every day or every week. */
export const recaps = ['daily', 'weekly'] as const;
export type Recap = (typeof recaps)[number];

/** Towards the end of the day: of each day on which somebody works there, or of the last one before they rest longest. */
export function nextRecap(every: Recap, working: Working, after: Date): Date {
  const { hours } = working;
  const minutes = Math.max(hours.from, hours.to - 60);
  const days = every === 'daily' ? hours.days : [lastOfWeek(hours.days)];
  return nextAt({ ...working, hours: { ...hours, days } }, [minutes], after);
}

function lastOfWeek(days: readonly number[]): number {
  const rest = (day: number): number => {
    const next = [1, 2, 3, 4, 5, 6, 7].find((ahead) => days.includes(((day - 1 + ahead) % 7) + 1));
    return next ?? 7;
  };
  return days.reduce((last, day) => (rest(day) >= rest(last) ? day : last));
}

/** Lines of a channel's recap: everybody there saw it happen, and later nobody remembers. */
export const recapLines = (news: readonly News[]): Told[] =>
  news.flatMap((one) => {
    const turn = lastTurn(one);
    if (one.before === null && turn && !isOver(one.state))
      return [lineOf(one, 'decided', { said: one.state, change: turn.n, reason: 'member' })];
    const told = one.before === null ? undefined : (lastCrossing(one) ?? (one.state === 'done' ? turn : undefined));
    return told ? [lineOf(one, 'for your information', { said: told.kind, change: told.n, reason: 'member' })] : [];
  });

/** How much there is of each part, shown or not. */
export type Counts = Record<Part, number>;
export const countsOf = (lines: readonly Pick<Told, 'part'>[]): Counts => ({
  'needs you': lines.filter(({ part }) => part === 'needs you').length,
  decided: lines.filter(({ part }) => part === 'decided').length,
  'for your information': lines.filter(({ part }) => part === 'for your information').length,
});
