import { z } from 'zod';
import { companyNamed } from '../companies.ts';
import type { ChannelChange } from '../membership.ts';
import { channelShape } from '../shapes.ts';
import { changeRoom, deleteRoom, inviteTo, joinRoom, leaveRoom, makeChannel, removeFrom } from './conduct.ts';
import { type Desk, personActing, personNamed, roomFor, type Verb, verb } from './verb.ts';

const here = { person: z.string(), channel: z.string() };
type Here = { person: string; channel: string };

/** Who is where: joining, leaving, inviting, making, changing and sharing channels. */
export const places: Record<string, Verb> = {
  join: verb(z.object(here), (desk, args) => {
    const { box, person, room } = standing(desk, args);
    joinRoom(box, person, room);
    return { channel: room.channel.id };
  }),
  leave: verb(z.object(here), (desk, args) => {
    const { box, person, room } = standing(desk, args);
    leaveRoom(box, person, room);
    return { channel: room.channel.id };
  }),
  invite: verb(z.object({ ...here, who: z.string() }), (desk, args) => {
    const { box, person, room } = standing(desk, args);
    inviteTo(box, room, person, personNamed(box, args.who));
    return { channel: room.channel.id };
  }),
  remove: verb(z.object({ ...here, who: z.string() }), (desk, args) => {
    const { box, person, room } = standing(desk, args);
    removeFrom(box, room, person, personNamed(box, args.who));
    return { channel: room.channel.id };
  }),
  dm: verb(z.object({ person: z.string(), with: z.array(z.string()).min(1) }), ({ box }, args) => {
    const person = personActing(box, args.person);
    const room = roomFor(box, person, args.with.map((one) => `@${one.replace(/^@/, '')}`).join(','));
    return { channel: room.channel.id };
  }),
  'create-channel': verb(
    z.object({ person: z.string(), name: z.string(), private: z.boolean().default(false) }),
    ({ box }, args) => ({ channel: makeChannel(box, personActing(box, args.person), args.name, args.private).id }),
  ),
  'change-channel': verb(
    z.object({
      ...here,
      change: z.enum(['rename', 'topic', 'purpose', 'archive', 'unarchive', 'to_private']),
      value: z.string().default(''),
    }),
    (desk, { change, value, ...args }) => changed(desk, args, wanted(change, value)),
  ),
  'share-channel': verb(z.object({ ...here, with: z.string() }), (desk, { with: company, ...args }) =>
    changed(desk, args, { change: 'share', team: companyNamed(desk.box, company).id }),
  ),
  'unshare-channel': verb(z.object({ ...here, with: z.string() }), (desk, { with: company, ...args }) =>
    changed(desk, args, { change: 'unshare', team: companyNamed(desk.box, company).id }),
  ),
  'delete-channel': verb(z.object(here), (desk, args) => {
    const { box, person, room } = standing(desk, args);
    deleteRoom(box, room, person);
    return {};
  }),
};

function standing({ box }: Desk, { person: name, channel }: Here) {
  const person = personActing(box, name);
  return { box, person, room: roomFor(box, person, channel) };
}

function changed(desk: Desk, args: Here, change: ChannelChange) {
  const { box, person, room } = standing(desk, args);
  changeRoom(box, room, person, change);
  return { channel: channelShape(box.workspace, room, person.id) };
}

function wanted(change: Exclude<ChannelChange['change'], 'share' | 'unshare'>, value: string): ChannelChange {
  if (change === 'rename') return { change, name: value };
  return change === 'topic' || change === 'purpose' ? { change, value } : { change };
}
