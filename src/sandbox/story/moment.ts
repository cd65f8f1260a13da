import { z } from 'zod';

/** A point in a story: `week 3 Tuesday 10:00`. Which date that is depends on when the story is begun. */
export interface Moment {
  /** Days since the story's first Monday. */
  day: number;
  /** Minutes since midnight, in the story's zone. */
  minute: number;
}

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** 0 for Monday; whole names or their first three letters. */
export function dayOf(name: string): number | undefined {
  const wanted = name.toLowerCase();
  const found = days.findIndex((day) => day === wanted || day.slice(0, 3) === wanted);
  return found < 0 ? undefined : found;
}

export function minuteOf(clock: string): number {
  const [hours = '', minutes = ''] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

const spoken = /^week (\d+) (\w+)(?: (\d\d:\d\d))?$/i;

export const moment = z.string().transform((said, context): Moment => {
  const [, week = '', name = '', clock = '00:00'] = spoken.exec(said.trim()) ?? [];
  const day = dayOf(name);
  if (day !== undefined) return { day: (Number(week) - 1) * 7 + day, minute: minuteOf(clock) };
  context.addIssue({ code: 'custom', message: `"${said}" is not a time like: week 3 Tuesday 10:00` });
  return z.NEVER;
});

/** When a story begins: the date of its first Monday, and the zone its times are told in. */
export interface Beginning {
  monday: Temporal.PlainDate;
  zone: string;
}

/** Milliseconds since 1970. An hour that daylight saving skips or repeats is taken as calendars take it. */
export function instantOf({ monday, zone }: Beginning, { day, minute }: Moment): number {
  const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 });
  return monday.add({ days: day }).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

/** The story begun so that `moment` was the last such time before now. */
export function beginningFor(zone: string, moment: Moment, now: number): Beginning {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const thisMonday = today.subtract({ days: today.dayOfWeek - 1 });
  const latest = { monday: thisMonday.subtract({ days: Math.floor(moment.day / 7) * 7 }), zone };
  if (instantOf(latest, moment) <= now) return latest;
  return { monday: latest.monday.subtract({ days: 7 }), zone };
}
