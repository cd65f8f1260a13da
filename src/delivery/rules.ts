import { dateOf, openFrom, type Span, tomorrow, type Working, workingDaysAfter } from './hours/rules.ts';

/** What Hypha says unasked. How much of each is said to whom at most is in `budgets`, and nowhere else. */
export const sorts = [
  'card',
  'suggestion',
  'recall',
  'recap',
  'line',
  'digest',
  'briefing',
  'nudge',
  'fast',
  'instant',
] as const;
export type Sort = (typeof sorts)[number];

/** What is asked of the policy for something that is due. */
export interface Request {
  sort: Sort;
  /** What it is about, as people can mute it: `D-42`, or a meeting. */
  about: string | null;
  thread: string | null;
  /** The channels it rests on. */
  audience: readonly string[];
  /** Its reader asked to be woken for it. */
  wakes: boolean;
  expiresAt: Date;
  /** It was to go into a digest already, and stays with that. */
  folded: boolean;
}

/** What was said there before. */
export interface Said {
  sort: Sort;
  about: string | null;
  thread: string | null;
  at: Date;
}

export interface Reader extends Working {
  quiet: Span | null;
  /** What they never want to hear of: `D-42`, a channel's id, or a sort. */
  muted: readonly string[];
  /** When their next digest comes. Nothing: they want none, or it is a channel. */
  digestAt: Date | null;
}

/** What a verdict can follow from. */
export const rules = ['free', 'slow', 'muted', 'thread', 'about', 'day', 'week', 'spacing', 'hours', 'quiet'] as const;
type Rule = (typeof rules)[number];

export interface Verdict {
  go: 'now' | 'later' | 'digest' | 'never';
  rule: Rule;
  /** Not before then. */
  until: Date | null;
  /** From now on it is of another sort: too much of its own was said. */
  as: Sort | null;
}

interface Budget {
  rule: 'thread' | 'about' | 'day' | 'week' | 'spacing';
  most: number;
  /** These are counted together. */
  of: readonly Sort[];
}

const direct: readonly Sort[] = ['fast', 'nudge'];

/** The strictest wins. */
const budgets: Record<Sort, readonly Budget[]> = {
  card: [
    { rule: 'thread', most: 1, of: ['card'] },
    { rule: 'day', most: 2, of: ['card'] },
  ],
  suggestion: [
    { rule: 'thread', most: 1, of: ['suggestion'] },
    { rule: 'day', most: 1, of: ['suggestion'] },
  ],
  recall: [{ rule: 'thread', most: 1, of: ['recall'] }],
  recap: [{ rule: 'day', most: 1, of: ['recap'] }],
  line: [],
  digest: [{ rule: 'day', most: 3, of: ['digest'] }],
  briefing: [{ rule: 'about', most: 1, of: ['briefing'] }],
  nudge: [
    { rule: 'about', most: 3, of: ['nudge'] },
    { rule: 'spacing', most: 1, of: ['nudge'] },
    { rule: 'day', most: 2, of: direct },
  ],
  fast: [{ rule: 'day', most: 2, of: direct }],
  instant: [{ rule: 'week', most: 2, of: ['instant'] }],
};

/** How many working days lie between two nudges about one thing. */
const spacingDays = 5;
const weekMs = 7 * 24 * 60 * 60_000;

/**
 * What can wait for the reader's digest where there is no room for it alone. A nudge cannot: told in a digest it would be
 * one more about the same thing, and sooner.
 */
const canFold: readonly Sort[] = ['line', 'fast'];

/** Whether something that is due goes out now, later, with others, or not at all; and by which rule. */
export function judge(request: Request, reader: Reader, said: readonly Said[], now: Date): Verdict {
  const { sort, wakes } = request;
  if (isMuted(request, reader)) return verdict('never', 'muted');
  if (sort === 'line' || request.folded) return fold('slow', reader);
  const full = budgets[sort].flatMap((budget) => exhausted(budget, request, reader, said, now))[0];
  if (full && sort === 'instant') return { ...verdict('later', full.rule, now), as: 'fast' };
  if (full && !full.again) return verdict('never', full.rule);
  if (full?.rule === 'day' && canFold.includes(sort) && digestOf(reader)) return fold('day', reader);
  const free = full?.again ?? now;
  const open = wakes ? free : openFrom(reader, reader.quiet, free);
  if (open <= now) return verdict('now', 'free');
  const rule = full?.rule ?? (openFrom(reader, null, now) > now ? 'hours' : 'quiet');
  return open < request.expiresAt ? verdict('later', rule, open) : instead(request, reader, rule);
}

const verdict = (go: Verdict['go'], rule: Rule, until: Date | null = null): Verdict => ({ go, rule, until, as: null });

/** There is no room for it before its reason has passed: it is told with others, or not at all. */
const instead = ({ sort }: Request, reader: Reader, rule: Rule): Verdict =>
  canFold.includes(sort) ? fold(rule, reader) : verdict('never', rule);

const fold = (rule: Rule, reader: Reader): Verdict => {
  const digestAt = digestOf(reader);
  return digestAt ? verdict('digest', rule, digestAt) : verdict('never', rule);
};

/** Whoever muted digests gets none either. */
const digestOf = ({ digestAt, muted }: Reader): Date | null => (muted.includes('digest') ? null : digestAt);

const isMuted = ({ sort, about, audience }: Request, { muted }: Reader): boolean =>
  muted.includes(sort) ||
  (about !== null && muted.includes(about)) ||
  (audience.length > 0 && audience.every((channel) => muted.includes(channel)));

