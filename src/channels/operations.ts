import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Writing } from '../context.ts';
import { hour } from '../edges/clock.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import type { Viewer } from '../people/rules.ts';
import { joined, joinedAnswer, left } from './blocks.ts';
import { isDirectMessage, listensStill, mayHost, whoDecides, whyNotIn } from './rules.ts';
import { awaitNotice, type Channel, isMember, placeNamed, standingIn, stopReading } from './store.ts';

const channel = z.string().min(1).max(100).meta({ description: 'The channel, as #name.', place: true });

export const joinChannel = defineOperation({
  name: 'channel.join',
  phrase: 'join',
  summary: 'Let Hypha read a channel, from when it has said so there.',
  kind: 'write',
  access: 'member',
  input: z.object({ channel }),
  output: z.object({ channel: z.string(), name: z.string(), shared: z.boolean(), already: z.boolean() }),
  words: ['channel'],
  subject: ({ channel }) => channel,
  async run({ trx, actor, rights, now, send }, input) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    if (isDirectMessage(input.channel))
      throw new Refusal('invalid', 'Direct messages are not read. Name a channel, as #name.', 'channel');
    const place = await placeNamed(trx, viewer, input.channel);
    await mustBeFree(trx, place, viewer);
    const standing = await standingIn(trx, actor.ws, place.id);
    const { id, name, shared } = place;
    if (standing !== 'outside') return { channel: id, name, shared, already: standing === 'reading' };
    const notice = await send({
      key: `joined:${place.id}:${randomUUID()}`,
      kind: 'post',
      to: place.id,
      card: joined(place, rights.name, listensStill(place, now)),
      why: 'A channel is told when it is read.',
      subject: place.id,
      asked: true,
      audience: [place.id],
      goodForMs: 24 * hour,
    });
    await awaitNotice(trx, actor.ws, place.id, { host: actor.person, notice });
    return { channel: id, name, shared, already: false };
  },
  show: joinedAnswer,
});

export const leaveChannel = defineOperation({
  name: 'channel.leave',
  phrase: 'leave',
  summary: 'Stop reading a channel.',
  kind: 'write',
  access: 'member',
  input: z.object({ channel }),
  output: z.object({ channel: z.string(), name: z.string() }),
  words: ['channel'],
  subject: ({ channel }) => channel,
  async run({ trx, actor, rights }, input) {
    const place = await placeNamed(trx, { ws: actor.ws, person: actor.person, rights }, input.channel);
    const standing = await standingIn(trx, actor.ws, place.id);
    if (standing === 'outside') throw new Refusal('conflict', `Hypha does not read #${place.name}.`, 'channel');
    if (!mayHost(place, { person: actor.person, rights }))
      throw new Refusal('forbidden', `${whoDecides(place.name)} To be left out yourself: /hypha opt out.`);
    await stopReading(trx, actor.ws, place.id);
    return { channel: place.id, name: place.name };
  },
  show: ({ name }) => left(name),
});

async function mustBeFree(trx: Writing['trx'], place: Channel, { ws, person, rights }: Viewer): Promise<void> {
  const hinders = whyNotIn(place, await isMember(trx, ws, place.id, person), rights);
  if (hinders) throw new Refusal(place.archived ? 'conflict' : 'forbidden', hinders, 'channel');
}
