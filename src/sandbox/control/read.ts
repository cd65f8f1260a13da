import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Message, Person } from '../facts.ts';
import { channelShape, historyShape, type Json, messageShape, viewShape } from '../shapes.ts';
import { homeOf, type Room, repliesTo, topModal, whispersTo } from '../workspace.ts';
import { maySee, personNamed, roomFor, type Verb, verb } from './verb.ts';

/** What a person sees. */
export const read: Record<string, Verb> = {
  sees: verb(
    z.object({ person: z.string(), channel: z.string(), limit: z.number().int().positive().default(200) }),
    ({ box }, args) => {
      const person = personNamed(box, args.person);
      const room = roomFor(box, person, args.channel);
      return { channel: channelShape(box.workspace, room, person.id), messages: seenIn(box, person, room, args.limit) };
    },
  ),
  channels: verb(z.object({ person: z.string() }), ({ box }, args) => {
    const person = personNamed(box, args.person);
    const rooms = [...box.workspace.rooms.values()].filter((room) => maySee(person, room));
    return { channels: rooms.map((room) => channelShape(box.workspace, room, person.id)) };
  }),
  modal: verb(z.object({ person: z.string() }), ({ box }, args) => {
    const modal = topModal(box.workspace, personNamed(box, args.person).id);
    return { view: modal ? viewShape(box.workspace, modal) : null };
  }),
  home: verb(z.object({ person: z.string() }), ({ box }, args) => {
    const home = homeOf(box.workspace, personNamed(box, args.person).id);
    return { view: home ? viewShape(box.workspace, home) : null };
  }),
};

function seenIn(box: Box, person: Person, room: Room, limit: number): Json[] {
  const whispers = [...whispersTo(box.workspace, person.id, room.channel.id).values()];
  const spoken = room.timeline.slice(-limit).flatMap((ts) => shown(box, room, ts, whispers));
  const aside = whispers.filter(({ thread_ts }) => thread_ts === undefined).map((whisper) => whispered(box, whisper));
  return [...spoken, ...aside].sort((a, b) => (String(a.ts) < String(b.ts) ? -1 : 1));
}

function shown(box: Box, room: Room, ts: string, whispers: readonly Message[]): Json[] {
  const message = room.messages.get(ts);
  if (!message) return [];
  const replies = repliesTo(room, ts).flatMap((reply) => {
    const found = room.messages.get(reply);
    return found ? [named(box, found, historyShape(box.workspace, room, found, true))] : [];
  });
  const inThread = whispers.filter(({ thread_ts }) => thread_ts === ts).map((whisper) => whispered(box, whisper));
  return [
    { ...named(box, message, historyShape(box.workspace, room, message, true)), replies: [...replies, ...inThread] },
  ];
}

function whispered(box: Box, whisper: Message): Json {
  return { ...named(box, whisper, messageShape(box.workspace, whisper, true)), is_ephemeral: true, replies: [] };
}

function named(box: Box, message: Message, shape: Json): Json {
  return {
    ...shape,
    channel: message.channel,
    by: box.workspace.people.get(message.user ?? '')?.name ?? message.user ?? '',
  };
}
