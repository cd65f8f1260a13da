import { tell } from './ask.ts';
import { wrongOf } from './time-deeds.ts';
import type { Answer } from './wire.ts';

/** One time of a series, it and all later ones, or all. */
export type Reach = 'one' | 'later' | 'all';

/** What can be said of a meeting; times in milliseconds, or whole days by their dates. */
export interface Said {
  title: string;
  description: string;
  location: string;
  start: number;
  end: number;
  days: { from: string; to: string };
  /** Handles, or mail addresses of people elsewhere. */
  with: string[];
  call: boolean;
  channel: string;
  private: boolean;
}

/** What a person does to calendars. What did not work is told by the sentence that comes back. */
export interface CalendarDeeds {
  create(said: Partial<Said>, repeats: string, until: string): Promise<string>;
  change(id: string, reach: Reach, said: Partial<Said>): Promise<string>;
  cancel(id: string, reach: Reach): Promise<string>;
  answer(id: string, reach: Reach, answer: Answer): Promise<string>;
}

export function openCalendarDeeds(person: string): CalendarDeeds {
  const plainly = (verb: string, args: object) => wrongOf(tell(`/sandbox/${verb}`, { person, ...args }));
  return {
    create: (said, repeats, until) => plainly('event-create', { ...said, repeats, ...(until === '' ? {} : { until }) }),
    change: (id, reach, said) => plainly('event-change', { ...said, id, reach }),
    cancel: (id, reach) => plainly('event-cancel', { id, reach }),
    answer: (id, reach, answer) => plainly('event-answer', { id, reach, answer }),
  };
}
