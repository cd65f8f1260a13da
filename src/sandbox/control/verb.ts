import type { z } from 'zod';
import type { Box } from '../box.ts';
import type { Courier } from '../courier.ts';
import { openDirect } from '../direct.ts';
import type { Message, Person } from '../facts.ts';
import type { Google } from '../google/access.ts';
import type { Json } from '../shapes.ts';
import type { SocketHub } from '../socket.ts';
import type { Time } from '../time/time.ts';
import type { Transport } from '../transport.ts';
import type { Access } from '../web-api/call.ts';
import { findPerson, findRoom, type Room } from '../workspace.ts';

/** What the control API works with: the box, and the ways to the app. */
export interface Desk {
  readonly box: Box;
  readonly courier: Courier;
  readonly transport: Transport;
  readonly hub: SocketHub;
  readonly access: Access;
  readonly time: Time;
  readonly google: Google;
  /** What people have picked in messages so far, by person and message; Slack's clients keep this too. */
  readonly picked: Map<string, Record<string, Record<string, Json & { type: string }>>>;
}

/** Something a person cannot do in Slack, or not now. */
export class Impossible extends Error {
  readonly error: string;

  constructor(error: string, sentence: string) {
    super(sentence);
    this.error = error;
  }
}

export interface Verb {
  run(desk: Desk, raw: unknown): Json | Promise<Json>;
}

export function verb<Args>(args: z.ZodType<Args>, run: (desk: Desk, args: Args) => Json | Promise<Json>): Verb {
  return { run: (desk, raw) => run(desk, args.parse(raw)) };
}

export function personNamed(box: Box, reference: string): Person {
  const person = findPerson(box.workspace, reference);
  if (!person) throw new Impossible('no_such_person', `There is nobody called ${reference} here.`);
  return person;
}

/** Who does something: nobody who was deactivated. */
export function personActing(box: Box, reference: string): Person {
  const person = personNamed(box, reference);
  if (person.deleted)
    throw new Impossible('account_inactive', `${person.name} was deactivated and can do nothing here.`);
  return person;
}

/** `eng`, `#eng` or an id; `@ravi` is the DM with Ravi, opened if need be. */
export function roomFor(box: Box, person: Person, reference: string): Room {
  if (reference.startsWith('@'))
    return openDirect(
      box,
      reference
        .split(',')
        .map((one) => personNamed(box, one.trim()).id)
        .concat(person.id),
    ).room;
  const room = findRoom(box.workspace, reference);
  if (!room || !maySee(person, room))
    throw new Impossible('channel_not_found', `${person.name} sees no channel called ${reference}.`);
  return room;
}

export function joinedRoomFor(box: Box, person: Person, reference: string): Room {
  const room = roomFor(box, person, reference);
  if (!room.members.has(person.id)) throw new Impossible('not_in_channel', `${person.name} is not in ${reference}.`);
  if (room.channel.archived) throw new Impossible('is_archived', `${reference} is archived.`);
  return room;
}

/** Guests see only the channels they are in; everyone else sees public ones too. */
export function maySee(person: Person, room: Room): boolean {
  const full = person.role === 'owner' || person.role === 'admin' || person.role === 'member';
  return room.members.has(person.id) || (full && room.channel.kind === 'public');
}

export function messageIn(room: Room, ts: string): Message {
  const message = room.messages.get(ts);
  if (!message) throw new Impossible('message_not_found', `There is no message ${ts} in that channel.`);
  return message;
}