interface Full {
  rule: Budget['rule'];
  /** When there is room again; never, where it is counted for ever. */
  again: Date | null;
}

function exhausted(budget: Budget, request: Request, reader: Reader, said: readonly Said[], now: Date): Full[] {
  const { rule, most } = budget;
  const counted = said.filter((one) => budget.of.includes(one.sort) && counts[rule](one, request, reader, now));
  if (counted.length < most) return [];
  return [{ rule, again: agains[rule](counted, reader, now, most) }];
}

/** What each budget counts. The clock may have been set back: what was said later counts as said now. */
const counts: Record<Budget['rule'], (one: Said, request: Request, reader: Reader, now: Date) => boolean> = {
  thread: (one, { thread }) => thread !== null && one.thread === thread,
  about: (one, { about }) => about !== null && one.about === about,
  day: ({ at }, _, { zone }, now) => dateOf(at, zone) >= dateOf(now, zone),
  week: ({ at }, _, __, now) => at.getTime() > now.getTime() - weekMs,
  spacing: (one, { about }, reader, now) =>
    about !== null && one.about === about && workingDaysAfter(reader, one.at, spacingDays) > now,
};

const agains: Record<
  Budget['rule'],
  (counted: readonly Said[], reader: Reader, now: Date, most: number) => Date | null
> = {
  thread: () => null,
  about: () => null,
  day: (_, { zone }, now) => tomorrow(now, zone),
  week: (counted, _, __, most) => new Date((timesOf(counted).at(-most) ?? 0) + weekMs),
  spacing: (counted, reader) => workingDaysAfter(reader, new Date(timesOf(counted).at(-1) ?? 0), spacingDays),
};

const timesOf = (said: readonly Said[]): number[] => said.map(({ at }) => at.getTime()).toSorted((a, b) => a - b);

const called: Record<Sort, string> = {
  card: 'cards',
  suggestion: 'suggestions',
  recall: 'recall notes',
  recap: 'recaps',
  line: 'lines',
  digest: 'digests',
  briefing: 'briefings',
  nudge: 'nudges',
  fast: 'direct messages',
  instant: 'urgent messages',
};

type Told = Pick<Verdict, 'go' | 'rule'> & Partial<Pick<Verdict, 'as'>>;

/** The same as people are told: what holds it back, or what allowed it. */
export function inWords({ go, rule, as }: Told, sort: Sort): string {
  if (go === 'now') return `Allowed: ${within(sort)}`;
  if (go === 'never' && rule === 'slow') return 'It comes only with a digest, and there is none. So it is not said.';
  const why = because[rule](sort);
  if (as) return `${why} It counts among the ${called[as]} instead.`;
  if (go === 'later') return `${why} It waits.`;
  return go === 'digest' ? `${why} It comes with the next digest.` : `${why} So it is not said.`;
}

const because: Record<Rule, (sort: Sort) => string> = {
  free: () => 'Nothing holds it back.',
  slow: () => 'It is not urgent.',
  muted: () => 'It was muted.',
  thread: (sort) => `The thread has had its ${mostOf(sort, 'thread')}.`,
  about: (sort) => `${thereWere(sort, 'about')} about it already.`,
  day: (sort) => `${thereWere(sort, 'day')} that day already.`,
  // Only these are counted by the week; by then it may be of another sort.
  week: () => `${thereWere('instant', 'week')} in a week already.`,
  spacing: () => `The last one about it is not ${spacingDays} working days ago.`,
  hours: () => 'It is outside working hours.',
  quiet: () => 'Notifications are paused.',
};

const thereWere = (sort: Sort, rule: Budget['rule']): string => {
  const most = mostOf(sort, rule);
  return `There ${most.startsWith('one ') ? 'was' : 'were'} ${most}`;
};

const mostOf = (sort: Sort, rule: Budget['rule']): string => {
  const { most = 0, of = [sort] } = budgets[sort].find((budget) => budget.rule === rule) ?? {};
  return most === 1 ? `one ${called[of[0] ?? sort].replace(/s$/, '')}` : `${most} ${called[of[0] ?? sort]}`;
};

/** All that a sort has to keep to. */
export function within(sort: Sort): string {
  const rules = budgets[sort].map(
    ({ rule }) => `${rule === 'spacing' ? '' : `at most ${mostOf(sort, rule)} `}${per[rule]}`,
  );
  return `${[...rules, 'only in working hours'].join(', ')}.`;
}

const per: Record<Budget['rule'], string> = {
  thread: 'in a thread',
  about: 'about one thing',
  day: 'a day',
  week: 'in seven days',
  spacing: `${spacingDays} working days between two`,
};

/** What can be muted by its name: what Hypha says to one person by itself. */
const mutable: readonly Sort[] = ['digest', 'briefing', 'nudge', 'fast', 'instant'];
export const sortNamed = (words: string): Sort | undefined =>
  mutable.find((sort) => [sort, called[sort]].includes(words.toLowerCase()));
export const sortsByName: readonly string[] = mutable.map((sort) => called[sort]);

/** What was muted, as people say it: a decision and a sort by their names; a channel by the one that is given for its id. */
export const mutedName = (what: string, channels: ReadonlyMap<string, string>): string => {
  const sort = sorts.find((one) => one === what);
  if (sort) return called[sort];
  return /^D-\d+$/.test(what) ? what : channelName(channels.get(what));
};

const channelName = (name: string | undefined): string => (name ? `#${name}` : 'a channel that you do not see now');

/** Why something that was put together is not said: its reader works at other times now, or more became of what it tells. */
export const putAnew = 'It was put together anew.';
