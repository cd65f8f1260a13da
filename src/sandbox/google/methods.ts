import { z } from 'zod';
import { answerEvent, cancelEvent, changeEvent, createEvent, type Which } from '../calendar/change.ts';
import type { CalendarEvent } from '../calendar/event.ts';
import { eventNamed } from '../calendar/keep.ts';
import { isSeries, type Occurrence, occurrenceNamed, occurrencesOf, readId } from '../calendar/occurrences.ts';
import { agendaOf, answerOf, isOn, isPartOf, mailOf, personBehind } from '../calendar/people.ts';
import type { Desk } from '../control/verb.ts';
import type { Person } from '../facts.ts';
import { newSecret } from '../ids.ts';
import type { Json } from '../shapes.ts';
import { isGuest, isOutsider } from '../workspace.ts';
import type { Caller, Need } from './access.ts';
import { draftFrom, readBody } from './draft.ts';
import { listEvents } from './list.ts';
import { badRequest, GoogleProblem, notFound } from './problem.ts';
import { etagOf, eventShape, iso, occurrenceShape, type View } from './shapes.ts';

/** What of Google Calendar's API is here: as far as a team's calendars and holds on them need it. */

export interface Call {
  desk: Desk;
  caller: Caller;
  path: readonly string[];
  query: Record<string, string>;
  body: unknown;
  /** `If-Match`: only if it is still as it was. */
  match: string | undefined;
}

export interface Method {
  name: string;
  verb: string;
  /** Parts of the path; `*` stands for anything. */
  path: readonly string[];
  need: Need;
  run(call: Call): Json | undefined;
}

const at = (name: string, verb: string, path: string, need: Need, run: Method['run']): Method => ({
  ...{ name, verb, path: path.split('/'), need, run },
});

export const methods: readonly Method[] = [
  at('calendarList.list', 'GET', 'users/me/calendarList', 'list', (call) => ({
    ...{ kind: 'calendar#calendarList', items: [entryFor(call, mailOf(call.caller.person))] },
    nextSyncToken: 'the-list-never-changes',
  })),
  at('calendarList.get', 'GET', 'users/me/calendarList/*', 'list', (call) => entryFor(call, calendarOf(call, 3).mail)),
  at('settings.get', 'GET', 'users/me/settings/*', 'list', setting),
  at('calendars.get', 'GET', 'calendars/*', 'list', (call) => {
    const { mail, person } = calendarOf(call, 1);
    return { kind: 'calendar#calendar', id: mail, summary: mail, timeZone: person.tz };
  }),
  at('events.list', 'GET', 'calendars/*/events', 'read', list),
  at('events.insert', 'POST', 'calendars/*/events', 'write', insert),
  at('events.watch', 'POST', 'calendars/*/events/watch', 'read', noPush),
  at('events.get', 'GET', 'calendars/*/events/*', 'read', (call) => shapeOf(viewOf(call), found(call))),
  at('events.update', 'PUT', 'calendars/*/events/*', 'write', (call) => change(call, true)),
  at('events.patch', 'PATCH', 'calendars/*/events/*', 'write', (call) => change(call, false)),
  at('events.delete', 'DELETE', 'calendars/*/events/*', 'write', remove),
  at('events.instances', 'GET', 'calendars/*/events/*/instances', 'read', instances),
  at('freebusy.query', 'POST', 'freeBusy', 'freebusy', freeBusy),
];

interface Calendar {
  mail: string;
  person: Person;
  own: boolean;
}

/** One's own; and of one's company, everybody's to read. Guests and people of other companies see only their own. */
function calendarOf({ desk, caller, path }: Call, index: number): Calendar {
  const { workspace } = desk.box;
  const said = decodeURIComponent(path[index] ?? '').toLowerCase();
  const own = said === 'primary' || said === mailOf(caller.person);
  const person = own ? caller.person : personBehind(workspace, said);
  const isFull = (one: Person) => !isGuest(one) && !isOutsider(workspace, one);
  if (!person || !(own || (isFull(person) && isFull(caller.person)))) throw notFound();
  return { mail: mailOf(person), person, own };
}

