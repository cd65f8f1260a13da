import { z } from 'zod';
import type { Box } from '../box.ts';
import type { CalendarEvent } from '../calendar/event.ts';
import { changedSince, eventAt } from '../calendar/keep.ts';
import { isSeries, occurrenceAt, occurrencesOf } from '../calendar/occurrences.ts';
import { isOn, isPartOf } from '../calendar/people.ts';
import type { Json } from '../shapes.ts';
import { opened } from '../workspace.ts';
import type { Google } from './access.ts';
import { badRequest, GoogleProblem } from './problem.ts';
import { eventShape, gone, occurrenceShape, type View } from './shapes.ts';

/** `events.list`: everything in a calendar, or what has changed there since somebody asked last. */

const flag = z.stringbool().default(false);
/** With an offset, or Google does not take it. */
const moment = z.string().transform((said, context) => {
  try {
    return Temporal.Instant.from(said).epochMilliseconds;
  } catch {
    context.addIssue({ code: 'custom', message: 'Bad Request' });
    return z.NEVER;
  }
});

const listArgs = z.object({
  singleEvents: flag,
  showDeleted: flag,
  timeMin: moment.optional(),
  timeMax: moment.optional(),
  updatedMin: moment.optional(),
  orderBy: z.enum(['startTime', 'updated']).optional(),
  q: z.string().optional(),
  iCalUID: z.string().optional(),
  maxResults: z.coerce.number().int().min(1).default(250),
  pageToken: z.string().optional(),
  syncToken: z.string().optional(),
  timeZone: z.string().optional(),
});
type ListArgs = z.output<typeof listArgs>;

const MOST = 2500;

export function listEvents(box: Box, google: Google, view: View, raw: unknown): Json {
  const parsed = listArgs.safeParse(raw);
  if (!parsed.success) throw badRequest();
  const args = parsed.data;
  mustFit(args);
  const since = args.syncToken === undefined ? undefined : readSync(box, google, args.syncToken);
  const page = args.pageToken === undefined ? undefined : readPage(box, google, args.pageToken);
  const query = since ?? { single: args.singleEvents, min: args.timeMin, max: args.timeMax, version: 0 };
  const shown = { ...view, zone: args.timeZone ?? view.zone };
  const found = since ? newsFor(box, shown, since) : allFor(box, shown, args, query);
  const from = page?.from ?? 0;
  const to = from + Math.min(args.maxResults, MOST);
  const version = page?.version ?? box.workspace.calendar.version;
  return {
    items: found.slice(from, to),
    ...(to < found.length
      ? { nextPageToken: token(box, google, { from: to, version }) }
      : { nextSyncToken: token(box, google, { ...query, version }) }),
  };
}

function mustFit({ syncToken, orderBy, singleEvents, ...rest }: ListArgs): void {
  if (orderBy === 'startTime' && !singleEvents)
    throw badRequest('The requested ordering is not available for the particular query.');
  if (rest.timeMin !== undefined && rest.timeMax !== undefined && rest.timeMax <= rest.timeMin)
    throw new GoogleProblem(400, 'timeRangeEmpty', 'The specified time range is empty.');
  const others = [rest.timeMin, rest.timeMax, rest.updatedMin, rest.q, rest.iCalUID, orderBy];
  if (syncToken !== undefined && others.some((one) => one !== undefined))
    throw badRequest('Sync token cannot be used with these query restrictions.');
}

/** What a list was asked for first is asked for again with its token. */
interface Query {
  single: boolean;
  min: number | undefined;
  max: number | undefined;
  /** The last change it knew of. */
  version: number;
}

function allFor({ workspace }: Box, view: View, args: ListArgs, query: Query): Json[] {
  const events = [...workspace.calendar.events.values()].map(({ event }) => event);
  const kept = events.filter((event) => isWanted(event, args));
  const shown = kept.flatMap((event) => [...resources(view, event, query).values()]);
  const wanted = shown.filter(
    ({ item, updatedAt }) =>
      (item.status !== 'cancelled' || args.showDeleted || (!args.singleEvents && 'recurringEventId' in item)) &&
      (args.updatedMin === undefined || updatedAt >= args.updatedMin),
  );
  if (args.orderBy === 'startTime') wanted.sort((one, other) => one.startsAt - other.startsAt);
  if (args.orderBy === 'updated') wanted.sort((one, other) => one.updatedAt - other.updatedAt);
  return wanted.map(({ item }) => item);
}

