import type { Said } from '../calendar-deeds.ts';
import { dayOf, momentOf, wallTime } from '../dates.ts';
import type { Choice } from '../view/combobox.ts';
import type { Meeting, Person } from '../wire.ts';
import { addDays } from './days.ts';

/** What stands in the form of a meeting, in the form that its fields have. */
export interface Draft {
  title: string;
  allDay: boolean;
  /** 2026-11-17T10:00 */
  start: string;
  end: string;
  /** The first day and the last. */
  from: string;
  to: string;
  repeats: string;
  until: string;
  guests: readonly Choice[];
  location: string;
  call: boolean;
  channel: string;
  private: boolean;
  description: string;
}

type Who = Pick<Person, 'name' | 'tz'>;

const HALF_HOUR_MS = 30 * 60_000;

export function newDraft(day: string, minute: number, zone: string): Draft {
  const start = momentOf(`${day}T00:00`, zone) + minute * 60_000;
  return {
    ...{ title: '', allDay: false, start: wallTime(start, zone), end: wallTime(start + HALF_HOUR_MS, zone) },
    ...{ from: day, to: day, repeats: 'never', until: '', guests: [], location: '', call: false, channel: '' },
    ...{ private: false, description: '' },
  };
}

export function draftOf(meeting: Meeting, guests: readonly Choice[], zone: string): Draft {
  const { title, days, start, end, location, link, channel, description } = meeting;
  return {
    ...{ title, location, description, guests, repeats: 'never', until: '' },
    ...{ allDay: days !== null, start: wallTime(start, zone), end: wallTime(end, zone) },
    ...{ from: days?.from ?? dayOf(start, zone), to: days ? addDays(days.to, -1) : dayOf(start, zone) },
    ...{ call: link !== null, channel: channel ?? '', private: meeting.private },
  };
}

/** The end goes along with the beginning. */
export function begun(draft: Draft, start: string): Draft {
  const lasts = Date.parse(`${draft.end}Z`) - Date.parse(`${draft.start}Z`);
  const at = Date.parse(`${start}Z`);
  if (Number.isNaN(at) || Number.isNaN(lasts)) return { ...draft, start };
  return { ...draft, start, end: new Date(at + lasts).toISOString().slice(0, 16) };
}

/** By field, what has to be put right first. */
export function wrongIn(draft: Draft): Partial<Record<keyof Draft, string>> {
  const { title, allDay, start, end, from, to, repeats, until } = draft;
  return {
    ...(title.trim() === '' ? { title: 'Say what it is about.' } : {}),
    ...(!allDay && start === '' ? { start: 'Say when it begins.' } : {}),
    ...(!allDay && !(end > start) ? { end: 'It ends after it begins.' } : {}),
    ...(allDay && from === '' ? { from: 'Say on which day.' } : {}),
    ...(allDay && !(to >= from) ? { to: 'The last day is not before the first.' } : {}),
    ...(repeats !== 'never' && until !== '' && until < (allDay ? from : start.slice(0, 10))
      ? { until: 'It ends after it begins.' }
      : {}),
  };
}

/** Whoever asks others to come comes too. */
export function saidIn(draft: Draft, { name, tz: zone }: Who): Partial<Said> {
  const { title, allDay, start, end, from, to, guests, location, call, channel, description } = draft;
  return {
    ...{ title: title.trim(), description, location, call, channel, private: draft.private },
    with: guests.length > 0 ? [name, ...guests.map(({ key }) => key)] : [],
    ...(allDay ? { days: { from, to: addDays(to, 1) } } : { start: momentOf(start, zone), end: momentOf(end, zone) }),
  };
}

/** Only what was changed is told: of one time of a series the rest stays as the series has it. */
export function changesIn(before: Draft, after: Draft, who: Who): Partial<Said> {
  const [was, is] = [saidIn(before, who), saidIn(after, who)];
  const moved = was.start !== is.start || was.end !== is.end;
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const { start, end, days, ...rest } = is;
  const kept = Object.entries(rest).filter(
    ([name, value]) => !same(value, Object.entries(was).find(([key]) => key === name)?.[1]),
  );
  return {
    ...Object.fromEntries(kept),
    ...(moved && start !== undefined && end !== undefined ? { start, end } : {}),
    ...(days && !same(days, was.days) ? { days } : {}),
  };
}
