import { createHash } from 'node:crypto';
import type { CalendarEvent } from './event.ts';

/** What a new event has not got yet. */
export function newEvent({ id, organizer, at }: { id: string; organizer: string; at: number }): CalendarEvent {
  return {
    ...{ id, uid: `${id}@calendar.sandbox.example`, organizer, creator: organizer },
    ...{ title: '', description: '', location: '', start: '', end: '', guests: [], allDay: false, zone: 'UTC' },
    ...{ changes: [], status: 'confirmed', free: false, private: false, marks: { shared: {}, private: {} } },
    ...{ sequence: 0, created: at, updated: at },
  };
}

/** A place to call in that nobody answers at; the same for the same event. */
export function meetingLink(id: string): string {
  const letters = [...createHash('sha256').update(id).digest()]
    .map((byte) => 'abcdefghijkmnopqrstuvwxyz'[byte % 25])
    .join('');
  return `https://meet.sandbox.example/${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7, 10)}`;
}
