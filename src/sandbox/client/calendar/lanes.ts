import { clockTime, dayOf, momentOf } from '../dates.ts';
import type { Meeting } from '../wire.ts';
import { addDays } from './days.ts';

/** Where the meetings of a day stand in its column: those at the same time side by side. */
export interface Laid {
  meeting: Meeting;
  /** In minutes of that day, on the clock on the wall. */
  from: number;
  to: number;
  lane: number;
  lanes: number;
}

/** As much room as it takes to read what it is. */
const SHORTEST = 25;
const DAY = 24 * 60;

export function meetingsOn(meetings: readonly Meeting[], day: string, zone: string): Meeting[] {
  const [from, to] = [momentOf(`${day}T00:00`, zone), momentOf(`${addDays(day, 1)}T00:00`, zone)];
  return meetings.filter(
    ({ days, start, end }) => !days && start < to && (end > from || (start === end && start >= from)),
  );
}

export function wholeDaysOn(meetings: readonly Meeting[], day: string): Meeting[] {
  return meetings.filter(({ days }) => days && days.from <= day && day < days.to);
}

export function laidOut(meetings: readonly Meeting[], day: string, zone: string): Laid[] {
  const spans = meetingsOn(meetings, day, zone).map((meeting) => spanOf(meeting, day, zone));
  spans.sort((one, other) => one.from - other.from || other.to - one.to);
  return together(spans).flatMap(inLanes);
}

type Span = Pick<Laid, 'meeting' | 'from' | 'to'>;

function spanOf(meeting: Meeting, day: string, zone: string): Span {
  const from = dayOf(meeting.start, zone) < day ? 0 : minutesOf(meeting.start, zone);
  const to = dayOf(meeting.end, zone) > day ? DAY : minutesOf(meeting.end, zone);
  return { meeting, from: Math.min(from, DAY - SHORTEST), to: Math.max(to, Math.min(from, DAY - SHORTEST) + SHORTEST) };
}

function minutesOf(ms: number, zone: string): number {
  const [hours = 0, minutes = 0] = clockTime(ms, zone).split(':').map(Number);
  return hours * 60 + minutes;
}

/** Those that touch each other, directly or by way of others. */
function together(spans: readonly Span[]): Span[][] {
  const groups: Span[][] = [];
  let until = -1;
  for (const span of spans) {
    if (span.from >= until) groups.push([]);
    groups.at(-1)?.push(span);
    until = Math.max(until, span.to);
  }
  return groups;
}

function inLanes(spans: readonly Span[]): Laid[] {
  const ends: number[] = [];
  const placed = spans.map((span) => {
    const free = ends.findIndex((end) => end <= span.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.to;
    return { ...span, lane };
  });
  return placed.map((span) => ({ ...span, lanes: ends.length }));
}

/** The hours that are drawn: a working day, and more where something is earlier or later. */
export function hoursOf(columns: readonly (readonly Laid[])[]): { from: number; to: number } {
  const all = columns.flat();
  return {
    from: Math.min(8, ...all.map(({ from }) => Math.floor(from / 60))),
    to: Math.max(18, ...all.map(({ to }) => Math.ceil(to / 60))),
  };
}
