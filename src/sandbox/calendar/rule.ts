/** How something repeats, as RFC 5545 writes it. What a team's calendar needs of it; the rest is refused by name. */
export interface Rule {
  every: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  interval: number;
  /** 1 is Monday; in a month perhaps the first or the last such day only. */
  days: readonly { day: number; nth: number | undefined }[];
  monthDays: readonly number[];
  count: number | undefined;
  /** As it is written: a moment in UTC, or a day. */
  until: string | undefined;
  weekStart: number;
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
const UNTIL = /^\d{8}(T\d{6}Z?)?$/;

/** A sentence instead, where it cannot be read. */
export function readRule(text: string): Rule | string {
  const [, body = ''] = /^RRULE:(.+)$/i.exec(text.trim()) ?? [];
  if (!body) return `"${text}" is not a recurrence rule.`;
  const parts = new Map(body.toUpperCase().split(';').map(pair));
  const every = FREQUENCIES.find((one) => one === parts.get('FREQ'));
  if (!every) return 'FREQ has to be DAILY, WEEKLY, MONTHLY or YEARLY.';
  const strange = [...parts.keys()].find((name) => !KNOWN.has(name));
  if (strange !== undefined) return `${strange} is not understood in this sandbox.`;
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean).map(readDay);
  const monthDays = (parts.get('BYMONTHDAY') ?? '').split(',').filter(Boolean).map(Number);
  const rule = {
    ...{ every, days: days.filter((day) => day !== undefined), monthDays },
    interval: Number(parts.get('INTERVAL') ?? 1),
    count: parts.has('COUNT') ? Number(parts.get('COUNT')) : undefined,
    until: parts.get('UNTIL'),
    weekStart: DAYS.indexOf(parts.get('WKST') ?? 'MO') + 1,
  };
  return problemWith(rule, days.length) ?? rule;
}

const KNOWN = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'COUNT', 'UNTIL', 'WKST']);

const pair = (part: string): [string, string] => {
  const [name = '', value = ''] = part.split('=');
  return [name.trim(), value.trim()];
};

function readDay(text: string): Rule['days'][number] | undefined {
  const [, nth, name = ''] = /^([+-]?\d)?([A-Z]{2})$/.exec(text) ?? [];
  const day = DAYS.indexOf(name) + 1;
  return day === 0 ? undefined : { day, nth: nth === undefined ? undefined : Number(nth) };
}

function problemWith({ every, interval, days, monthDays, count, until, weekStart }: Rule, daysGiven: number) {
  if (days.length !== daysGiven || weekStart === 0) return 'Days are MO, TU, WE, TH, FR, SA and SU.';
  if (!isWhole(interval) || (count !== undefined && !isWhole(count)))
    return 'INTERVAL and COUNT are whole numbers from 1.';
  if (monthDays.some((day) => !Number.isInteger(day) || day === 0 || Math.abs(day) > 31))
    return 'BYMONTHDAY goes from 1 to 31.';
  if (until !== undefined && !UNTIL.test(until)) return 'UNTIL is written like 20261231T225959Z.';
  if (count !== undefined && until !== undefined) return 'COUNT and UNTIL exclude each other.';
  if (every !== 'MONTHLY' && (monthDays.length > 0 || days.some(({ nth }) => nth !== undefined)))
    return 'A day of the month goes with FREQ=MONTHLY only.';
  if (every === 'YEARLY' && days.length > 0) return 'BYDAY does not go with FREQ=YEARLY in this sandbox.';
  return undefined;
}

const isWhole = (number: number) => Number.isInteger(number) && number >= 1;

/** The days on which it happens, from the first on; without end where the rule has none, but for its UNTIL. */
export function* daysOf(rule: Rule, first: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  let count = 0;
  for (const day of candidates(rule, first)) {
    if (rule.count !== undefined && count >= rule.count) return;
    count += 1;
    yield day;
  }
}

/** The first day is one of them, whatever the rule says: it is when the thing happens first. */
function* candidates(rule: Rule, first: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  yield first;
  for (let step = 0; step < LONGEST; step++) {
    for (const day of daysIn(rule, first, step)) if (Temporal.PlainDate.compare(day, first) > 0) yield day;
  }
}

/** More steps than anybody looks ahead, and an end for rules that never come true. */
const LONGEST = 12_000;

/** In the step-th day, week, month or year of a rule, in order. */
function daysIn({ every, interval, days, monthDays, weekStart }: Rule, first: Temporal.PlainDate, step: number) {
  const steps = step * interval;
  const isWanted = (date: Temporal.PlainDate) => days.length === 0 || days.some(({ day }) => day === date.dayOfWeek);
  switch (every) {
    case 'DAILY':
      return [first.add({ days: steps })].filter(isWanted);
    case 'WEEKLY': {
      const start = first.subtract({ days: (first.dayOfWeek - weekStart + 7) % 7 }).add({ weeks: steps });
      const week = Array.from({ length: 7 }, (_, offset) => start.add({ days: offset }));
      return week.filter((date) => (days.length > 0 ? isWanted(date) : date.dayOfWeek === first.dayOfWeek));
    }
    case 'MONTHLY':
      return daysOfMonth(first.with({ day: 1 }).add({ months: steps }), first, { days, monthDays });
    case 'YEARLY':
      return same(first.with({ day: 1 }).add({ years: steps }), first.day);
  }
}

/** The 31st exists in some months only, and in the others nothing happens. */
const same = (month: Temporal.PlainDate, day: number) => (day <= month.daysInMonth ? [month.with({ day })] : []);

function daysOfMonth(
  month: Temporal.PlainDate,
  first: Temporal.PlainDate,
  { days, monthDays }: Pick<Rule, 'days' | 'monthDays'>,
): Temporal.PlainDate[] {
  if (days.length === 0 && monthDays.length === 0) return same(month, first.day);
  const all = Array.from({ length: month.daysInMonth }, (_, index) => month.with({ day: index + 1 }));
  const onDay = ({ day, daysInMonth }: Temporal.PlainDate) =>
    monthDays.length === 0 || monthDays.some((wanted) => (wanted > 0 ? wanted : daysInMonth + 1 + wanted) === day);
  return all.filter((date) => onDay(date) && (days.length === 0 || days.some((wanted) => isNth(date, wanted))));
}

function isNth({ dayOfWeek, day, daysInMonth }: Temporal.PlainDate, wanted: Rule['days'][number]): boolean {
  if (dayOfWeek !== wanted.day) return false;
  if (wanted.nth === undefined) return true;
  return wanted.nth > 0 ? Math.ceil(day / 7) === wanted.nth : Math.ceil((daysInMonth - day + 1) / 7) === -wanted.nth;
}