function viewOf(call: Call): View {
  const { mail, own } = calendarOf(call, 1);
  return { workspace: call.desk.box.workspace, mail, open: own, zone: call.query.timeZone };
}

function entryFor({ desk, caller }: Call, mail: string): Json {
  const person = personBehind(desk.box.workspace, mail) ?? caller.person;
  const own = person.id === caller.person.id;
  return {
    ...{ kind: 'calendar#calendarListEntry', etag: '"1"', id: mail, summary: mail, timeZone: person.tz },
    ...{ selected: true, accessRole: own ? 'owner' : 'reader', defaultReminders: [{ method: 'popup', minutes: 10 }] },
    ...(own ? { primary: true } : {}),
  };
}

function setting({ caller, path }: Call): Json {
  const values: Record<string, string> = { timezone: caller.person.tz, locale: 'en', weekStart: '1' };
  const id = path[3] ?? '';
  if (!Object.hasOwn(values, id)) throw notFound();
  return { kind: 'calendar#setting', etag: '"1"', id, value: values[id] };
}

function list(call: Call): Json {
  const { mail, person, own } = calendarOf(call, 1);
  return {
    ...{ kind: 'calendar#events', etag: '"1"', summary: mail, updated: iso(call.desk.box.clock.now()) },
    ...{ timeZone: call.query.timeZone ?? person.tz, accessRole: own ? 'owner' : 'reader', defaultReminders: [] },
    ...listEvents(call.desk.box, call.desk.google, viewOf(call), call.query),
  };
}

const ID = /^[a-v0-9]{5,1024}$/;

function insert(call: Call): Json {
  const { mail, person } = mine(call);
  const sent = readBody(call.body);
  if (sent.id !== undefined && !ID.test(sent.id)) throw new GoogleProblem(400, 'invalid', 'Invalid resource id value.');
  const id = sent.id ?? newSecret(13);
  const draft = draftFrom({ ...sent, id }, { mail, zone: person.tz, event: undefined });
  if (!draft.start) throw new GoogleProblem(400, 'required', 'Missing end time.');
  return eventShape(viewOf(call), createEvent(call.desk.box, mail, id, draft));
}

