import { z } from 'zod';
import type { Box } from '../box.ts';
import {
  answerEvent,
  CalendarProblem,
  cancelEvent,
  changeEvent,
  createEvent,
  type Draft,
  type Which,
} from '../calendar/change.ts';
import { answer, type CalendarEvent, type Guest } from '../calendar/event.ts';
import { faceOf, weekOf } from '../calendar/faces.ts';
import { eventNamed } from '../calendar/keep.ts';
import { meetingLink } from '../calendar/make.ts';
import {
  isSeries,
  localTime,
  type Occurrence,
  occurrenceAt,
  occurrenceNamed,
  readId,
} from '../calendar/occurrences.ts';
import { mailOf } from '../calendar/people.ts';
import { endedBefore, repeats, ruleFor, shifted } from '../calendar/repeat.ts';
import type { Person } from '../facts.ts';
import { accessToken, feedSecret, refreshToken, scopes } from '../google/access.ts';
import { newSecret } from '../ids.ts';
import type { Json } from '../shapes.ts';
import { findPerson } from '../workspace.ts';
import { Impossible, personActing, personNamed, roomFor, type Verb, verb } from './verb.ts';

const moment = z.number().int();
const day = z.iso.date();

/** What can be said of an event; times in milliseconds, or whole days by their dates. */
const said = {
  title: z.string().trim().min(1).max(300),
  description: z.string().max(8_000),
  location: z.string().max(500),
  start: moment,
  end: moment,
  days: z.object({ from: day, to: day }),
  /** Handles, or mail addresses of people elsewhere. */
  with: z.array(z.string()).max(200),
  /** Whether people meet in a call. */
  call: z.boolean(),
  channel: z.string(),
  private: z.boolean(),
};
const told = z.object(said).partial();
type Told = z.output<typeof told>;

/** One time of a series, it and all later ones, or all. */
const reach = z.enum(['one', 'later', 'all']).default('one');

/** What people do to their calendars, and the keys that let a program into them. */
export const calendar: Record<string, Verb> = {
  calendar: verb(z.object({ person: z.string(), from: moment, to: moment }), ({ box }, { person, from, to }) => ({
    events: weekOf(box.workspace, personNamed(box, person), from, Math.min(to, from + LONGEST_MS)),
  })),
  'event-create': verb(
    told.extend({
      person: z.string(),
      title: said.title,
      repeats: z.enum(repeats).default('never'),
      /** The last day of a series. */
      until: day.optional(),
    }),
    ({ box }, { person: handle, repeats: how, until, ...rest }) => {
      const person = personActing(box, handle);
      const id = newSecret(13);
      const draft = draftOf(box, person, rest, { id, zone: person.tz });
      const { start = '', zone = person.tz } = draft;
      const rule = start === '' ? '' : ruleFor(how, start, zone, until);
      return shown(box, person, () => createEvent(box, mailOf(person), id, { ...draft, rule }));
    },
  ),
  'event-change': verb(told.extend({ person: z.string(), id: z.string(), reach }), ({ box }, args) => {
    const { person: handle, id, reach: far, ...rest } = args;
    const person = personActing(box, handle);
    const one = timeNamed(box, id);
    const draft = draftOf(box, person, rest, one.event);
    return shown(box, person, () => change(box, mailOf(person), one, draft, far));
  }),
  'event-cancel': verb(z.object({ person: z.string(), id: z.string(), reach }), ({ box }, args) => {
    const person = personActing(box, args.person);
    const one = timeNamed(box, args.id);
    return shown(box, person, () => cancel(box, mailOf(person), one, args.reach));
  }),
  'event-answer': verb(z.object({ person: z.string(), id: z.string(), reach, answer }), ({ box }, args) => {
    const person = personActing(box, args.person);
    const one = timeNamed(box, args.id);
    return shown(box, person, () => answerEvent(box, mailOf(person), which(one, args.reach), args.answer));
  }),
  'calendar-key': verb(
    z.object({ person: z.string(), scope: z.enum(scopes).default('calendar'), revoked: z.boolean().optional() }),
    ({ box, google }, { person: handle, scope, revoked }) => {
      const person = personNamed(box, handle);
      if (revoked === true) google.revoked.add(person.id);
      if (revoked === false) google.revoked.delete(person.id);
      return {
        ...{ mail: mailOf(person), scope, revoked: google.revoked.has(person.id) },
        ...{ access_token: accessToken(box, person, scope), refresh_token: refreshToken(box, person, scope) },
        ...{ root_url: `${box.url}/`, token_url: `${box.url}/google/token` },
        ics: `${box.url}/ics/${person.name}/${feedSecret(box, person)}.ics`,
      };
    },
  ),
  'calendar-fault': verb(
    z.object({
      status: z.number().int().min(400).max(599),
      reason: z.string().default('backendError'),
      message: z.string().default('Backend Error'),
      times: z.number().int().positive().default(1),
    }),
    ({ google }, fault) => {
      google.faults.push({ ...fault });
      return {};
    },
  ),
  /** Whoever asks with a sync token from before is told to begin anew. */
  'calendar-forget': verb(z.object({}), ({ google }) => {
    google.epoch += 1;
    return {};
  }),
};

