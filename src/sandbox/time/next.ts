import type { Box } from '../box.ts';
import type { Occurrence } from '../calendar/occurrences.ts';
import { agendaOf, answerOf, mailOf } from '../calendar/people.ts';
import type { Person } from '../facts.ts';

/** When a working morning is well under way: digests have come by then. */
const MORNING = Temporal.PlainTime.from('09:30');
const FAR_MS = 8 * 7 * 24 * 60 * 60_000;

/** The next working day's morning, where somebody is. */
export function nextMorning(now: number, zone: string): number {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  for (let days = 0; ; days++) {
    const date = here.toPlainDate().add({ days });
    const morning = date.toZonedDateTime({ timeZone: zone, plainTime: MORNING }).epochMilliseconds;
    if (morning > now && date.dayOfWeek <= 5) return morning;
  }
}

/** The next thing in somebody's calendar that they have not declined and that takes part of a day. */
export function nextMeeting({ workspace, clock }: Box, person: Person): Occurrence | undefined {
  const mail = mailOf(person);
  const now = clock.now();
  return agendaOf(workspace, mail, now, now + FAR_MS).find(
    (one) => one.startsAt > now && !one.event.allDay && answerOf(one, mail) !== 'declined',
  );
}
