/** Times as a person reads them: in their own zone, by the 24-hour clock. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = safeFormat(zone, options);
  formats.set(key, made);
  return made;
}

function safeFormat(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  }
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

export function clockTime(ms: number, zone: string): string {
  return formatOf(zone, 'clock', CLOCK).format(ms);
}

export function fullTime(ms: number, zone: string): string {
  return formatOf(zone, 'full', { dateStyle: 'full', timeStyle: 'short' }).format(ms);
}

/** Tue 17 Nov */
export function shortDay(ms: number, zone: string): string {
  return formatOf(zone, 'short day', { weekday: 'short', day: 'numeric', month: 'short' }).format(ms).replace(',', '');
}

/** Tuesday 17 November */
export function longDay(ms: number, zone: string): string {
  return formatOf(zone, 'long day', { weekday: 'long', day: 'numeric', month: 'long' }).format(ms).replace(',', '');
}

/** Tuesday 17 November, 09:30 */
export function dayAndTime(ms: number, zone: string): string {
  return `${longDay(ms, zone)}, ${clockTime(ms, zone)}`;
}

/** today, 09:30 · Wed, 09:30, and where it is further off Wed 25 Nov, 09:30 */
export function comingTime(ms: number, zone: string, now: number): string {
  const day = dayOf(ms, zone);
  if (day === dayOf(now, zone)) return `today, ${clockTime(ms, zone)}`;
  const isNear = ms - now < 6 * DAY;
  return `${isNear ? formatOf(zone, 'near day', { weekday: 'short' }).format(ms) : shortDay(ms, zone)}, ${clockTime(ms, zone)}`;
}

/** 2026-11-21, in that zone. */
export function dayOf(ms: number, zone: string): string {
  const parts = formatOf(zone, 'day', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

const DAY = 86_400_000;

/** Today, Yesterday, or the day. */
export function dayName(ms: number, zone: string, now: number): string {
  const day = dayOf(ms, zone);
  if (day === dayOf(now, zone)) return 'Today';
  if (day === dayOf(now - DAY, zone)) return 'Yesterday';
  const sameYear = day.slice(0, 4) === dayOf(now, zone).slice(0, 4);
  const options = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return formatOf(zone, sameYear ? 'weekday' : 'year', sameYear ? options : { ...options, year: 'numeric' }).format(ms);
}

/** "2 hours ago", for threads and the like. */
export function ago(ms: number, now: number): string {
  const minutes = Math.max(0, Math.round((now - ms) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return count(minutes, 'minute');
  if (minutes < 24 * 60) return count(Math.round(minutes / 60), 'hour');
  return count(Math.round(minutes / (24 * 60)), 'day');
}

function count(many: number, unit: string): string {
  return `${many} ${unit}${many === 1 ? '' : 's'} ago`;
}

export function msOf(ts: string): number {
  return Number(ts) * 1000 || 0;
}

const TOKENS: Record<string, Intl.DateTimeFormatOptions> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  date_short: { day: 'numeric', month: 'short', year: 'numeric' },
  date_long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  date_slash: { day: '2-digit', month: '2-digit', year: 'numeric' },
  time: CLOCK,
  time_secs: { ...CLOCK, second: '2-digit' },
  day_divider_pretty: { weekday: 'long', day: 'numeric', month: 'long' },
};

/** A date in Slack's template language; `fallback` where the template means nothing. */
export function templateDate(
  { seconds, format, fallback }: { seconds: number; format: string; fallback: string },
  zone: string,
  now: number,
): string {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8e12) return fallback;
  const ms = seconds * 1000;
  const told = format.replace(/\{(\w+)\}/g, (whole, name: string) => token(name, ms, zone, now) ?? whole);
  return told.includes('{') ? fallback || told : told;
}

function token(name: string, ms: number, zone: string, now: number): string | undefined {
  if (name === 'ago') return ago(ms, now);
  const pretty = name.endsWith('_pretty') && name !== 'day_divider_pretty';
  const near = dayName(ms, zone, now);
  if (pretty && (near === 'Today' || near === 'Yesterday')) return near;
  const options = TOKENS[pretty ? name.slice(0, -'_pretty'.length) : name];
  if (name === 'date_num') return dayOf(ms, zone);
  return options && formatOf(zone, name, options).format(ms);
}

/** A moment as a clock on the wall there shows it, in the form that a field for date and time has: 2026-11-21T09:15. */
export function wallTime(ms: number, zone: string): string {
  return `${dayOf(ms, zone)}T${clockTime(ms, zone)}`;
}

/** The moment at which a clock on the wall there shows this. */
export function momentOf(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return asUtc;
  const ahead = (ms: number) => Date.parse(`${wallTime(ms, zone)}Z`) - Math.floor(ms / 60_000) * 60_000;
  const near = asUtc - ahead(asUtc);
  // Once more: between the two the clocks may have been changed.
  return asUtc - ahead(near);
}
