import type { Person } from '../facts.ts';
import type { Workspace } from '../workspace.ts';
import type { CalendarEvent, Guest } from './event.ts';
import { type Occurrence, occurrencesOf } from './occurrences.ts';

/** How calendars know somebody: by their address. */
export const mailOf = ({ email, name }: Person): string => (email ?? `${name}@sandbox.example`).toLowerCase();

export function personBehind({ people }: Workspace, mail: string): Person | undefined {
  const wanted = mail.toLowerCase();
  return [...people.values()].find((person) => person.role !== 'bot' && mailOf(person) === wanted);
}

/** Whether it stands in somebody's calendar: they called it, or were asked to come. */
export function isOn(event: CalendarEvent, mail: string): boolean {
  return event.organizer === mail || [event.guests, ...event.changes.map(({ guests }) => guests)].some(has(mail));
}

/** Whether they are part of this one time: they may have been asked to this one only, or to all others. */
export const isPartOf = ({ event, guests }: Occurrence, mail: string): boolean =>
  event.organizer === mail || has(mail)(guests);

const has = (mail: string) => (guests: readonly Guest[] | undefined) =>
  guests?.some((one) => one.mail === mail) ?? false;

export const answerOf = ({ guests }: Pick<Occurrence, 'guests'>, mail: string): Guest['answer'] | undefined =>
  guests.find((guest) => guest.mail === mail)?.answer;

/** What takes place in somebody's calendar between two moments, in order. */
export function agendaOf({ calendar }: Workspace, mail: string, from: number, to: number): Occurrence[] {
  return [...calendar.events.values()]
    .filter(({ event }) => event.status !== 'cancelled' && isOn(event, mail))
    .flatMap(({ event }) => occurrencesOf(event, from, to))
    .filter((one) => !one.cancelled && isPartOf(one, mail))
    .sort((one, other) => one.startsAt - other.startsAt || (one.id < other.id ? -1 : 1));
}
