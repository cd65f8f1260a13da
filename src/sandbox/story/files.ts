import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Moment, moment } from './moment.ts';
import { type Happening, readWeek } from './week.ts';

const person = z.strictObject({
  name: z.string(),
  title: z.string(),
  zone: z.string(),
  role: z.enum(['owner', 'admin', 'member', 'guest', 'outsider']).default('member'),
  company: z.string().optional(),
  manager: z.string().optional(),
  hours: z.string().optional(),
  left: moment.optional(),
});

const channel = z.strictObject({
  kind: z.enum(['public', 'private']),
  members: z.union([z.literal('all'), z.array(z.string())]),
  topic: z.string().default(''),
  purpose: z.string().default(''),
  /** The other company, where one shares the channel. */
  shared: z.string().optional(),
});

/** What somebody types once the app is there to hear it. */
const typed = z.strictObject({ by: z.string(), in: z.string(), types: z.string().startsWith('/') });

const team = z.strictObject({
  company: z.string(),
  domain: z.string(),
  zone: z.string(),
  people: z.record(z.string(), person),
  channels: z.record(z.string(), channel),
  groups: z.record(z.string(), z.array(z.string())).default({}),
  dms: z.array(z.array(z.string())).default([]),
  opening: z.array(typed).default([]),
});

const change = z.strictObject({
  on: moment,
  moved: moment.optional(),
  cancelled: z.boolean().default(false),
  declined: z.array(z.string()).default([]),
});

const meeting = z.strictObject({
  id: z.string(),
  title: z.string(),
  with: z.array(z.string()),
  guests: z.array(z.email()).default([]),
  at: moment,
  minutes: z.number().int().positive(),
  repeats: z.enum(['weekly', 'every 2 weeks', 'weekdays']).optional(),
  until: z
    .string()
    .regex(/^week \d+$/)
    .optional(),
  agenda: z.string().default(''),
  channel: z.string().optional(),
  changes: z.array(change).default([]),
});
export type Meeting = z.output<typeof meeting>;

/** A company, what is said in it over some weeks, and its calendars. What is true of it stands beside, for tests only. */
export interface Story extends z.output<typeof team> {
  /** In the order they happen. */
  happenings: Happening[];
  meetings: Meeting[];
}

export function readStory(folder: string): Story {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const weeks = readdirSync(folder)
    .filter((name) => /^week-\d+\.md$/.test(name))
    .sort((one, other) => Number.parseInt(one.slice(5), 10) - Number.parseInt(other.slice(5), 10));
  let count = 0;
  const spoken = weeks.flatMap((name) => {
    const week = readWeek(name, read(name), count);
    count += week.filter(({ is }) => is === 'said').length;
    return week;
  });
  const cast = team.parse(parse(read('team.yaml')));
  const meetings = z.array(meeting).parse(parse(read('meetings.yaml')));
  const told = [...spoken, ...departures(cast.people)].sort((one, other) => order(one.at) - order(other.at));
  return { ...cast, meetings, happenings: told };
}

function departures(people: Story['people']): Happening[] {
  return Object.entries(people).flatMap(([by, { left }]) =>
    left ? [{ is: 'departed', at: left, place: '', by }] : [],
  );
}

const order = ({ day, minute }: Moment): number => day * 24 * 60 + minute;
