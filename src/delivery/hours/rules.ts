import type { Hours } from '../../people/rules.ts';

/** When somebody can be told something: their hours, in their zone. */
export interface Working {
  zone: string;
  hours: Hours;
}

/** A time in which somebody does not want to be disturbed. */
export interface Span {
  from: Date;
  to: Date;
}

/** Whoever begins to work is not met at the door by what waited over night. */
const settlingMinutes = 10;

const localOf = (at: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);

/** Slack may know zones that this machine does not. */
export function isZone(zone: string): boolean {
  try {
    localOf(new Date(0), zone);
    return true;
  } catch {
    return false;
  }
}

const asDate = (at: Temporal.ZonedDateTime): Date => new Date(at.epochMilliseconds);

export const dateOf = (at: Date, zone: string): string => localOf(at, zone).toPlainDate().toString();

const minutesOf = ({ hour, minute }: Temporal.ZonedDateTime): number => hour * 60 + minute;

/** A day without hours, as where the clock jumps over all of them, has none. */
export function isOpen(working: Working, at: Date): boolean {
  const local = localOf(at, working.zone);
  return working.hours.days.includes(local.dayOfWeek) && isOpenAt(working, minutesOf(local));
}

/** Whether a time of the day is among somebody's hours. */
export const isOpenAt = ({ hours }: Working, minutes: number): boolean => minutes >= hours.from && minutes < hours.to;

/** A week and a day: hours of one day may be swallowed by the clock, and then they come in a week. */
const daysAhead = 15;

/** From when on somebody can be told, now or later: in their hours, and not in a time in which they want quiet. */
export function openFrom(working: Working, quiet: Span | null, at: Date): Date {
  const open = isOpen(working, at) ? at : nextOpening(working, at);
  if (!quiet || open < quiet.from || open >= quiet.to) return open;
  return isOpen(working, quiet.to) ? quiet.to : nextOpening(working, quiet.to);
}

function nextOpening(working: Working, at: Date): Date {
  const { zone, hours } = working;
  const today = localOf(at, zone).toPlainDate();
  for (let ahead = 0; ahead < daysAhead; ahead++) {
    const opening = timeOn(today.add({ days: ahead }), beginOf(hours), zone);
    if (opening > at && isOpen(working, opening)) return opening;
  }
  throw new Error('somebody has no hours at all');
}

/** In minutes of the day. */
const beginOf = ({ from, to }: Hours): number => Math.min(from + settlingMinutes, to - 1);

const timeOn = (date: Temporal.PlainDate, minutes: number, zone: string): Date =>
  asDate(
    date.toZonedDateTime({
      timeZone: zone,
      plainTime: { hour: Math.floor(minutes / 60), minute: minutes % 60 },
    }),
  );

/**
 * The first of some times of the day, on days on which somebody works, after a moment. A time outside their hours would
 * have to wait for the next ones: it comes when they begin.
 */
export function nextAt(working: Working, times: readonly number[], after: Date): Date {
  const { zone, hours } = working;
  const today = localOf(after, zone).toPlainDate();
  const inHours = times.map((minutes) => (isOpenAt(working, minutes) ? minutes : beginOf(hours)));
  for (let ahead = 0; ahead < daysAhead; ahead++) {
    const next = inHours
      .toSorted((a, b) => a - b)
      .map((minutes) => timeOn(today.add({ days: ahead }), minutes, zone))
      .find((at) => at > after && isOpen(working, at));
    if (next) return next;
  }
  throw new Error('somebody has no days at all');
}

/** The beginning of the day that is so many of somebody's working days after the one of a moment. */
export function workingDaysAfter({ zone, hours }: Working, at: Date, days: number): Date {
  let date = localOf(at, zone).toPlainDate();
  for (let left = days; left > 0; ) {
    date = date.add({ days: 1 });
    if (hours.days.includes(date.dayOfWeek)) left--;
  }
  return asDate(date.toZonedDateTime(zone));
}

/** The beginning of the next day. */
export const tomorrow = (at: Date, zone: string): Date =>
  asDate(localOf(at, zone).toPlainDate().add({ days: 1 }).toZonedDateTime(zone));

/** Minutes of the day, as they are kept: `09:15, 13:00`. */
export const timesIn = (kept: string): number[] =>
  [...kept.matchAll(/(\d\d):(\d\d)/g)].map(([, hour, minute]) => Number(hour) * 60 + Number(minute));

/** As people say them, `9:15 and 13.00`: at most three, each once, in order. Nothing where it says something else. */
export function readTimes(said: string): number[] | undefined {
  const words = said
    .trim()
    .split(/\s*(?:,|\band\b|\s)\s*/)
    .filter(Boolean);
  const times = words.map((word) => {
    const [, hour = '', minute = ''] = /^(\d{1,2})(?:[:.](\d\d))?$/.exec(word) ?? [];
    return hour !== '' && Number(hour) < 24 && Number(minute) < 60 ? Number(hour) * 60 + Number(minute) : -1;
  });
  const known = [...new Set(times)].toSorted((a, b) => a - b);
  return known.length > 0 && !known.includes(-1) ? known : undefined;
}

/** As they are kept and shown. */
export const timesText = (times: readonly number[]): string =>
  times.map((time) => `${two(Math.floor(time / 60))}:${two(time % 60)}`).join(', ');

const two = (number: number): string => String(number).padStart(2, '0');
