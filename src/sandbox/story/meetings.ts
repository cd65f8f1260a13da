import type { CalendarEvent, Change, Guest } from '../calendar/event.ts';
import { meetingLink, newEvent } from '../calendar/make.ts';
import { basic, occurrenceAt } from '../calendar/occurrences.ts';
import type { Fact } from '../facts.ts';
import { mailOf } from './cast.ts';
import type { Meeting, Story } from './files.ts';
import { type Beginning, instantOf, type Moment } from './moment.ts';

/** What the calendars of a story hold when it begins. Its weeks end; what repeats goes on. */
export function meetingFacts(story: Story, begun: Beginning): Fact[] {
  const at = instantOf(begun, { day: 0, minute: 0 });
  return story.meetings.map((meeting) => ({ kind: 'event', event: eventOf(story, meeting, begun, at) }));
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

function eventOf(story: Story, meeting: Meeting, begun: Beginning, at: number): CalendarEvent {
  const [organizer = ''] = meeting.with;
  const { id, title, agenda, minutes, channel } = meeting;
  // Only letters up to v and digits are allowed in such ids.
  const key = Buffer.from(id).toString('hex');
  const rule = ruleOf(meeting, begun);
  const changes = meeting.changes.map((change) => changeOf(story, meeting, change, begun, at));
  const event = {
    ...newEvent({ id: key, organizer: mailOf(story, organizer), at }),
    ...{ title, description: agenda.trim(), zone: story.zone, link: meetingLink(key) },
    ...timesAt(meeting.at, minutes, begun),
    guests: guestsOf(story, meeting),
    ...(channel === undefined ? {} : { channel }),
  };
  return rule === undefined ? changedOnce(event, changes) : { ...event, rule, changes };
}

/** What happens once is itself as it became. */
function changedOnce(event: CalendarEvent, changes: Change[]): CalendarEvent {
  const { start, end, guests, cancelled } = occurrenceAt({ ...event, changes }, event.start);
  return { ...event, start, end, guests: [...guests], status: cancelled ? 'cancelled' : 'confirmed' };
}

function ruleOf({ repeats, until, at }: Meeting, begun: Beginning): string | undefined {
  if (!repeats) return undefined;
  const day = DAYS[at.day % 7];
  const rules = {
    weekly: `FREQ=WEEKLY;BYDAY=${day}`,
    'every 2 weeks': `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}`,
    weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
  };
  return `RRULE:${rules[repeats]}${until === undefined ? '' : `;UNTIL=${endOf(until, begun)}`}`;
}

/** The last second of the week that is named. */
function endOf(until: string, begun: Beginning): string {
  const weeks = Number(until.replace('week ', ''));
  return basic(instantOf(begun, { day: weeks * 7, minute: 0 }) - 1000);
}

/** On the clock of the story's zone, as its files say it. */
function timesAt(at: Moment, minutes: number, { monday }: Beginning): { start: string; end: string } {
  const day = monday
    .add({ days: at.day })
    .toPlainDateTime({ hour: Math.floor(at.minute / 60), minute: at.minute % 60 });
  const local = (time: Temporal.PlainDateTime) => time.toString({ smallestUnit: 'minute' });
  return { start: local(day), end: local(day.add({ minutes })) };
}

function guestsOf(story: Story, meeting: Meeting): Guest[] {
  const ours = meeting.with.map((handle): Guest => {
    const name = story.people[handle]?.name;
    return { mail: mailOf(story, handle), answer: 'accepted', ...(name === undefined ? {} : { name }) };
  });
  return [...ours, ...meeting.guests.map((mail): Guest => ({ mail, answer: 'accepted' }))];
}

function changeOf(
  story: Story,
  meeting: Meeting,
  { on, moved, cancelled, declined }: Meeting['changes'][number],
  begun: Beginning,
  updated: number,
): Change {
  // Changes name the day; the time is the series' own.
  const { start: original } = timesAt({ day: on.day, minute: meeting.at.minute }, meeting.minutes, begun);
  const away = new Set(declined.map((handle) => mailOf(story, handle)));
  const guests = guestsOf(story, meeting).map((guest) =>
    away.has(guest.mail) ? { ...guest, answer: 'declined' as const } : guest,
  );
  return {
    ...{ original, updated },
    ...(moved ? timesAt(moved, meeting.minutes, begun) : {}),
    ...(cancelled ? { cancelled } : {}),
    ...(away.size > 0 ? { guests } : {}),
  };
}
