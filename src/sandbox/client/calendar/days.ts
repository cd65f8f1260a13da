/** Days by their dates, whatever the zone: 2026-11-17. */

const DAY_MS = 86_400_000;
const NAMED = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const SHORT = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

const msOf = (day: string): number => Date.parse(`${day}T00:00Z`);

export function addDays(day: string, many: number): string {
  return new Date(msOf(day) + many * DAY_MS).toISOString().slice(0, 10);
}

/** Monday to Sunday. */
export function weekAround(day: string): string[] {
  const monday = addDays(day, -((new Date(msOf(day)).getUTCDay() + 6) % 7));
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

export function isDay(day: string): boolean {
  return !Number.isNaN(msOf(day));
}

/** Tuesday 17 November */
export function dayTitle(day: string): string {
  return NAMED.format(msOf(day)).replace(',', '');
}

/** Tue 17 */
export function dayHead(day: string): string {
  return SHORT.format(msOf(day)).replace(',', '');
}

/** 16 – 22 November 2026 */
export function weekTitle(days: readonly string[]): string {
  return DATE.formatRange(msOf(days[0] ?? ''), msOf(days.at(-1) ?? ''));
}
