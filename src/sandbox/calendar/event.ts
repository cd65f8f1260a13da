import { z } from 'zod';

/** Whether somebody comes, in Google's words. */
export const answer = z.enum(['needsAction', 'accepted', 'tentative', 'declined']);
export type Answer = z.infer<typeof answer>;

const guest = z.object({
  mail: z.string(),
  name: z.string().optional(),
  answer,
  optional: z.boolean().optional(),
});
export type Guest = z.infer<typeof guest>;

/** `2026-11-17T10:00` on the clock of the event's zone, so that it stays there when clocks change; a whole day is `2026-11-17`. */
const localTime = z.string().regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/);

/** What may differ from one occurrence of a series to the next. */
const told = {
  title: z.string(),
  description: z.string(),
  location: z.string(),
  start: localTime,
  end: localTime,
  guests: z.array(guest),
};

/** One occurrence that is not as the series says. Only what differs is in it. */
const change = z.object({
  /** When the series says that it begins. */
  original: localTime,
  cancelled: z.boolean().optional(),
  updated: z.number(),
  ...z.object(told).partial().shape,
});
export type Change = z.infer<typeof change>;

const properties = z.record(z.string(), z.string());

/** Something in calendars: in its organizer's, and in that of everybody who is asked to come. A change is always the whole. */
export const calendarEvent = z.object({
  id: z.string(),
  uid: z.string(),
  /** Mail addresses, as calendars know people. */
  organizer: z.string(),
  creator: z.string(),
  ...told,
  /** Where people meet who are not in one room. */
  link: z.string().optional(),
  /** The channel where it is talked about. */
  channel: z.string().optional(),
  allDay: z.boolean(),
  zone: z.string(),
  /** `RRULE:…`, or nothing for what happens once. */
  rule: z.string().optional(),
  changes: z.array(change),
  status: z.enum(['confirmed', 'tentative', 'cancelled']),
  /** Does not keep anybody from doing something else. */
  free: z.boolean(),
  private: z.boolean(),
  /** Marks that programs leave: for all, and for one calendar only. */
  marks: z.object({ shared: properties, private: z.record(z.string(), properties) }),
  sequence: z.number(),
  created: z.number(),
  updated: z.number(),
});
export type CalendarEvent = z.infer<typeof calendarEvent>;
