/** What a person may see and do, as far as Slack last told us. */
export interface Rights {
  role: 'admin' | 'member' | 'guest' | 'outsider' | 'bot';
  name: string;
  active: boolean;
  /** In which they are meant where they say a day. */
  zone: string;
  /** False when Slack could not confirm it in time: then only what is open to every member is shown. */
  fresh: boolean;
}

export interface Viewer {
  ws: string;
  person: string;
  rights: Rights;
}

export interface PersonFacts {
  id: string;
  name: string;
  tz: string;
  role: Rights['role'];
  active: boolean;
}

/** Whoever left is still known by name; a name that is not here is one that Slack has not told us yet. */
export const unmet = 'someone Hypha has not met yet';

export type PersonRef = { id: string } | { name: string };

/** People as they are named, `@maya, ravi` or `<@U024BE7LH|maya>`: each by an id of Slack's, or else by name. */
export const peopleSaid = (said: string): PersonRef[] =>
  said
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => {
      const id = /^<?@?([UW][A-Z0-9]{6,})(?:\|[^>]*)?>?$/.exec(one)?.[1];
      return id ? { id } : { name: one.replace(/^@/, '') };
    });

/**
 * What somebody said while they let Hypha keep it. When it was said counts, by Slack's stamp, and not when it was edited or
 * came in: history shows what was erased for as long as Slack has it. Within the same thousandth it may have been before.
 */
export const letsKeep = (person: { opted_out_at: Date | null; opted_in_at: Date | null }, saidAt: Date): boolean =>
  !person.opted_out_at && (!person.opted_in_at || saidAt > person.opted_in_at);

/** When somebody works, in their own zone: minutes of the day, on days from 1, Monday, to 7. */
export interface Hours {
  days: readonly number[];
  from: number;
  to: number;
}

/** Until somebody says otherwise. */
export const usualHours = '09:00-17:30 Mon-Fri';

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const time = String.raw`(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?`;
const span = new RegExp(String.raw`^(?:from\s+)?${time}\s*(?:-|–|—|to|until)\s*${time}(?:[\s,]+(?:on\s+)?(.+))?$`, 'i');

/** `9-17`, `9:00–17:30 Mon-Thu`, `8am to 4pm Mon, Wed, Fri`. Nothing where it says something else. */
export function readHours(said: string): Hours | undefined {
  const [, fromHour, fromMinute, fromHalf, toHour, toMinute, toHalf, days = 'Mon-Fri'] = span.exec(said.trim()) ?? [];
  const from = minutesOf(fromHour, fromMinute, fromHalf);
  const to = minutesOf(toHour, toMinute, toHalf);
  const on = readDays(days);
  return from !== undefined && to !== undefined && from < to && on ? { days: on, from, to } : undefined;
}

function minutesOf(hour = '', minute = '0', half = ''): number | undefined {
  const said = Number(hour);
  if (half && (said < 1 || said > 12)) return undefined;
  const hours = half ? (said % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : said;
  const minutes = hours * 60 + Number(minute);
  return hour !== '' && Number(minute) < 60 && minutes <= 24 * 60 ? minutes : undefined;
}

function readDays(said: string): number[] | undefined {
  const words = said.trim().toLowerCase();
  if (/^(every ?day|daily)$/.test(words)) return [1, 2, 3, 4, 5, 6, 7];
  if (/^(weekdays|workdays)$/.test(words)) return [1, 2, 3, 4, 5];
  const found = words.split(/(?:\s*,\s*|\s+and\s+)/).map(daysIn);
  if (found.some((days) => days.length === 0)) return undefined;
  return [...new Set(found.flat())].toSorted((a, b) => a - b);
}

function daysIn(words: string): number[] {
  const [first = 0, last = first, more] = words.split(/\s*(?:-|–|—|to)\s*/).map(dayNamed);
  if (more !== undefined || first === 0 || last < first) return [];
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

/** Monday, Mon, Mo; 0 for what is no day. */
const dayNamed = (word: string): number =>
  word.length < 2 ? 0 : fullNames.findIndex((name) => name.startsWith(word)) + 1;
const fullNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** As it is kept and shown: `09:00-17:30 Mon-Fri`. */
export const hoursText = ({ days, from, to }: Hours): string => `${clock(from)}-${clock(to)} ${runs(days).join(', ')}`;

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function runs(days: readonly number[]): string[] {
  const starts = days.filter((day) => !days.includes(day - 1));
  return starts.map((start) => {
    let end = start;
    while (days.includes(end + 1)) end++;
    return [...new Set([dayNames[start - 1], dayNames[end - 1]])].join('-');
  });
}

/** Rights confirmed longer ago than this are asked for again. */
export const rightsKeptMs = 60_000;

export const mayWrite = (rights: Rights): boolean =>
  rights.active && (rights.role === 'admin' || rights.role === 'member');
