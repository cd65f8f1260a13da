import type { Person } from '../facts.ts';
import type { Workspace } from '../workspace.ts';
import type { Guest } from './event.ts';
import { isSeries, type Occurrence } from './occurrences.ts';
import { agendaOf, answerOf, mailOf, personBehind } from './people.ts';
import { ruleWords } from './repeat.ts';

/** One time of something in somebody's calendar, as the page shows it. */
export interface CalendarFace {
  id: string;
  title: string;
  description: string;
  location: string;
  link: string | null;
  channel: string | null;
  start: number;
  end: number;
  /** Whole days, by their dates; the last one is the first on which it is over. */
  days: { from: string; to: string } | null;
  zone: string;
  organizer: { mail: string; name: string };
  guests: { mail: string; name: string; person: string | null; answer: Guest['answer'] }[];
  /** What they said themselves. */
  answer: Guest['answer'] | null;
  /** Whether they called it. */
  own: boolean;
  series: boolean;
  /** `every week on Tuesday` */
  repeats: string;
  /** This time differs from the series. */
  changed: boolean;
}

export function weekOf(workspace: Workspace, person: Person, from: number, to: number): CalendarFace[] {
  const mail = mailOf(person);
  return agendaOf(workspace, mail, from, to).map((one) => faceOf(workspace, one, mail));
}

export function faceOf(workspace: Workspace, one: Occurrence, mail: string): CalendarFace {
  const { event, id, title, description, location, startsAt, endsAt } = one;
  const name = (who: string) => personBehind(workspace, who)?.real_name;
  return {
    ...{ id, title, description, location, start: startsAt, end: endsAt, zone: event.zone },
    ...{ link: event.link || null, channel: event.channel || null },
    days: event.allDay ? { from: one.start, to: one.end } : null,
    organizer: { mail: event.organizer, name: name(event.organizer) ?? event.organizer },
    guests: one.guests.map((guest) => ({
      ...{ mail: guest.mail, answer: guest.answer },
      name: name(guest.mail) ?? guest.name ?? guest.mail,
      person: personBehind(workspace, guest.mail)?.id ?? null,
    })),
    ...{ answer: answerOf(one, mail) ?? null, own: event.organizer === mail },
    ...{ series: isSeries(event), repeats: ruleWords(event.rule), changed: one.change !== undefined },
  };
}
