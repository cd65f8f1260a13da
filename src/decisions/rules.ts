import { z } from 'zod';
import type { State, Type, Worded } from './changes/rules.ts';

/** How people say which decision they mean: D-42, d42 or 42. */
export const decisionNumber = z
  .string()
  .trim()
  .regex(/^[dD]?-?\d{1,9}$/, 'say which one as D-42')
  .transform((said) => Number(said.replace(/\D/g, '')))
  .pipe(z.number().int().positive('say which one as D-42'));

/** Looked for by its name, it is meant itself; a number alone may be words of another. */
export const namedIn = (words: string): number | undefined =>
  /^d-?\d/i.test(words.trim()) ? decisionNumber.safeParse(words).data : undefined;

export const nameOf = (number: number): string => `D-${number}`;

/** One line that means something: what people type has stray spaces, and a slash command has smart quotes. */
export const statement = z
  .string()
  .transform((text) => text.replace(/\s+/g, ' ').trim())
  .pipe(
    z
      .string()
      .min(3, 'say in one line what was decided')
      // As people count: some letters are of two halves.
      .refine((text) => [...text].length <= 500, {
        message: 'keep it to one line of 500 characters; the rest belongs under why',
      }),
  );

/** What a list was asked for, as whoever turns its pages asks again. */
export type Asked = Record<string, string>;

export interface Who {
  id: string;
  name: string;
}

export interface DecisionLine {
  number: number;
  statement: string;
  state: State;
  decidedAt: string;
  decidedBy: string;
  owner: Who | null;
}

export interface Source {
  author: string;
  channel: string;
  /** Exactly as it was said, in Slack's own form where it was said there. */
  quote: string | null;
  /** The same as people read it. */
  words: string | null;
  link: string | null;
  at: string | null;
  removed: boolean;
  role: 'said' | 'agreed';
  /** Agreed without words. */
  reaction: string | null;
}

interface Named {
  number: number;
  statement: string;
}

export interface Decision extends DecisionLine {
  loggedBy: string | null;
  why: string | null;
  alternatives: string[];
  assumptions: string | null;
  reopenIf: string | null;
  topic: string | null;
  type: Type;
  deciders: Who[];
  agreed: Who[];
  /** When it is looked at again. */
  lookAgainAt: string | null;
  /** Of those that its reader may see. */
  replacedBy: Named | null;
  replaces: Named[];
  /** Why it stands as it does, where whoever closed it said so and the words are still there; and who that was. */
  closed: { by: string; at: string; reason: string | null; removed: boolean } | null;
  removed: Worded[];
  version: number;
  changedAt: string;
  sources: Source[];
}

export const pageSize = 10;

/** Where Slack shows a message. Slack asks who is looking, so the address itself gives nothing away. */
export function permalink(url: string, channel: string, ts: string, thread: string | null): string {
  const base = `${url.replace(/\/$/, '')}/archives/${channel}/p${ts.replace('.', '')}`;
  return thread && thread !== ts ? `${base}?thread_ts=${thread}&cid=${channel}` : base;
}

/** No longer than this, and without half a letter at its end. */
export const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

/** As much of a message as a decision quotes. */
export const quotedFrom = (text: string): string | null => cut(text, 4_000) || null;

/** What was weighed, one to a line, as people list things. */
export const linesOf = (text: string | null): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim())
    .filter(Boolean);

/** What somebody asks of the list in the words of a command: `mine stale since 3w by @maya kafka`. */
const filterWords = {
  by: /(?:^|\s)by\s+(@\S+)(?=\s|$)/i,
  owner: /(?:^|\s)owner\s+(@\S+)(?=\s|$)/i,
  since: /(?:^|\s)since\s+(\d+\s?[dwmy]|\d{4}-\d\d-\d\d)(?=\s|$)/i,
  channel: /(?:^|\s)in\s+(#[\p{L}\p{N}_-]+)(?=\s|$)/iu,
  state: /(?:^|\s)state[:\s]+(proposed|unconfirmed|decided|in progress|done|superseded|reversed|dropped|all)(?=\s|$)/i,
  mine: /(?:^|\s)(mine)(?=\s|$)/i,
  stale: /(?:^|\s)(stale)(?=\s|$)/i,
} as const;
export type Filters = Partial<Record<keyof typeof filterWords, string>> & { words: string };

/** Whoever looks for such a word itself puts it in quotes. */
export function filtersIn(said: string): Filters {
  const found: [string, string][] = [];
  let words = said;
  for (const [name, pattern] of Object.entries(filterWords)) {
    const [whole, value] = pattern.exec(words) ?? [];
    if (whole === undefined || value === undefined) continue;
    found.push([name, value]);
    words = words.replace(whole, '');
  }
  return { ...Object.fromEntries(found), words: words.trim() };
}

const spans = new Map([
  ['d', 'days'],
  ['w', 'weeks'],
  ['m', 'months'],
  ['y', 'years'],
]);

/** `3w` before now, or a day, as it begins where they are. */
export function sinceOf(said: string, now: Date, zone: string): Date | undefined {
  const [, count, unit = ''] = /^(\d{1,4})\s?([dwmy])$/i.exec(said.trim()) ?? [];
  const span = spans.get(unit.toLowerCase());
  if (!span) return dayOf(said, zone);
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  return new Date(local.subtract({ [span]: Number(count) }).epochMilliseconds);
}

/** The same the other way round: which day a moment is of, where somebody is. */
export const dayIn = (at: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();

const minute = 60_000;

/** A day, as 2027-05-12, where somebody is: when it begins, and its last minute. */
function boundsOf(said: string, zone: string): { date: Temporal.PlainDate; begins: number; ends: number } | undefined {
  try {
    const date = Temporal.PlainDate.from(said.trim());
    const begins = (one: Temporal.PlainDate) => one.toZonedDateTime(zone).epochMilliseconds;
    return { date, begins: begins(date), ends: begins(date.add({ days: 1 })) - minute };
  } catch {
    return undefined;
  }
}

/** Whatever is from that day on. */
function dayOf(said: string, zone: string): Date | undefined {
  const day = boundsOf(said, zone);
  return day && new Date(day.begins);
}

/**
 * A day as it is kept: a moment of it where it was said, as near to noon in the middle of all zones as there is one. So it
 * is that day for whoever said it, and for nearly everybody who reads it; noon where it was said is tomorrow for many.
 */
export function keptDay(said: string, zone: string): Date | undefined {
  const day = boundsOf(said, zone);
  if (!day) return undefined;
  const noon = day.date.toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' }).epochMilliseconds;
  return new Date(Math.min(Math.max(noon, day.begins), day.ends));
}
