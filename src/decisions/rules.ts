import { z } from 'zod';

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
      .max(500, 'keep it to one line of 500 characters; the rest belongs under why'),
  );

/** What a list was asked for, as whoever turns its pages asks again. */
export type Asked = Record<string, string>;

export interface DecisionLine {
  number: number;
  statement: string;
  state: string;
  decidedAt: string;
  decidedBy: string;
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
}

export interface Decision extends DecisionLine {
  loggedBy: string | null;
  why: string | null;
  sources: Source[];
}

export const pageSize = 10;

/** Where Slack shows a message. Slack asks who is looking, so the address itself gives nothing away. */
export function permalink(url: string, channel: string, ts: string, thread: string | null): string {
  const base = `${url.replace(/\/$/, '')}/archives/${channel}/p${ts.replace('.', '')}`;
  return thread && thread !== ts ? `${base}?thread_ts=${thread}&cid=${channel}` : base;
}

/** As much of a message as a decision quotes. */
export const quotedFrom = (text: string): string | null => text.slice(0, 4_000) || null;
