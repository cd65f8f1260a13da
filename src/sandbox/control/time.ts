import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Person } from '../facts.ts';
import type { Json } from '../shapes.ts';
import { happened } from '../time/happened.ts';
import { nextMeeting, nextMorning } from '../time/next.ts';
import { type Desk, Impossible, personNamed, type Verb, verb } from './verb.ts';

/** The clock as people see it: it stands still, goes on, and is moved forward through all that happens on the way. */
export const time: Record<string, Verb> = {
  time: verb(z.object({ person: z.string().optional() }), (desk, { person }) =>
    timeNow(desk, person === undefined ? undefined : personNamed(desk.box, person)),
  ),
  happened: verb(z.object({ person: z.string() }), ({ box }, args) => {
    const { walk, walked } = box.workspace;
    const between = walk ? { from: walk.from, to: box.clock.now() } : walked;
    return { happened: between ? { ...happened(box, personNamed(box, args.person), between) } : null };
  }),
  pause: verb(z.object({}), async (desk) => {
    await desk.time.pause();
    return timeNow(desk);
  }),
  'go-on': verb(z.object({}), async (desk) => {
    await desk.time.goOn();
    return timeNow(desk);
  }),
  walk: verb(
    z.object({
      /** A time, a length like `1h` or `6w`, or what to go to. */
      to: z.string(),
      person: z.string().optional(),
      /** Whether time stands once it has come there; if left out, as it did before. */
      stand: z.boolean().optional(),
      /** Answers only when it has come there. */
      wait: z.boolean().default(false),
    }),
    async (desk, { to, person, stand, wait }) => {
      const walking = begin(
        desk,
        goal(desk.box, to, person === undefined ? undefined : personNamed(desk.box, person)),
        stand,
      );
      if (wait) await walking;
      return timeNow(desk);
    },
  ),
  'stop-walk': verb(z.object({}), (desk) => {
    desk.time.stop();
    return timeNow(desk);
  }),
  /** Where the product itself is reached, and with which token: its clock is moved with this one. */
  product: verb(z.object({ url: z.url(), token: z.string() }), async (desk, { url, token }) => {
    await desk.time.attach(url, token);
    return timeNow(desk);
  }),
};

function begin({ box, time }: Desk, to: number, stand: boolean | undefined): Promise<void> {
  if (time.moving()) throw new Impossible('busy', 'Time is being moved already: stop that first.');
  if (to <= box.clock.now()) throw new Impossible('already_past', 'That is past already, and time only goes forward.');
  if (to > box.clock.now() + FAR_MS) throw new Impossible('too_far', 'Time is moved by a year at most.');
  return time.walk(to, stand);
}

const FAR_MS = 366 * 24 * 60 * 60_000;
const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function goal(box: Box, said: string, person: Person | undefined): number {
  const [, length, unit = ''] = /^(\d{1,4})([mhdw])$/.exec(said) ?? [];
  if (length !== undefined) return box.clock.now() + Number(length) * (UNITS[unit] ?? 0);
  if (said === 'next morning') return nextMorning(box.clock.now(), zoneOf(box, person));
  if (said === 'next meeting') return meetingOf(box, person).startsAt;
  try {
    return Temporal.Instant.from(said).epochMilliseconds;
  } catch {
    throw new Impossible(
      'no_such_time',
      `"${said}" is no time: say 1h, 6w, next morning, next meeting or 2026-12-01T09:00:00Z.`,
    );
  }
}

function meetingOf(box: Box, person: Person | undefined) {
  if (!person) throw new Impossible('whose_meeting', 'Say whose next meeting.');
  const meeting = nextMeeting(box, person);
  if (!meeting) throw new Impossible('no_meeting', `Nothing stands in ${person.real_name}'s calendar.`);
  return meeting;
}

function timeNow(desk: Desk, person?: Person): Json {
  const { box, time } = desk;
  const { walk, walked } = box.workspace;
  const meeting = person && nextMeeting(box, person);
  return {
    now: box.clock.now(),
    stands: box.clock.stands() !== undefined,
    zone: storyZone(box),
    walk: walk ? { ...walk, waiting: time.waiting() } : null,
    walked: walked ?? null,
    problem: time.problem(),
    morning: nextMorning(box.clock.now(), zoneOf(box, person)),
    meeting: meeting ? { id: meeting.id, title: meeting.title, start: meeting.startsAt } : null,
  };
}

const zoneOf = (box: Box, person: Person | undefined): string => person?.tz ?? storyZone(box);

/** The zone that a story is told in; without one, that of whoever is first. */
function storyZone({ workspace }: Box): string {
  if (workspace.story) return workspace.story.zone;
  return [...workspace.people.values()].find(({ role }) => role !== 'bot')?.tz ?? 'UTC';
}