function mine(call: Call): Calendar {
  const calendar = calendarOf(call, 1);
  if (calendar.own) return calendar;
  throw new GoogleProblem(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.');
}

/** An event, or the time of a series that an id names. */
type Found = { event: CalendarEvent; one: Occurrence | undefined };

function found(call: Call): Found {
  const { mail } = calendarOf(call, 1);
  const { calendar } = call.desk.box.workspace;
  const said = decodeURIComponent(call.path[3] ?? '');
  const { event: id, at: time } = readId(said);
  const event = eventNamed(calendar, id);
  if (!event || !isOn(event, mail) || (time !== undefined && !isSeries(event))) throw notFound();
  const one = time === undefined ? undefined : occurrenceNamed(event, time);
  if (time !== undefined && !(one && isPartOf(one, mail))) throw notFound();
  return { event, one };
}

const shapeOf = (view: View, { event, one }: Found): Json =>
  one ? occurrenceShape(view, one) : eventShape(view, event);

const which = ({ event, one }: Found): Which => ({ id: event.id, original: one?.original });

function change(call: Call, whole: boolean): Json {
  const { mail, person } = mine(call);
  const it = found(call);
  mustMatch(call, it);
  const sent = readBody(call.body);
  if (whole && (!sent.start || !sent.end)) throw new GoogleProblem(400, 'required', 'Missing end time.');
  const view = viewOf(call);
  const { event, one } = it;
  const known = { ...event, ...(one ? { start: one.start, end: one.end } : {}) };
  const draft = draftFrom(sent, { mail, zone: person.tz, event: known });
  const answer = draft.guests?.find((guest) => guest.mail === mail)?.answer;
  // A guest's own answer is theirs to change, and nothing else.
  if (event.organizer !== mail && answer && Object.keys(sent).every((key) => OWN.has(key)))
    answerEvent(call.desk.box, mail, which(it), answer);
  else if (draft.status === 'cancelled') cancelEvent(call.desk.box, mail, which(it));
  else changeEvent(call.desk.box, mail, which(it), whole ? { ...nothing, ...draft } : draft);
  return shapeOf(view, found(call));
}

const OWN = new Set(['attendees', 'reminders', 'etag', 'id', 'kind']);
/** What is not said in an update is not so. */
const nothing = { title: '', description: '', location: '', guests: [] };

function mustMatch({ match }: Call, { event, one }: Found): void {
  const etag = etagOf(Math.max(event.updated, one?.change?.updated ?? 0));
  if (match !== undefined && match !== '*' && match !== etag)
    throw new GoogleProblem(412, 'conditionNotMet', 'Precondition Failed', {
      location: 'If-Match',
      locationType: 'header',
    });
}

function remove(call: Call): undefined {
  const { mail } = mine(call);
  const it = found(call);
  mustMatch(call, it);
  cancelEvent(call.desk.box, mail, which(it));
}

function instances(call: Call): Json {
  const { event, one } = found(call);
  if (one || !isSeries(event)) throw badRequest();
  const { mail } = calendarOf(call, 1);
  const { timeMin, timeMax, showDeleted } = call.query;
  const from = timeMin === undefined ? Number.NEGATIVE_INFINITY : Temporal.Instant.from(timeMin).epochMilliseconds;
  const to = timeMax === undefined ? Number.POSITIVE_INFINITY : Temporal.Instant.from(timeMax).epochMilliseconds;
  const items = occurrencesOf(event, from, to)
    .filter((each) => isPartOf(each, mail) && (!each.cancelled || showDeleted === 'true'))
    .map((each) => occurrenceShape(viewOf(call), each));
  return { kind: 'calendar#events', summary: mail, timeZone: event.zone, items };
}

const asking = z.object({
  timeMin: z.iso.datetime({ offset: true }),
  timeMax: z.iso.datetime({ offset: true }),
  items: z.array(z.object({ id: z.string() })).max(50),
});

function freeBusy(call: Call): Json {
  const asked = asking.safeParse(call.body);
  if (!asked.success) throw badRequest();
  const { timeMin, timeMax, items } = asked.data;
  const calendars = items.map(({ id }) => [id, busyOf(call, id, timeMin, timeMax)] as const);
  return { kind: 'calendar#freeBusy', timeMin, timeMax, calendars: Object.fromEntries(calendars) };
}

/** When somebody cannot do something else; times that touch are one. */
function busyOf(call: Call, id: string, timeMin: string, timeMax: string): Json {
  const theirs = reached(call, id);
  if (theirs === undefined) return { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] };
  const [from, to] = [timeMin, timeMax].map((time) => Temporal.Instant.from(time).epochMilliseconds);
  const busy: { start: number; end: number }[] = [];
  for (const one of agendaOf(call.desk.box.workspace, theirs, from ?? 0, to ?? 0)) {
    if (one.event.free || answerOf(one, theirs) === 'declined') continue;
    const last = busy.at(-1);
    if (last && one.startsAt <= last.end) last.end = Math.max(last.end, one.endsAt);
    else busy.push({ start: one.startsAt, end: one.endsAt });
  }
  const within = ({ start, end }: (typeof busy)[number]) => ({
    start: iso(Math.max(start, from ?? 0)).replace('.000', ''),
    end: iso(Math.min(end, to ?? 0)).replace('.000', ''),
  });
  return { busy: busy.map(within) };
}

function reached(call: Call, id: string): string | undefined {
  try {
    return calendarOf({ ...call, path: [id] }, 0).mail;
  } catch {
    return undefined;
  }
}

function noPush(): never {
  throw new GoogleProblem(
    400,
    'pushNotSupportedForRequestedResource',
    'Push notifications are not in this sandbox: poll events.list with a sync token.',
  );
}
