import { z } from 'zod';
import type { Draft } from '../calendar/change.ts';
import { answer, type CalendarEvent, type Guest } from '../calendar/event.ts';
import { meetingLink } from '../calendar/make.ts';
import { localTime } from '../calendar/occurrences.ts';
import { badRequest, GoogleProblem, invalid } from './problem.ts';

/** What a program sends of an event, read into what a calendar here keeps. */

const time = z.object({ date: z.iso.date().nullish(), dateTime: z.string().nullish(), timeZone: z.string().nullish() });
type Time = z.output<typeof time>;
const properties = z.record(z.string(), z.string());

const body = z.looseObject({
  id: z.string().optional(),
  summary: z.string().nullish(),
  description: z.string().nullish(),
  location: z.string().nullish(),
  start: time.optional(),
  end: time.optional(),
  recurrence: z.array(z.string()).nullish(),
  attendees: z
    .array(
      z.looseObject({
        email: z.email(),
        displayName: z.string().optional(),
        responseStatus: answer.default('needsAction'),
        optional: z.boolean().optional(),
      }),
    )
    .nullish(),
  transparency: z.enum(['opaque', 'transparent']).nullish(),
  visibility: z.enum(['default', 'public', 'private', 'confidential']).nullish(),
  status: z.enum(['confirmed', 'tentative', 'cancelled']).nullish(),
  conferenceData: z.looseObject({ createRequest: z.looseObject({ requestId: z.string() }).optional() }).nullish(),
  extendedProperties: z.object({ shared: properties.optional(), private: properties.optional() }).nullish(),
});
export type Body = z.output<typeof body>;

export function readBody(raw: unknown): Body {
  const read = body.safeParse(raw);
  if (read.success) return read.data;
  const path = read.error.issues[0]?.path.join('.') ?? '';
  throw path.startsWith('attendees') ? invalid('Invalid attendee email.') : badRequest();
}

interface Meant {
  /** Whose calendar it is. */
  mail: string;
  /** Their zone, for times that name none. */
  zone: string;
  /** The event that is changed, or the time of it. */
  event: (Pick<CalendarEvent, 'allDay' | 'zone' | 'marks' | 'start' | 'end'> & { id: string }) | undefined;
}

/** Only what the body speaks of. */
export function draftFrom(sent: Body, { mail, zone, event }: Meant): Partial<Draft> {
  const { conferenceData, extendedProperties: marks } = sent;
  const id = sent.id ?? event?.id ?? '';
  return {
    ...said('title', sent.summary),
    ...said('description', sent.description),
    ...said('location', sent.location),
    ...timesFrom(sent, zone, event),
    ...(sent.recurrence === undefined ? {} : { rule: ruleFrom(sent.recurrence ?? []) }),
    ...(sent.attendees === undefined ? {} : { guests: (sent.attendees ?? []).map(guestFrom) }),
    ...(sent.transparency === undefined ? {} : { free: sent.transparency === 'transparent' }),
    ...(sent.visibility === undefined
      ? {}
      : { private: sent.visibility === 'private' || sent.visibility === 'confidential' }),
    ...(sent.status ? { status: sent.status } : {}),
    ...(conferenceData?.createRequest ? { link: meetingLink(id) } : {}),
    ...(marks ? { marks: marksFrom(marks, mail, event?.marks) } : {}),
  };
}

const said = (name: 'title' | 'description' | 'location', text: string | null | undefined): Partial<Draft> =>
  text === undefined ? {} : { [name]: text ?? '' };

const guestFrom = ({
  email,
  displayName,
  responseStatus,
  optional,
}: NonNullable<Body['attendees']>[number]): Guest => ({
  ...{ mail: email.toLowerCase(), answer: responseStatus },
  ...(displayName === undefined ? {} : { name: displayName }),
  ...(optional === undefined ? {} : { optional }),
});

function marksFrom(
  { shared, private: own }: NonNullable<Body['extendedProperties']>,
  mail: string,
  known: CalendarEvent['marks'] = { shared: {}, private: {} },
): CalendarEvent['marks'] {
  const mine = { ...known.private[mail], ...own };
  return { shared: { ...known.shared, ...shared }, private: { ...known.private, [mail]: mine } };
}

function ruleFrom(recurrence: readonly string[]): string {
  const [rule = '', ...more] = recurrence;
  if (more.length > 0 || (rule && !rule.startsWith('RRULE:')))
    throw invalid(
      'Only one RRULE is understood in this sandbox; cancel or move single times instead of EXDATE and RDATE.',
    );
  return rule;
}

type Times = Pick<Draft, 'start' | 'end' | 'allDay' | 'zone'>;

function timesFrom({ start, end, recurrence }: Body, theirs: string, event: Meant['event']): Partial<Times> {
  if (!start && !end) return {};
  const from = start ?? keptTime(event, 'start');
  const to = end ?? keptTime(event, 'end');
  if (!from) throw new GoogleProblem(400, 'required', 'Missing start time.');
  if (!to) throw new GoogleProblem(400, 'required', 'Missing end time.');
  if (from.date && to.date) return { start: from.date, end: to.date, allDay: true, zone: zoneOf(from, event, theirs) };
  if (!from.dateTime || !to.dateTime) throw invalid('Invalid start or end time: both are dates, or both are times.');
  if (recurrence && recurrence.length > 0 && !from.timeZone)
    throw new GoogleProblem(400, 'required', 'Missing time zone definition for start time.');
  const zone = zoneOf(from, event, theirs);
  return { start: local(from.dateTime, zone), end: local(to.dateTime, to.timeZone ?? zone, zone), allDay: false, zone };
}

const keptTime = (event: Meant['event'], which: 'start' | 'end'): Time | undefined =>
  event && (event.allDay ? { date: event[which] } : { dateTime: event[which], timeZone: event.zone });

function zoneOf({ timeZone }: Time, event: Meant['event'], theirs: string): string {
  const zone = timeZone ?? event?.zone ?? theirs;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone ? zone : theirs;
  } catch {
    throw invalid('Invalid time zone definition.');
  }
}

/** With an offset it is a moment, without one it is what clocks there show. */
function local(said: string, zone: string, shownIn = zone): string {
  try {
    const isMoment = /(?:z|[+-]\d\d:?\d\d)$/i.test(said);
    const at = isMoment
      ? Temporal.Instant.from(said).epochMilliseconds
      : Temporal.PlainDateTime.from(said).toZonedDateTime(zone).epochMilliseconds;
    return localTime({ zone: shownIn }, at);
  } catch {
    throw badRequest();
  }
}
