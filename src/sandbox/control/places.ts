import { z } from 'zod';
import type { Box } from '../box.ts';
import { type Fact, role } from '../facts.ts';
import { newId } from '../ids.ts';
import { changeChannel, createChannel, join, leave, nameProblem } from '../membership.ts';
import { channelShape, userShape } from '../shapes.ts';
import { opened } from '../workspace.ts';
import { Impossible, personNamed, roomFor, type Verb, verb } from './verb.ts';

const here = { person: z.string(), channel: z.string() };

/** Who is where: joining, leaving, inviting, making and changing channels and people. */
export const places: Record<string, Verb> = {
  join: verb(z.object(here), ({ box }, args) => {
    const person = personNamed(box, args.person);
    const room = roomFor(box, person, args.channel);
    if (room.channel.kind !== 'public') throw new Impossible('cant_join', 'Private channels are joined by invitation.');
    if (!room.members.has(person.id)) join(box, room, person.id);
    return { channel: room.channel.id };
  }),
  leave: verb(z.object(here), ({ box }, args) => {
    const person = personNamed(box, args.person);
    const room = roomFor(box, person, args.channel);
    if (room.members.has(person.id)) leave(box, room, person.id);
    return { channel: room.channel.id };
  }),
  invite: verb(z.object({ ...here, who: z.string() }), ({ box }, args) => {
    const person = personNamed(box, args.person);
    const room = roomFor(box, person, args.channel);
    if (!room.members.has(person.id)) throw new Impossible('not_in_channel', 'Only members invite others.');
    const invited = personNamed(box, args.who);
    if (!room.members.has(invited.id)) join(box, room, invited.id, person.id);
    return { channel: room.channel.id };
  }),
  remove: verb(z.object({ ...here, who: z.string() }), ({ box }, args) => {
    const room = roomFor(box, personNamed(box, args.person), args.channel);
    const removed = personNamed(box, args.who);
    if (room.members.has(removed.id)) leave(box, room, removed.id);
    return { channel: room.channel.id };
  }),
  dm: verb(z.object({ person: z.string(), with: z.array(z.string()).min(1) }), ({ box }, args) => {
    const person = personNamed(box, args.person);
    const room = roomFor(box, person, args.with.map((one) => `@${one.replace(/^@/, '')}`).join(','));
    return { channel: room.channel.id };
  }),
  'create-channel': verb(
    z.object({ person: z.string(), name: z.string(), private: z.boolean().default(false) }),
    ({ box }, args) => {
      const wrong = nameProblem(box, args.name);
      if (wrong) throw new Impossible(wrong, `A channel cannot be called ${args.name}: ${wrong}.`);
      return { channel: createChannel(box, args.name, args.private, personNamed(box, args.person).id).id };
    },
  ),
  'change-channel': verb(
    z.object({
      ...here,
      change: z.enum(['rename', 'topic', 'purpose', 'archive', 'unarchive', 'to_private']),
      value: z.string().default(''),
    }),
    ({ box }, { change, value, ...args }) => {
      const person = personNamed(box, args.person);
      const room = roomFor(box, person, args.channel);
      if (change === 'rename') changeChannel(box, room, person.id, { change, name: value });
      else if (change === 'topic' || change === 'purpose') changeChannel(box, room, person.id, { change, value });
      else changeChannel(box, room, person.id, { change });
      return { channel: channelShape(box.workspace, room, person.id) };
    },
  ),
  person: verb(
    z.object({
      name: z.string(),
      real_name: z.string().optional(),
      role: role.optional(),
      title: z.string().optional(),
      tz: z.string().optional(),
      deleted: z.boolean().optional(),
      presence: z.enum(['active', 'away']).optional(),
      dnd: z.object({ start: z.number(), end: z.number() }).optional(),
    }),
    ({ box }, args) => ({ user: putPerson(box, args) }),
  ),
  people: verb(z.object({}), ({ box }) => {
    const now = box.clock.now();
    return {
      team: opened(box.workspace).team,
      people: [...box.workspace.people.values()].map((person) => userShape(box.workspace, person, now)),
    };
  }),
};

interface PersonChange {
  name: string;
  real_name?: string | undefined;
  [field: string]: unknown;
}

/** A new person, or a change to a known one. */
function putPerson(box: Box, change: PersonChange): Record<string, unknown> {
  const known = [...box.workspace.people.values()].find(({ name }) => name === change.name);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const at = box.stamp();
  const blank = {
    id: newId('U', 10),
    real_name: change.name,
    role: 'member',
    title: '',
    tz: 'Europe/Amsterdam',
    deleted: false,
    presence: 'active',
  } as const;
  const person = { ...(known ?? blank), ...given, name: change.name, updated: Math.floor(box.clock.now() / 1000) };
  const fact: Fact = { kind: 'person', person, at };
  box.commit(fact);
  return userShape(box.workspace, person, box.clock.now());
}
