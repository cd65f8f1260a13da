import { z } from 'zod';
import type { Box } from '../box.ts';
import { secondsOf } from '../clock.ts';
import { companyNamed } from '../companies.ts';
import { aboutPerson, type Person, type UserGroup } from '../facts.ts';
import { newId, readableId } from '../ids.ts';
import { groupShape, userShape } from '../people-shapes.ts';
import type { Json } from '../shapes.ts';
import { findGroup, findPerson, opened } from '../workspace.ts';
import { Impossible, personActing, personNamed, type Verb, verb } from './verb.ts';

const about = z.object(aboutPerson).partial();
type About = z.infer<typeof about>;

/** Who there is, and what they say of themselves: status, presence, quiet hours, groups; coming and going for good. */
export const people: Record<string, Verb> = {
  /** A new person, or a change to a known one. `company` makes an outsider of them; `manager` is a name. */
  person: verb(about.extend({ name: z.string(), company: z.string().optional() }), ({ box }, args) => {
    const { name, company, manager, ...given } = args;
    const outside = company === undefined ? {} : { role: 'outsider' as const, team_id: companyNamed(box, company).id };
    const reports = manager === undefined ? {} : { manager: personNamed(box, manager).id };
    return { user: put(box, name, { ...given, ...reports, ...outside }) };
  }),
  people: verb(z.object({}), ({ box }) => {
    const now = box.clock.now();
    return {
      team: opened(box.workspace).team,
      people: [...box.workspace.people.values()].map((person) => userShape(box.workspace, person, now)),
    };
  }),
  /** Without words or emoji the status is cleared; `minutes` is for how long. */
  status: verb(
    z.object({
      person: z.string(),
      text: z.string().max(100).default(''),
      emoji: z.string().default(''),
      minutes: z.number().positive().optional(),
    }),
    ({ box }, { person, ...status }) => ({ user: setStatus(box, personActing(box, person), status) }),
  ),
  presence: verb(z.object({ person: z.string(), presence: aboutPerson.presence }), ({ box }, { person, presence }) => ({
    user: setPresence(box, personActing(box, person), presence),
  })),
  /** Do not disturb for so many minutes, or no longer. */
  dnd: verb(z.object({ person: z.string(), minutes: z.number().nonnegative() }), ({ box }, { person, minutes }) => ({
    user: keepQuiet(box, personActing(box, person), minutes),
  })),
  deactivate: verb(z.object({ person: z.string(), who: z.string() }), ({ box }, { person, who }) => {
    checkAdmin(box, person, 'deactivates people');
    return { user: put(box, personNamed(box, who).name, { deleted: true }) };
  }),
  reactivate: verb(z.object({ person: z.string(), who: z.string() }), ({ box }, { person, who }) => {
    checkAdmin(box, person, 'lets people back in');
    return { user: put(box, personNamed(box, who).name, { deleted: false }) };
  }),
  /** A new user group, or a known one with other people in it or another name. */
  group: verb(
    z.object({
      person: z.string(),
      handle: z.string().regex(/^[a-z0-9._-]+$/),
      name: z.string().optional(),
      description: z.string().optional(),
      users: z.array(z.string()).optional(),
      deleted: z.boolean().optional(),
    }),
    ({ box }, { person, users, ...given }) => {
      const by = personActing(box, person);
      const ids = users && { users: users.map((one) => personNamed(box, one).id) };
      return { group: putGroup(box, by, { ...given, ...ids }) };
    },
  ),
};

interface Status {
  text: string;
  emoji: string;
  minutes?: number | undefined;
}

export function setStatus(box: Box, { name }: Person, { text, emoji, minutes }: Status): Json {
  const expires = minutes === undefined ? 0 : secondsOf(box.clock) + minutes * 60;
  const shown = emoji === '' ? ':speech_balloon:' : `:${emoji.replaceAll(':', '')}:`;
  return put(box, name, { status: text === '' && emoji === '' ? undefined : { text, emoji: shown, expires } });
}

export function setPresence(box: Box, { name }: Person, presence: Person['presence']): Json {
  return put(box, name, { presence });
}

export function keepQuiet(box: Box, { name }: Person, minutes: number): Json {
  const start = secondsOf(box.clock);
  return put(box, name, { dnd: minutes === 0 ? undefined : { start, end: start + minutes * 60 } });
}

function checkAdmin(box: Box, name: string, what: string): void {
  const { role } = personActing(box, name);
  if (role !== 'owner' && role !== 'admin') throw new Impossible('no_permission', `Only an admin ${what}.`);
}

type Change = { [field in keyof About]?: About[field] | undefined } & { team_id?: string };

/** What is given as undefined is taken away. */
function put(box: Box, name: string, given: Change): Json {
  const all = { ...findPerson(box.workspace, name), ...given, updated: secondsOf(box.clock) };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const person: Person = { ...newcomer(name), ...kept };
  box.commit({ kind: 'person', person, at: box.stamp() });
  return userShape(box.workspace, person, box.clock.now());
}

function newcomer(name: string): Person {
  const unknown = { title: '', tz: 'Europe/Amsterdam', deleted: false, presence: 'active' as const, updated: 0 };
  return { ...unknown, id: newId('U', 10), name, real_name: name, role: 'member' };
}

function putGroup(box: Box, by: Person, given: { handle: string; [field: string]: unknown }): Record<string, unknown> {
  const known = findGroup(box.workspace, given.handle);
  const now = secondsOf(box.clock);
  const blank = { name: given.handle, description: '', users: [], deleted: false, created: now };
  const whole = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const group: UserGroup = {
    ...(known ?? { ...blank, id: readableId('S0', given.handle), handle: given.handle }),
    ...whole,
    by: by.id,
    updated: now,
  };
  box.commit({ kind: 'group', group, at: box.stamp() });
  return groupShape(box.workspace, group, true);
}
