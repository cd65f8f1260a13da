import type { CalendarEvent, Change, Guest } from './event.ts';
import { daysOf, readRule } from './rule.ts';

/** One time that something happens: the only one, or one of a series. */
export interface Occurrence {
  /** Of the event; of this one time, where there are several. */
  id: string;
  event: CalendarEvent;
  /** When the series says that it begins, on the event's clock. */
  original: string;
  /** How it differs from the series. */
  change: Change | undefined;
  title: string;
  description: string;
  location: string;
  guests: readonly Guest[];
  cancelled: boolean;
  /** On the event's clock, and in milliseconds; a whole day is counted in the event's zone. */
  start: string;
  end: string;
  startsAt: number;
  endsAt: number;
}

/** As far ahead as calendars are asked about, if nobody says how far. */
const FAR_MS = 2 * 366 * 24 * 60 * 60_000;

/** Those that touch the time between, in the order of their beginnings; cancelled ones among them. */
export function occurrencesOf(event: CalendarEvent, from: number, to: number): Occurrence[] {
  const until = Math.min(to, Math.max(from, event.updated) + FAR_MS);
  const planned = originals(event, until).map((original) => occurrenceAt(event, original));
  // One that was put forward into this time comes from beyond it.
  const known = new Set(planned.map(({ original }) => original));
  const moved = event.changes.filter(({ original }) => !known.has(original));
  return [...planned, ...moved.map(({ original }) => occurrenceAt(event, original))]
    .filter(({ startsAt, endsAt }) => startsAt < to && (endsAt > from || (startsAt === endsAt && startsAt >= from)))
    .sort((one, other) => one.startsAt - other.startsAt);
}

export const isSeries = ({ rule }: CalendarEvent): boolean => rule !== undefined;

function originals(event: CalendarEvent, until: number): string[] {
  const rule = event.rule === undefined ? undefined : readRule(event.rule);
  if (rule === undefined || typeof rule === 'string') return [event.start];
  const found: string[] = [];
  for (const day of daysOf(rule, Temporal.PlainDate.from(event.start.slice(0, 10)))) {
    const original = `${day.toString()}${event.start.slice(10)}`;
    if (instantOf(event, original) >= until || isOver(event, rule.until, original)) break;
    found.push(original);
  }
  return found;
}

/** The end of a series is a moment, or a day that still belongs to it. */
function isOver(event: CalendarEvent, until: string | undefined, original: string): boolean {
  if (until === undefined) return false;
  if (event.allDay || until.length === 8) return original.slice(0, 10).replaceAll('-', '') > until.slice(0, 8);
  const [, date = '', time = ''] = /^(\d{8})T(\d{6})/.exec(until) ?? [];
  return instantOf(event, original) > Temporal.Instant.from(`${date}T${time}Z`).epochMilliseconds;
}

/** The first occurrence of a series belongs to it whatever the end says, so that nothing is a series of none. */
export function isOriginal(event: CalendarEvent, original: string): boolean {
  return originals(event, instantOf(event, original) + 1).includes(original);
}

export function occurrenceAt(event: CalendarEvent, original: string): Occurrence {
  const change = event.changes.find((one) => one.original === original);
  const start = change?.start ?? original;
  const end = change?.end ?? endOf(event, start);
  return {
    ...{ id: idOf(event, original), event, original, change, start, end },
    ...{ startsAt: instantOf(event, start), endsAt: instantOf(event, end) },
    title: change?.title ?? event.title,
    description: change?.description ?? event.description,
    location: change?.location ?? event.location,
    guests: change?.guests ?? event.guests,
    cancelled: event.status === 'cancelled' || change?.cancelled === true,
  };
}

/** As long as the first one takes, wherever the clock jumps. */
function endOf(event: CalendarEvent, start: string): string {
  if (event.allDay) {
    const days = dayNumber(event.end) - dayNumber(event.start);
    return Temporal.PlainDate.from(start).add({ days }).toString();
  }
  return localTime(event, instantOf(event, start) + instantOf(event, event.end) - instantOf(event, event.start));
}

const dayNumber = (date: string) => Temporal.PlainDate.from(date).toZonedDateTime('UTC').epochMilliseconds / 86_400_000;

/** An hour that is skipped or comes twice is taken as RFC 5545 takes it. */
export function instantOf({ zone }: Pick<CalendarEvent, 'zone'>, local: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
}

export function localTime({ zone }: Pick<CalendarEvent, 'zone'>, at: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: local.second === 0 ? 'minute' : 'second' });
}

/** An occurrence of a series is called by when it was to begin. */
function idOf(event: CalendarEvent, original: string): string {
  if (!isSeries(event)) return event.id;
  if (event.allDay) return `${event.id}_${original.replaceAll('-', '')}`;
  return `${event.id}_${basic(instantOf(event, original))}`;
}

/** `20261117T100000Z` */
export const basic = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');

/** Which event, and which time of it, an id names. */
export function readId(id: string): { event: string; at: string | undefined } {
  const [, event = id, at] = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/.exec(id) ?? [];
  return { event, at };
}

/** The occurrence of a series that is called so, if there is one. */
export function occurrenceNamed(event: CalendarEvent, at: string): Occurrence | undefined {
  const original = event.allDay ? dateOf(at) : at.length === 16 ? localTime(event, momentOf(at)) : undefined;
  return original !== undefined && isOriginal(event, original) ? occurrenceAt(event, original) : undefined;
}

const dateOf = (at: string) => (at.length === 8 ? at.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3') : undefined);
const momentOf = (at: string) =>
  Temporal.Instant.from(at.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')).epochMilliseconds;
