/** What a clock on the wall shows, as `Intl` reads it. The product asks Temporal; here the two have to agree. */

const minute = 60_000;
export const day = 24 * 60 * minute;

export interface Wall {
  /** Days of the calendar, counted on. */
  date: number;
  /** Since midnight, as the hands say. */
  minutes: number;
  /** From 1, Monday, to 7. */
  weekday: number;
}

export function wallIn(zone: string, at: number): Wall {
  const shown = at + aheadIn(zone, at);
  const date = Math.floor(shown / day);
  return { date, minutes: Math.floor((shown - date * day) / minute), weekday: weekdayOf(date) };
}

/** The first day that is counted was a Thursday. */
const weekdayOf = (date: number): number => ((date + 3) % 7) + 1;

/** How many days of some weekdays come after one date, up to and with another. */
export function daysBetween(from: number, to: number, weekdays: readonly number[]): number {
  let count = 0;
  for (let date = from + 1; date <= to; date++) if (weekdays.includes(weekdayOf(date))) count++;
  return count;
}

/** Nobody sets the clocks on that day, or on those around it. */
export function isSteady(zone: string, at: number): boolean {
  const ahead = aheadIn(zone, at);
  return [-2, -1, 1, 2].every((days) => aheadIn(zone, at + days * day) === ahead);
}

type Ahead = number | 'changing';
const known = new Map<string, Map<number, Ahead>>();

/** How far it is ahead of UTC. To ask takes long, so it is asked once a day, and anew on days on which it changes. */
function aheadIn(zone: string, at: number): number {
  const date = Math.floor(at / day);
  const dates = known.get(zone) ?? new Map<number, Ahead>();
  const ahead = dates.get(date) ?? aheadOn(zone, date);
  known.set(zone, dates.set(date, ahead));
  return ahead === 'changing' ? readAhead(zone, at) : ahead;
}

function aheadOn(zone: string, date: number): Ahead {
  const ahead = readAhead(zone, date * day);
  return readAhead(zone, (date + 1) * day) === ahead ? ahead : 'changing';
}

/** From `2026-03-29 02:30`. */
function readAhead(zone: string, at: number): number {
  const shown = clockIn(zone).format(at).replace(' ', 'T');
  return Date.parse(`${shown}Z`) - Math.floor(at / minute) * minute;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string): Intl.DateTimeFormat {
  const made = clocks.get(zone);
  if (made) return made;
  const two = '2-digit';
  const shown = { year: 'numeric', month: two, day: two, hour: two, minute: two, hourCycle: 'h23' } as const;
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, ...shown });
  clocks.set(zone, clock);
  return clock;
}
