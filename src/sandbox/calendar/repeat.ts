import type { CalendarEvent } from './event.ts';
import { basic, instantOf } from './occurrences.ts';
import { readRule } from './rule.ts';

/** How people say that something repeats. Programs may say it in other ways too. */
export const repeats = ['never', 'daily', 'weekdays', 'weekly', 'every 2 weeks', 'monthly'] as const;
export type Repeats = (typeof repeats)[number];

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** The rule for it, beginning then; empty for what happens once. `until` is the last day. */
export function ruleFor(said: Repeats, start: string, zone: string, until?: string): string {
  if (said === 'never') return '';
  const day = DAYS[Temporal.PlainDate.from(start.slice(0, 10)).dayOfWeek - 1];
  const rules: Record<Exclude<Repeats, 'never'>, string> = {
    daily: 'FREQ=DAILY',
    weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    weekly: `FREQ=WEEKLY;BYDAY=${day}`,
    'every 2 weeks': `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}`,
    monthly: 'FREQ=MONTHLY',
  };
  return `RRULE:${rules[said]}${until === undefined ? '' : `;UNTIL=${lastMoment(until, zone)}`}`;
}

const lastMoment = (date: string, zone: string): string => {
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toString();
  return basic(instantOf({ zone }, next) - 1000);
};

/** The same series, ended before one of its times. */
export function endedBefore({ rule = '', zone, allDay }: CalendarEvent, original: string): string {
  const open = rule.replace(/;(UNTIL|COUNT)=[^;]*/g, '');
  if (!allDay) return `${open};UNTIL=${basic(instantOf({ zone }, original) - 1000)}`;
  return `${open};UNTIL=${Temporal.PlainDate.from(original).subtract({ days: 1 }).toString().replaceAll('-', '')}`;
}

/** The same rule some days later: what was on Tuesdays is on Wednesdays. Nothing, where that cannot be said. */
export function shifted(rule: string, days: number): string | undefined {
  if (days === 0) return rule;
  const read = readRule(rule);
  if (typeof read === 'string' || (read.every === 'MONTHLY' && (read.days.length > 0 || read.monthDays.length > 0)))
    return undefined;
  return rule.replace(/BYDAY=([A-Z,]+)/, (_, names: string) => {
    const moved = names.split(',').map((name) => DAYS[(((DAYS.indexOf(name) + days) % 7) + 7) % 7]);
    return `BYDAY=${moved.join(',')}`;
  });
}

/** `every week on Tuesday`, for people. */
export function ruleWords(rule: string | undefined): string {
  if (!rule) return '';
  const read = readRule(rule);
  if (typeof read === 'string') return 'repeats';
  const every = read.interval === 1 ? `every ${UNIT[read.every]}` : `every ${read.interval} ${UNIT[read.every]}s`;
  const days = read.days.map(({ day }) => NAMES[day - 1]);
  if (days.length === 0) return every;
  return days.join() === NAMES.slice(0, 5).join() ? 'every weekday' : `${every} on ${days.join(', ')}`;
}

const UNIT = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;
const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
