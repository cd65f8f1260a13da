import type { Sort } from '../../../src/delivery/rules.ts';
import type { Hours } from '../../../src/people/rules.ts';
import { day, daysBetween, type Wall, wallIn } from './wall.ts';

/**
 * What nobody may ever hear: the budgets of the product's description, written down a second time. Nothing here asks the
 * rules that are tested.
 */

/** Something that was said, or that could be. */
export interface Heard {
  id: number;
  sort: Sort;
  about: string | null;
  thread: string | null;
  audience: readonly string[];
  wakes: boolean;
  at: number;
  expiresAt: number;
  /** It was left to a digest before. */
  folded: boolean;
  /** When the digest was made that it stood in, if it did not come alone. */
  digestMade: number | null;
  /** Of a digest: how many lines it has. */
  lines: number;
}

/** Who hears it, as they are at that moment. */
export interface Listener {
  zone: string;
  hours: Hours;
  quiet: { from: number; to: number } | null;
  muted: readonly string[];
  getsDigests: boolean;
}

type Breaks = (one: Heard, listener: Listener, before: readonly Heard[]) => boolean;

const alone = ({ digestMade }: Heard): boolean => digestMade === null;

const oneInThread =
  (sort: Sort): Breaks =>
  (one, _, before) =>
    one.sort === sort &&
    one.thread !== null &&
    before.some((other) => other.sort === sort && other.thread === one.thread);

const inOneDay =
  (most: number, ...sorts: Sort[]): Breaks =>
  (one, { zone }, before) =>
    sorts.includes(one.sort) &&
    alone(one) &&
    before.filter((other) => sorts.includes(other.sort) && alone(other) && sameDay(zone, one.at, other.at)).length >=
      most;

const sameDay = (zone: string, one: number, other: number): boolean =>
  Math.abs(one - other) < 2 * day && wallIn(zone, one).date === wallIn(zone, other).date;

const aboutTheSame = (one: Heard, before: readonly Heard[]): Heard[] =>
  before.filter((other) => one.about !== null && other.about === one.about && other.sort === one.sort);

const tooClose: Breaks = (one, { zone, hours }, before) =>
  one.sort === 'nudge' &&
  aboutTheSame(one, before).some(
    (other) => daysBetween(wallIn(zone, other.at).date, wallIn(zone, one.at).date, hours.days) < 5,
  );

/** Nobody is disturbed then, but by what they asked to be woken for. A line disturbs nobody: its digest would. */
const unless =
  (open: (wall: Wall, listener: Listener, at: number) => boolean): Breaks =>
  (one, listener) =>
    alone(one) && !one.wakes && !open(wallIn(listener.zone, one.at), listener, one.at);

const inHours = ({ minutes }: Wall, { hours }: Listener) => minutes >= hours.from && minutes < hours.to;
const onWorkingDay = ({ weekday }: Wall, { hours }: Listener) => hours.days.includes(weekday);
const undisturbed = (_: Wall, { quiet }: Listener, at: number) => !quiet || at < quiet.from || at >= quiet.to;

const forbidden: Record<string, Breaks> = {
  'one card in a thread': oneInThread('card'),
  'one suggestion in a thread': oneInThread('suggestion'),
  'one recall note in a thread': oneInThread('recall'),
  'two cards a day in a channel': inOneDay(2, 'card'),
  'one suggestion a day in a channel': inOneDay(1, 'suggestion'),
  'one recap a day in a channel': inOneDay(1, 'recap'),
  'three digests a day': inOneDay(3, 'digest'),
  'seven lines in a digest': ({ lines }) => lines > 7,
  'two direct messages a day': inOneDay(2, 'fast', 'nudge'),
  'three nudges about one thing': (one, _, before) => one.sort === 'nudge' && aboutTheSame(one, before).length >= 3,
  'five working days between nudges': tooClose,
  'two instant messages in seven days': (one, _, before) =>
    one.sort === 'instant' && before.filter(({ sort, at }) => sort === 'instant' && at > one.at - 7 * day).length >= 2,
  'one briefing for a meeting': (one, _, before) => one.sort === 'briefing' && aboutTheSame(one, before).length >= 1,
  'nothing outside hours': unless(inHours),
  'nothing on days off': unless(onWorkingDay),
  'nothing while quiet is wanted': unless(undisturbed),
  'nothing of a muted sort': ({ sort }, { muted }) => muted.includes(sort),
  'nothing about what was muted': ({ about }, { muted }) => about !== null && muted.includes(about),
  'nothing from muted channels': ({ audience }, { muted }) =>
    audience.length > 0 && audience.every((channel) => muted.includes(channel)),
  'nothing after its reason has passed': ({ at, digestMade, expiresAt }) => (digestMade ?? at) > expiresAt,
  'nothing twice': ({ id }, _, before) => before.some((other) => other.id === id),
  'what is not urgent comes with a digest': (one) => alone(one) && (one.sort === 'line' || one.folded),
};
const all = Object.entries(forbidden);

/** Whatever of it saying this would break. `before` is what was said to the same person, or in the same channel. */
export const brokenBy = (one: Heard, listener: Listener, before: readonly Heard[]): string[] =>
  all.filter(([, breaks]) => breaks(one, listener, before)).map(([name]) => name);
