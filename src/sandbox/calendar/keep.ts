import type { CalendarEvent } from './event.ts';

/** What is in calendars. Each change has the next number, so that whoever asks again can be told what is new since. */
export interface Calendar {
  version: number;
  readonly events: Map<string, Kept>;
}

interface Kept {
  event: CalendarEvent;
  version: number;
  /** As it was, by the number of the change that made it so; oldest first. */
  readonly past: { event: CalendarEvent; version: number }[];
}

export const emptyCalendar = (): Calendar => ({ version: 0, events: new Map() });

export function keepEvent(calendar: Calendar, event: CalendarEvent): void {
  const version = ++calendar.version;
  const kept = calendar.events.get(event.id);
  const past = kept ? [...kept.past, { event: kept.event, version: kept.version }] : [];
  calendar.events.set(event.id, { event, version, past });
}

export const eventNamed = ({ events }: Calendar, id: string): CalendarEvent | undefined => events.get(id)?.event;

/** As somebody saw it who was last told of change number `version`. */
export function eventAt({ events }: Calendar, id: string, version: number): CalendarEvent | undefined {
  const kept = events.get(id);
  if (!kept) return undefined;
  if (kept.version <= version) return kept.event;
  return kept.past.findLast((one) => one.version <= version)?.event;
}

export const changedSince = ({ events }: Calendar, version: number): CalendarEvent[] =>
  [...events.values()].filter((kept) => kept.version > version).map(({ event }) => event);
