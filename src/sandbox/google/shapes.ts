import type { CalendarEvent, Guest } from '../calendar/event.ts';
import { instantOf, isSeries, type Occurrence } from '../calendar/occurrences.ts';
import { personBehind } from '../calendar/people.ts';
import type { Json } from '../shapes.ts';
import type { Workspace } from '../workspace.ts';

/** Whose calendar is shown, and how. */
export interface View {
  workspace: Workspace;
  /** The calendar's owner. */
  mail: string;
  /** Whether the reader is told what private events are about. */
  open: boolean;
  /** The zone times are written in, if not the event's own. */
  zone: string | undefined;
}

/** An event as it stands in a calendar: once, or the series itself. */
export function eventShape(view: View, event: CalendarEvent): Json {
  if (event.status === 'cancelled') return gone(event.id, event.updated);
  const times = { start: timeShape(view, event, event.start), end: timeShape(view, event, event.end) };
  const series = isSeries(event) ? { recurrence: [event.rule] } : {};
  return { ...shape(view, event, event, event.id, event.updated), ...times, ...series };
}

/** One time of a series, or the only one. */
export function occurrenceShape(view: View, one: Occurrence): Json {
  const { event, original, start, end } = one;
  if (!isSeries(event)) return eventShape(view, event);
  const of = { recurringEventId: event.id, originalStartTime: timeShape(view, event, original) };
  const updated = Math.max(one.change?.updated ?? 0, event.updated);
  if (one.cancelled) return { ...gone(one.id, updated), ...of };
  const times = { start: timeShape(view, event, start), end: timeShape(view, event, end) };
  return { ...shape(view, event, one, one.id, updated), ...times, ...of };
}

/** All that Google promises of what was cancelled. */
export const gone = (id: string, updated: number): Json => ({
  ...{ kind: 'calendar#event', etag: etagOf(updated), id, status: 'cancelled' },
});

type Told = Pick<CalendarEvent, 'title' | 'description' | 'location'> & { guests: readonly Guest[] };

function shape(view: View, event: CalendarEvent, told: Told, id: string, updated: number): Json {
  const common = {
    ...{ kind: 'calendar#event', etag: etagOf(updated), id, status: event.status },
    htmlLink: `https://calendar.sandbox.example/event?eid=${Buffer.from(`${id} ${view.mail}`).toString('base64url')}`,
    ...{ created: iso(event.created), updated: iso(updated) },
    ...{ iCalUID: event.uid, sequence: event.sequence, eventType: 'default' },
    ...(event.free ? { transparency: 'transparent' } : {}),
    ...(event.private ? { visibility: 'private' } : {}),
  };
  if (event.private && !view.open) return common;
  return {
    ...common,
    ...(told.title ? { summary: told.title } : {}),
    ...(told.description ? { description: told.description } : {}),
    ...(told.location ? { location: told.location } : {}),
    creator: whoShape(view, event.creator),
    organizer: whoShape(view, event.organizer),
    ...(told.guests.length > 0 ? { attendees: told.guests.map((guest) => guestShape(view, event, guest)) } : {}),
    ...conference(event),
    ...marks(view, event),
    reminders: { useDefault: true },
  };
}

function conference({ link }: CalendarEvent): Json {
  if (!link) return {};
  const id = link.slice(link.lastIndexOf('/') + 1);
  return {
    hangoutLink: link,
    conferenceData: {
      entryPoints: [{ entryPointType: 'video', uri: link, label: link.replace('https://', '') }],
      conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet', iconUri: '' },
      conferenceId: id,
    },
  };
}

function marks({ mail }: View, { marks: { shared, private: own } }: CalendarEvent): Json {
  const mine = own[mail] ?? {};
  const found = {
    ...(Object.keys(mine).length > 0 ? { private: mine } : {}),
    ...(Object.keys(shared).length > 0 ? { shared } : {}),
  };
  return Object.keys(found).length > 0 ? { extendedProperties: found } : {};
}

function whoShape({ workspace, mail }: View, who: string): Json {
  const name = personBehind(workspace, who)?.real_name;
  return { email: who, ...(name === undefined ? {} : { displayName: name }), ...(who === mail ? { self: true } : {}) };
}

function guestShape(view: View, { organizer }: CalendarEvent, { mail, name, answer, optional }: Guest): Json {
  return {
    ...whoShape(view, mail),
    ...(name === undefined ? {} : { displayName: name }),
    ...(mail === organizer ? { organizer: true } : {}),
    ...(optional ? { optional } : {}),
    responseStatus: answer,
  };
}

function timeShape({ zone }: Pick<View, 'zone'>, event: CalendarEvent, local: string): Json {
  if (event.allDay) return { date: local };
  const shown = Temporal.Instant.fromEpochMilliseconds(instantOf(event, local)).toZonedDateTimeISO(zone ?? event.zone);
  return { dateTime: shown.toString({ timeZoneName: 'never', smallestUnit: 'second' }), timeZone: event.zone };
}

export const etagOf = (updated: number): string => `"${Math.round(updated) * 2}"`;
export const iso = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toString({ smallestUnit: 'millisecond' });