function isWanted(event: CalendarEvent, { q, iCalUID }: ListArgs): boolean {
  if (iCalUID !== undefined && event.uid !== iCalUID) return false;
  if (q === undefined) return true;
  const words = [
    event.title,
    event.description,
    event.location,
    ...event.guests.flatMap(({ mail, name }) => [mail, name]),
  ];
  return words.some((text) => text?.toLowerCase().includes(q.toLowerCase()));
}

/** What differs from what was there then; and what was there and is not any more. */
function newsFor({ workspace: { calendar } }: Box, view: View, query: Query): Json[] {
  return changedSince(calendar, query.version).flatMap((event) => {
    const was = eventAt(calendar, event.id, query.version);
    const before = was ? resources(view, was, query) : new Map<string, Resource>();
    const now = resources(view, event, query);
    const fresh = [...now].filter(([id, { item }]) => JSON.stringify(before.get(id)?.item) !== JSON.stringify(item));
    const lost = [...before].filter(([id, { item }]) => !now.has(id) && item.status !== 'cancelled');
    return [...fresh.map(([, { item }]) => item), ...lost.map(([id, { item }]) => goneNow(id, event, item))];
  });
}

function goneNow(id: string, { updated }: CalendarEvent, item: Json): Json {
  const { recurringEventId, originalStartTime } = item;
  return { ...gone(id, updated), ...(recurringEventId === undefined ? {} : { recurringEventId, originalStartTime }) };
}

interface Resource {
  item: Json;
  startsAt: number;
  updatedAt: number;
}

/** An event as entries of one calendar: each time by itself, or the series and what differs from it. By id. */
function resources(view: View, event: CalendarEvent, { single, min, max }: Query): Map<string, Resource> {
  if (!isOn(event, view.mail)) return new Map();
  const times = occurrencesOf(event, min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY);
  const theirs = times.filter((one) => isPartOf(one, view.mail));
  if (theirs.length === 0) return new Map();
  const entries = single ? theirs.map((one) => entry(view, one)) : together(view, event);
  return new Map(entries.map((one) => [String(one.item.id), one]));
}

function together(view: View, event: CalendarEvent): Resource[] {
  const first = occurrenceAt(event, event.start);
  const isAll = isPartOf({ ...first, guests: event.guests }, view.mail);
  const series = isAll ? [{ item: eventShape(view, event), startsAt: first.startsAt, updatedAt: event.updated }] : [];
  if (!isSeries(event) || event.status === 'cancelled') return series;
  const changed = event.changes.map(({ original }) => occurrenceAt(event, original));
  return [...series, ...changed.filter((one) => isPartOf(one, view.mail)).map((one) => entry(view, one))];
}

const entry = (view: View, one: ReturnType<typeof occurrenceAt>): Resource => ({
  item: occurrenceShape(view, one),
  startsAt: one.startsAt,
  updatedAt: Math.max(one.event.updated, one.change?.updated ?? 0),
});

const syncToken = z.object({
  run: z.string(),
  epoch: z.number(),
  single: z.boolean(),
  min: z.number().optional(),
  max: z.number().optional(),
  version: z.number(),
});
const pageToken = z.object({ run: z.string(), epoch: z.number(), from: z.number(), version: z.number() });

const token = (box: Box, { epoch }: Google, what: object): string =>
  Buffer.from(JSON.stringify({ ...what, run: opened(box.workspace).run, epoch })).toString('base64url');

/** A token of another sandbox is none, nor is one from before tokens were said to be good no more. */
function readToken<T extends { run: string; epoch: number; version: number }>(
  box: Box,
  { epoch }: Google,
  schema: z.ZodType<T>,
  text: string,
): T | undefined {
  const { run } = opened(box.workspace);
  try {
    const read = schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    const isGood = read.run === run && read.epoch === epoch && read.version <= box.workspace.calendar.version;
    return isGood ? read : undefined;
  } catch {
    return undefined;
  }
}

function readSync(box: Box, google: Google, text: string): Query {
  const read = readToken(box, google, syncToken, text);
  if (read) return { single: read.single, min: read.min, max: read.max, version: read.version };
  throw new GoogleProblem(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.', {
    location: 'syncToken',
    locationType: 'parameter',
  });
}

function readPage(box: Box, google: Google, text: string) {
  const read = readToken(box, google, pageToken, text);
  if (!read) throw new GoogleProblem(400, 'invalid', 'Invalid page token value.');
  return read;
}
