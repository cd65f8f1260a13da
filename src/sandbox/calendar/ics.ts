import type { Person } from '../facts.ts';
import type { Workspace } from '../workspace.ts';
import type { Answer, CalendarEvent, Guest } from './event.ts';
import { basic, instantOf, isSeries, type Occurrence, occurrenceAt } from './occurrences.ts';
import { isOn, isPartOf, mailOf } from './people.ts';
import { zoneLines } from './zone.ts';

/** Somebody's calendar as RFC 5545 has it: series as series, and what differs from them beside. */
export function feedOf({ calendar }: Workspace, person: Person, now: number): string {
  const mail = mailOf(person);
  const events = [...calendar.events.values()].map(({ event }) => event).filter((event) => isOn(event, mail));
  const zones = [...new Set(events.filter((event) => isSeries(event) && !event.allDay).map(({ zone }) => zone))];
  const first = Math.min(now, ...events.map((event) => instantOf(event, event.start)));
  return [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Hypha//Sandbox//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
    ...[`X-WR-CALNAME:${escaped(person.real_name)}`, `X-WR-TIMEZONE:${person.tz}`],
    ...zones.flatMap((zone) => zoneLines(zone, first, now)),
    ...events.flatMap((event) => eventLines(event, mail)),
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('');
}

function eventLines(event: CalendarEvent, mail: string): string[] {
  const first = occurrenceAt({ ...event, changes: [] }, event.start);
  const changed = event.changes.map(({ original }) => occurrenceAt(event, original));
  const rule = event.rule === undefined ? [] : [event.rule];
  return [
    ...(isPartOf(first, mail) ? component(event, first, rule) : []),
    ...changed
      .filter((one) => isPartOf(one, mail))
      .flatMap((one) => component(event, one, [dated('RECURRENCE-ID', event, one.original)])),
  ];
}

function component(event: CalendarEvent, one: Occurrence, more: readonly string[]): string[] {
  const updated = Math.max(event.updated, one.change?.updated ?? 0);
  return [
    ...['BEGIN:VEVENT', `UID:${event.uid}`, `DTSTAMP:${basic(updated)}`],
    ...[dated('DTSTART', event, one.start), dated('DTEND', event, one.end)],
    ...more,
    `SUMMARY:${escaped(one.title)}`,
    ...(one.description ? [`DESCRIPTION:${escaped(one.description)}`] : []),
    ...(one.location ? [`LOCATION:${escaped(one.location)}`] : []),
    ...(!event.link ? [] : [`X-GOOGLE-CONFERENCE:${event.link}`]),
    `ORGANIZER;${named(event, event.organizer)}:mailto:${event.organizer}`,
    ...one.guests.map((guest) => guestLine(event, guest)),
    `STATUS:${one.cancelled ? 'CANCELLED' : event.status.toUpperCase()}`,
    `TRANSP:${event.free ? 'TRANSPARENT' : 'OPAQUE'}`,
    ...(event.private ? ['CLASS:PRIVATE'] : []),
    ...[`SEQUENCE:${event.sequence}`, `CREATED:${basic(event.created)}`, `LAST-MODIFIED:${basic(updated)}`],
    'END:VEVENT',
  ];
}

/** A series keeps to the clock of its zone; what happens once is as well told in UTC. */
function dated(name: string, event: CalendarEvent, local: string): string {
  if (event.allDay) return `${name};VALUE=DATE:${local.replaceAll('-', '')}`;
  if (!isSeries(event)) return `${name}:${basic(instantOf(event, local))}`;
  return `${name};TZID=${event.zone}:${local.replaceAll(/[-:]/g, '').padEnd(15, '0')}`;
}

const ANSWERS: Record<Answer, string> = {
  needsAction: 'NEEDS-ACTION',
  accepted: 'ACCEPTED',
  tentative: 'TENTATIVE',
  declined: 'DECLINED',
};

function guestLine(event: CalendarEvent, { mail, answer, optional }: Guest): string {
  const role = optional ? 'OPT-PARTICIPANT' : 'REQ-PARTICIPANT';
  return `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=${role};PARTSTAT=${ANSWERS[answer]};${named(event, mail)}:mailto:${mail}`;
}

/** In quotes, in which a quote cannot stand. */
function named({ guests }: CalendarEvent, mail: string): string {
  const name = guests.find((guest) => guest.mail === mail)?.name ?? mail;
  return `CN="${name.replaceAll('"', "'").replaceAll(/[\p{Cc}]/gu, ' ')}"`;
}

const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/[\p{Cc}]/gu, ' ');

/** No line is longer than 75 bytes, and no letter is cut in two. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  let room = 75;
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (size > room) {
      lines.push(current);
      current = '';
      room = 74;
    }
    current += letter;
    room -= size;
  }
  return [...lines, current].join('\r\n ');
}
