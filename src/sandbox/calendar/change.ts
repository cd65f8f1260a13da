import type { Box } from '../box.ts';
import type { Answer, CalendarEvent, Change, Guest } from './event.ts';
import { eventNamed } from './keep.ts';
import { newEvent } from './make.ts';
import { instantOf, isOriginal, isSeries, occurrenceAt } from './occurrences.ts';
import { answerOf, isOn } from './people.ts';
import { readRule } from './rule.ts';

/** What people and programs do to calendars. Each way in tells what is wrong in its own words, from the kind. */
export class CalendarProblem extends Error {
  readonly kind: 'not found' | 'not yours' | 'invalid' | 'empty' | 'rule' | 'taken' | 'gone';

  constructor(kind: CalendarProblem['kind'], sentence: string) {
    super(sentence);
    this.kind = kind;
  }
}

/** What can be said of an event. Of one occurrence: only what `Change` has room for. */
export type Draft = Pick<
  CalendarEvent,
  'title' | 'description' | 'location' | 'start' | 'end' | 'allDay' | 'zone' | 'guests' | 'free' | 'private' | 'marks'
> & {
  rule?: string | undefined;
  link?: string | undefined;
  channel?: string | undefined;
  status?: CalendarEvent['status'] | undefined;
};

/** An event, or one occurrence of a series. */
export interface Which {
  id: string;
  original?: string | undefined;
}

export function createEvent(box: Box, mail: string, id: string, draft: Partial<Draft>): CalendarEvent {
  if (eventNamed(box.workspace.calendar, id))
    throw new CalendarProblem('taken', 'There is an event of that id already.');
  const fresh = newEvent({ id, organizer: mail, at: box.clock.now() });
  const event = settled({ ...fresh, ...given(draft) });
  return commit(box, { ...event, guests: withOrganizer(event) });
}

/** Whoever asks others to come comes too. */
function withOrganizer({ guests, organizer }: CalendarEvent): Guest[] {
  if (guests.length === 0 || guests.some(({ mail }) => mail === organizer)) return [...guests];
  return [{ mail: organizer, answer: 'accepted' }, ...guests];
}

export function changeEvent(box: Box, mail: string, which: Which, draft: Partial<Draft>): CalendarEvent {
  const event = theirs(box, mail, which.id);
  if (event.organizer !== mail) throw new CalendarProblem('not yours', 'Only whoever called a meeting changes it.');
  if (which.original !== undefined && isSeries(event)) return changeOne(box, event, which.original, draft);
  const changed = settled({ ...event, ...given(draft), updated: box.clock.now() });
  const moved = changed.start !== event.start || changed.end !== event.end || changed.rule !== event.rule;
  // What was said of single times goes where those times are no more.
  const changes = moved ? changed.changes.filter(({ original }) => isOriginal(changed, original)) : changed.changes;
  return commit(box, { ...changed, changes, sequence: event.sequence + (moved ? 1 : 0) });
}

function changeOne(box: Box, event: CalendarEvent, original: string, draft: Partial<Draft>): CalendarEvent {
  const now = occurrenceAt(event, original);
  const { title, description, location, start, end, guests, status } = draft;
  if (draft.allDay !== undefined && draft.allDay !== event.allDay)
    throw new CalendarProblem('invalid', 'One time of a series cannot become a whole day, or the other way round.');
  const moved = start !== undefined && end !== undefined && (start !== now.start || end !== now.end);
  if (moved) mustLast(event, start, end);
  const change: Change = {
    ...now.change,
    ...{ original, updated: box.clock.now() },
    ...(title !== undefined && title !== event.title ? { title } : {}),
    ...(description !== undefined && description !== event.description ? { description } : {}),
    ...(location !== undefined && location !== event.location ? { location } : {}),
    ...(moved ? { start, end } : {}),
    ...(guests ? { guests } : {}),
    ...(status === undefined ? {} : { cancelled: status === 'cancelled' }),
  };
  return commit(box, withChange(event, change));
}

/** For all, if whoever called it does it; anybody else says that they do not come. */
export function cancelEvent(box: Box, mail: string, which: Which): CalendarEvent {
  const event = theirs(box, mail, which.id);
  if (event.status === 'cancelled' || cancelledThen(event, which.original))
    throw new CalendarProblem('gone', 'That was cancelled before.');
  if (event.organizer !== mail) return answerEvent(box, mail, which, 'declined');
  if (which.original !== undefined && isSeries(event))
    return changeOne(box, event, which.original, { status: 'cancelled' });
  return commit(box, { ...event, status: 'cancelled', sequence: event.sequence + 1, updated: box.clock.now() });
}

const cancelledThen = (event: CalendarEvent, original: string | undefined): boolean =>
  original !== undefined && occurrenceAt(event, original).cancelled;

export function answerEvent(box: Box, mail: string, which: Which, answer: Answer): CalendarEvent {
  const event = theirs(box, mail, which.id);
  const said = (guests: readonly Guest[]) => guests.map((one) => (one.mail === mail ? { ...one, answer } : one));
  const updated = box.clock.now();
  if (which.original !== undefined && isSeries(event)) {
    const one = occurrenceAt(event, which.original);
    mustBeAsked(answerOf(one, mail));
    return commit(
      box,
      withChange(event, { ...one.change, original: which.original, updated, guests: said(one.guests) }),
    );
  }
  mustBeAsked(answerOf(event, mail));
  const changes = event.changes.map((one) => (one.guests ? { ...one, guests: said(one.guests) } : one));
  return commit(box, { ...event, guests: said(event.guests), changes, updated });
}

function mustBeAsked(answer: Answer | undefined): void {
  if (!answer) throw new CalendarProblem('invalid', 'Nobody asked whether you come.');
}

function withChange(event: CalendarEvent, change: Change): CalendarEvent {
  return { ...event, changes: [...event.changes.filter(({ original }) => original !== change.original), change] };
}

/** Events that are in no calendar of theirs are none to them. */
function theirs(box: Box, mail: string, id: string): CalendarEvent {
  const event = eventNamed(box.workspace.calendar, id);
  if (!event || !isOn(event, mail)) throw new CalendarProblem('not found', 'There is no such event in that calendar.');
  return event;
}

/** Without what is left open. */
function given(draft: Partial<Draft>): Partial<CalendarEvent> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}

function settled(event: CalendarEvent): CalendarEvent {
  mustLast(event, event.start, event.end);
  const { rule, ...once } = event;
  if (!rule) return once;
  const read = readRule(rule);
  if (typeof read === 'string') throw new CalendarProblem('rule', read);
  return event;
}

function mustLast(event: CalendarEvent, start: string, end: string): void {
  if (!start || !end) throw new CalendarProblem('invalid', 'An event begins and ends at some time.');
  const lasts = instantOf(event, end) - instantOf(event, start);
  if (event.allDay ? lasts <= 0 : lasts < 0) throw new CalendarProblem('empty', 'An event ends after it begins.');
}

function commit(box: Box, event: CalendarEvent): CalendarEvent {
  box.commit({ kind: 'event', event });
  return event;
}
