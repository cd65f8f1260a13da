import { z } from 'zod';
import type { Box } from '../box.ts';
import { faceOf } from '../calendar/faces.ts';
import type { Occurrence } from '../calendar/occurrences.ts';
import { agendaOf, isPartOf, mailOf } from '../calendar/people.ts';
import type { Meeting, Week } from '../client/wire.ts';
import { Impossible, personNamed } from '../control/verb.ts';
import type { Person } from '../facts.ts';
import { feedSecret } from '../google/access.ts';
import { isGuest, isOutsider } from '../workspace.ts';

/** What stands in a calendar, as far as whoever looks may know. */

const LONGEST_MS = 62 * 24 * 60 * 60_000;

export const calendarArgs = z.object({
  /** Whose; one's own when left out. */
  of: z.string().optional(),
  from: z.coerce.number().int(),
  to: z.coerce.number().int(),
});

export function week(box: Box, viewer: Person, { of, from, to }: z.infer<typeof calendarArgs>): Week {
  const person = of === undefined ? viewer : personNamed(box, of);
  if (!mayLook(box, viewer, person))
    throw new Impossible('not_yours', `${viewer.real_name} sees no calendar but their own.`);
  const agenda = agendaOf(box.workspace, mailOf(person), from, Math.min(to, from + LONGEST_MS));
  const meetings = agenda.map((one) => meetingFace(box, viewer, person, one));
  return person === viewer ? { meetings, feed: `/ics/${person.name}/${feedSecret(box, person)}.ics` } : { meetings };
}

/** Colleagues look into each other's calendars. Guests and people of other companies see only their own. */
function mayLook({ workspace }: Box, viewer: Person, person: Person): boolean {
  const isFull = (one: Person) => !isGuest(one) && !isOutsider(workspace, one);
  return viewer === person || (isFull(viewer) && isFull(person));
}

function meetingFace({ workspace }: Box, viewer: Person, person: Person, one: Occurrence): Meeting {
  const face = { ...faceOf(workspace, one, mailOf(person)), private: one.event.private, busy: false };
  return viewer === person || !one.event.private || isPartOf(one, mailOf(viewer)) ? face : busy(face);
}

/** Of what is private to others only that they have no time then. */
function busy({ id, start, end, days, zone }: Meeting): Meeting {
  return {
    ...{ id, start, end, days, zone, title: 'Busy', description: '', location: '', link: null, channel: null },
    ...{ organizer: { mail: '', name: '' }, guests: [], answer: null, own: false },
    ...{ series: false, repeats: '', changed: false, private: true, busy: true },
  };
}
