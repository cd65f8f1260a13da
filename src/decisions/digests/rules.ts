import { nextAt, type Working } from '../../delivery/hours/rules.ts';
import { isOver, live, type State } from '../changes/rules.ts';

/** What a digest is grouped by, most urgent first. */
export const parts = ['needs you', 'decided', 'for your information'] as const;
export type Part = (typeof parts)[number];

/** Why somebody hears of a decision: the first that is true. */
const reasons = ['owner', 'decider', 'agreed', 'wrote', 'member'] as const;
type Reason = (typeof reasons)[number];

/** What a digest tells of one thing. Words are looked up when it is shown: they may have gone by then. */
export interface Told {
  part: Part;
  decision: number | null;
  change: number | null;
  /** Something that was not urgent enough to be said by itself. */
  action: string | null;
  said: string;
  reason: string;
}

/** A line before it is told: with the channels it rests on. */
export interface Line extends Told {
  audience: readonly string[];
}

/** The newest that others did to a decision, as one reader is concerned by it. */
export interface News {
  number: number;
  state: State;
  kind: string;
  change: number;
  owner: string | null;
  deciders: readonly string[];
  agreed: readonly string[];
  logged_by: string;
  audience: readonly string[];
  /** It was first written down since the reader last heard. */
  isNew: boolean;
  /** It was to be looked at again by now. */
  lapsed: boolean;
}

/** Nobody reads more at once. */
export const mostLines = 7;

/** Changes that concern everybody where it was decided; the others concern those who have to do with it. */
const forAll: readonly string[] = ['log', 'replace', 'reverse', 'drop', 'restore', 'undo'];

/** A reader is told of each decision once: where it stands now, and why that concerns them. */
export function linesFor(news: readonly News[], reader: string, muted: readonly string[]): Line[] {
  return news.filter((one) => !isMuted(one, muted)).flatMap((one) => lineFor(one, reasonFor(one, reader)));
}

const isMuted = ({ number, audience }: News, muted: readonly string[]): boolean =>
  muted.includes(`D-${number}`) || (audience.length > 0 && audience.every((channel) => muted.includes(channel)));

function reasonFor({ owner, deciders, agreed, logged_by }: News, reader: string): Reason {
  if (owner === reader) return 'owner';
  if (deciders.includes(reader)) return 'decider';
  if (agreed.includes(reader)) return 'agreed';
  return logged_by === reader ? 'wrote' : 'member';
}

function lineFor(one: News, reason: Reason): Line[] {
  const { number: decision, state, kind, change, audience, isNew, lapsed } = one;
  const told = (part: Part, said: string): Line[] => [{ part, decision, change, action: null, said, reason, audience }];
  const isTheirs = reason === 'owner' || (reason === 'decider' && one.owner === null);
  if (lapsed && isTheirs && live.includes(state)) return told('needs you', 'look again');
  if (isTheirs && isUnsure(state)) return told('needs you', state);
  // What came and went since then is nothing that anybody has to know.
  if (isNew) return isOver(state) ? [] : told('decided', state);
  if (reason === 'member' && !forAll.includes(kind)) return [];
  return told('for your information', kind);
}

const isUnsure = (state: State): boolean => state === 'proposed' || state === 'unconfirmed';

/** As many as are read at once. What needs somebody and found no room comes the next time; the rest is in the log. */
export function fitted(lines: readonly Line[]): { shown: Line[]; passed: Line[] } {
  const shown = lines.slice(0, mostLines);
  const rest = lines.slice(mostLines);
  return { shown, passed: rest.filter(({ part, action }) => part !== 'needs you' && action === null) };
}

export const mostUrgentFirst = (lines: readonly Line[]): Line[] =>
  lines.toSorted((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part));

/** Every day or every week. */
export const recaps = ['daily', 'weekly'] as const;
export type Recap = (typeof recaps)[number];

/** Towards the end of the day: of each day on which somebody works there, or of the last of the week. */
export function nextRecap(every: Recap, working: Working, after: Date): Date {
  const { hours } = working;
  const minutes = Math.max(hours.from, hours.to - 60);
  const days = every === 'daily' ? hours.days : hours.days.slice(-1);
  return nextAt({ ...working, hours: { ...hours, days } }, [minutes], after);
}

/** A line of a channel's recap: everybody there saw it happen, and later nobody remembers. */
export const recapLines = (news: readonly News[]): Line[] =>
  news.flatMap((one) => {
    const said = one.isNew ? one.state : one.kind;
    if (one.isNew ? isOver(one.state) : !forAll.includes(one.kind) && one.kind !== 'finish') return [];
    return [
      {
        part: one.isNew ? ('decided' as const) : ('for your information' as const),
        decision: one.number,
        change: one.change,
        action: null,
        said,
        reason: 'member',
        audience: one.audience,
      },
    ];
  });