const LONGEST_MS = 62 * 24 * 60 * 60_000;

function draftOf(box: Box, person: Person, args: Told, { id, zone }: { id: string; zone: string }): Partial<Draft> {
  const { title, description, location, start, end, days, with: guests, call, channel } = args;
  const known = eventNamed(box.workspace.calendar, id)?.guests ?? [];
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(location === undefined ? {} : { location }),
    ...(start === undefined || end === undefined
      ? {}
      : { start: localTime({ zone }, start), end: localTime({ zone }, end), allDay: false, zone }),
    ...(days === undefined ? {} : { start: days.from, end: days.to, allDay: true, zone }),
    ...(guests === undefined
      ? {}
      : { guests: guests.map((one) => guestNamed(box, one, { known, own: mailOf(person) })) }),
    ...(call === undefined ? {} : { link: call ? meetingLink(readId(id).event) : '' }),
    ...(channel === undefined ? {} : { channel: channelNamed(box, person, channel) }),
    ...(args.private === undefined ? {} : { private: args.private }),
  };
}

const channelNamed = (box: Box, person: Person, said: string): string =>
  said === '' ? '' : roomFor(box, person, said).channel.name;

/** Somebody who was asked before has said what they said; whoever calls others together comes. */
function guestNamed(box: Box, said: string, { known, own }: { known: readonly Guest[]; own: string }): Guest {
  const person = findPerson(box.workspace, said);
  const mail = person ? mailOf(person) : said.trim().toLowerCase();
  if (!person && !z.email().safeParse(mail).success)
    throw new Impossible('no_such_person', `There is nobody called ${said} here, and it is no mail address.`);
  const asked = known.find((guest) => guest.mail === mail);
  return (
    asked ?? { mail, answer: mail === own ? 'accepted' : 'needsAction', ...(person ? { name: person.real_name } : {}) }
  );
}

function timeNamed({ workspace }: Box, id: string): Occurrence {
  const { event: of, at } = readId(id);
  const event = eventNamed(workspace.calendar, of);
  const one = event && (at === undefined ? occurrenceAt(event, event.start) : occurrenceNamed(event, at));
  if (!one) throw new Impossible('no_such_event', 'That is not in any calendar.');
  return one;
}

const which = ({ event, original }: Occurrence, far: z.output<typeof reach>): Which =>
  far === 'all' || !isSeries(event) ? { id: event.id } : { id: event.id, original };

function change(box: Box, mail: string, one: Occurrence, draft: Partial<Draft>, far: z.output<typeof reach>) {
  const { event } = one;
  if (far === 'one' || !isSeries(event)) return changeEvent(box, mail, which(one, far), draft);
  if (far === 'all') return changeEvent(box, mail, { id: event.id }, movedWhole(event, one, draft));
  return box.together(() => {
    if (event.start === one.original) return changeEvent(box, mail, { id: event.id }, movedWhole(event, one, draft));
    changeEvent(box, mail, { id: event.id }, { rule: endedBefore(event, one.original) });
    const { id: _, uid: __, changes: ___, ...rest } = event;
    const from = { ...rest, start: one.original, end: occurrenceAt({ ...event, changes: [] }, one.original).end };
    return createEvent(box, mail, `${event.id}r${one.original.replaceAll(/\D/g, '')}`, {
      ...from,
      ...movedWhole({ ...event, ...from }, one, draft),
    });
  });
}

/** Where one time is moved to, the series is moved by as much. */
function movedWhole(event: CalendarEvent, one: Occurrence, draft: Partial<Draft>): Partial<Draft> {
  if (draft.start === undefined || draft.end === undefined || event.allDay) return draft;
  const from = Temporal.PlainDateTime.from(one.start);
  const to = Temporal.PlainDateTime.from(draft.start);
  const days = from.toPlainDate().until(to.toPlainDate()).days;
  const rule = shifted(event.rule ?? '', days);
  if (rule === undefined)
    throw new Impossible('cant_move', 'This series goes by days of the month: move single times, or make a new one.');
  const start = Temporal.PlainDateTime.from(event.start).toPlainDate().add({ days }).toPlainDateTime(to.toPlainTime());
  const minutes = to.until(Temporal.PlainDateTime.from(draft.end)).total('minutes');
  const local = (time: Temporal.PlainDateTime) => time.toString({ smallestUnit: 'minute' });
  return { ...draft, start: local(start), end: local(start.add({ minutes })), rule };
}

function cancel(box: Box, mail: string, one: Occurrence, far: z.output<typeof reach>): CalendarEvent {
  const { event, original } = one;
  if (far !== 'later' || !isSeries(event) || original === event.start)
    return cancelEvent(box, mail, far === 'later' ? { id: event.id } : which(one, far));
  return changeEvent(box, mail, { id: event.id }, { rule: endedBefore(event, original) });
}

function shown(box: Box, person: Person, act: () => CalendarEvent): Json {
  try {
    const event = act();
    return { event: { ...faceOf(box.workspace, occurrenceAt(event, event.start), mailOf(person)) } };
  } catch (error) {
    if (!(error instanceof CalendarProblem)) throw error;
    throw new Impossible(error.kind.replaceAll(' ', '_'), error.message);
  }
}
