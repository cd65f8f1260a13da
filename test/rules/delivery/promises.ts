import { inWords, type Sort, type Verdict } from '../../../src/delivery/rules.ts';
import { brokenBy, type Heard, type Listener } from './heard.ts';
import { day, isSteady, wallIn } from './wall.ts';

/** What may be expected of every answer: it has a cause, it is in words, and nothing waits for longer than it must. */

export interface Asked {
  /** As if it was said now. */
  one: Heard;
  verdict: Verdict;
  listener: Listener;
  before: readonly Heard[];
}

type Broken = readonly (readonly [name: string, broken: boolean])[];

/** With whatever saying it now would break. */
interface Known extends Asked {
  inTheWay: readonly string[];
}

export function unkept(asked: Asked): string[] {
  const known = { ...asked, inTheWay: brokenBy(asked.one, asked.listener, asked.before) };
  return [...ofAll(known), ...ofEach[known.verdict.go](known)].filter(([, broken]) => broken).map(([name]) => name);
}

const ofAll = (asked: Known): Broken => [
  ['every answer is a sentence', !isSentence(asked.verdict, asked.one.sort)],
  ['every answer names what is in the way', !isTrue(asked)],
];

function isSentence(verdict: Verdict, sort: Sort): boolean {
  const words = inWords(verdict, sort);
  return /^[A-Z][^_{}[\]]{10,160}\.$/.test(words) && !/undefined|null|NaN|\b0\b|\bone \w+s\b|were one/.test(words);
}

/** By each rule, what it would have broken. */
const named: Record<Exclude<Verdict['rule'], 'slow'>, RegExp> = {
  free: /^$/,
  muted: /muted/,
  thread: /in a thread/,
  about: /about one thing|for a meeting/,
  day: /\ba day\b/,
  week: /seven days/,
  spacing: /between nudges/,
  hours: /outside hours|days off/,
  quiet: /quiet/,
};

function isTrue(asked: Known): boolean {
  const { go, rule } = asked.verdict;
  if (rule === 'slow') return isSlow(asked);
  return go === 'now' ? rule === 'free' : asked.inTheWay.some((name) => named[rule].test(name));
}

const ofEach: Record<Verdict['go'], (asked: Known) => Broken> = {
  now: () => [],
  later: (asked) => (asked.verdict.as ? ofAnotherSort(asked) : waiting(asked)),
  digest: folded,
  never: (asked) => [['nothing is refused without a cause', !mayBeRefused(asked)]],
};

const ofAnotherSort = (asked: Known): Broken => [
  ['what waits has a cause', asked.verdict.as !== 'fast' || !isUrgentTooOften(asked)],
];

const isUrgentTooOften = ({ inTheWay }: Known): boolean => inTheWay.includes('two instant messages in seven days');

function waiting(asked: Known): Broken {
  const { one, verdict, inTheWay } = asked;
  const until = verdict.until?.getTime() ?? 0;
  return [
    ['what waits has a cause', inTheWay.length === 0],
    ['what is urgent too often does not wait for a week', isUrgentTooOften(asked)],
    ['what waits, waits for a later moment', until <= one.at],
    ['what waits can be said when its time comes', !canBeSaid(asked, until)],
    ['nothing waits until it is too late', until >= one.expiresAt],
    ['nothing waits for longer than it must', roomBetween(asked, one.at, until)],
    ['nobody is met at the door', verdict.rule === 'hours' && atTheDoor(asked.listener, until)],
  ];
}

function folded(asked: Known): Broken {
  const { one, verdict, listener, inTheWay } = asked;
  const full = inTheWay.includes('two direct messages a day');
  const may = isSlow(asked) || (canFold(asked) && (full || hasNoRoom(asked)));
  return [
    ['what waits has a cause', !may || !listener.getsDigests],
    ['what waits, waits for a later moment', (verdict.until?.getTime() ?? 0) <= one.at],
  ];
}

/** Alone and with others. */
const mayBeRefused = (asked: Known): boolean =>
  (isSlow(asked) || hasNoRoom(asked)) && (hasNoDigest(asked) || !canFold(asked));

const canFold = (asked: Asked): boolean => isSlow(asked) || asked.one.sort === 'fast';

const isSlow = ({ one }: Asked): boolean => one.sort === 'line' || one.folded;

const hasNoDigest = ({ listener, inTheWay }: Known): boolean =>
  !listener.getsDigests || inTheWay.some((name) => /muted/.test(name));

const hasNoRoom = (asked: Known): boolean =>
  asked.inTheWay.length > 0 && !roomBetween(asked, asked.one.at, asked.one.expiresAt);

const canBeSaid = ({ one, listener, before }: Asked, at: number): boolean =>
  brokenBy({ ...one, at }, listener, before).length === 0;

const parts = [0.07, 0.23, 0.37, 0.53, 0.71, 0.89];

/** Whether there is a moment between at which it could be said, and nobody has only just come in. */
function roomBetween(asked: Asked, from: number, to: number): boolean {
  const end = Math.min(to, from + 60 * day);
  const moments = [...parts.map((part) => from + part * (end - from)), end - 60_000];
  return moments.some((at) => at > from && hasSettled(asked, at) && canBeSaid(asked, at));
}

/** When clocks are set, an opening may be missed, or come later. */
const hasSettled = ({ one, listener }: Asked, at: number): boolean =>
  one.wakes || (sinceOpening(listener, at) >= settling && isSteady(listener.zone, at));

const settling = 10;

const sinceOpening = ({ zone, hours }: Listener, at: number): number => wallIn(zone, at).minutes - hours.from;

function atTheDoor(listener: Listener, until: number): boolean {
  const { hours, quiet } = listener;
  const isLong = hours.to - hours.from > settling;
  return isLong && until !== quiet?.to && isSteady(listener.zone, until) && sinceOpening(listener, until) < settling;
}
