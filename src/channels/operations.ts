import { z } from 'zod';
import type { Writing } from '../context.ts';
import { hour } from '../edges/clock.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { joined, joinedAnswer, left } from './blocks.ts';
import { channelRef } from './rules.ts';
import { type Channel, findReadable, isMember, setReading } from './store.ts';

const channel = z.string().min(1).max(100).meta({ description: 'The channel, as #name.', place: true });

export const joinChannel = defineOperation({
  name: 'channel.join',
  phrase: 'join',
  summary: 'Let Hypha read a channel. It says so there.',
  kind: 'write',
  access: 'member',
  input: z.object({ channel }),
  output: z.object({ channel: z.string(), name: z.string(), already: z.boolean() }),
  words: ['channel'],
  subject: ({ channel }) => channel,
  async run({ trx, actor, rights, now, send }, input) {
    const place = await placeOf({ trx, actor, rights }, input.channel);
    await mustBeIn(trx, place, actor);
    if (place.reading) return { channel: place.id, name: place.name, already: true };
    await setReading(trx, actor.ws, place.id, { reading: true, host: actor.person });
    await send({
      key: `joined:${place.id}:${now.getTime()}`,
      kind: 'post',
      to: place.id,
      card: joined(place.name, rights.name),
      why: 'A channel is told when it is read.',
      subject: place.id,
      audience: [place.id],
      goodForMs: 24 * hour,
    });
    return { channel: place.id, name: place.name, already: false };
  },
  show: ({ name, already }) => joinedAnswer(name, already),
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
    const place = await placeOf({ trx, actor, rights }, input.channel);
    if (!place.reading) throw new Refusal('conflict', `Hypha does not read #${place.name}.`, 'channel');
    if (place.host !== actor.person && rights.role !== 'admin')
      throw new Refusal(
        'forbidden',
        `Only whoever let Hypha into #${place.name}, or an admin, can do that. To be left out yourself: /hypha opt out.`,
      );
    await setReading(trx, actor.ws, place.id, { reading: false });
    return { channel: place.id, name: place.name };
  },
  show: ({ name }) => left(name),
});

async function placeOf(
  { trx, actor, rights }: Pick<Writing, 'trx' | 'actor' | 'rights'>,
  said: string,
): Promise<Channel> {
  const place = await findReadable(trx, { ws: actor.ws, person: actor.person, rights }, channelRef(said));
  if (!place)
    throw new Refusal(
      'not_found',
      'There is no such channel that both you and Hypha can see. Private: first /invite @Hypha there.',
      'channel',
    );
  return place;
}

async function mustBeIn(trx: Writing['trx'], place: Channel, actor: Writing['actor']): Promise<void> {
  if (place.archived) throw new Refusal('conflict', `#${place.name} is archived.`, 'channel');
  if (!(await isMember(trx, actor.ws, place.id, actor.person)))
    throw new Refusal('forbidden', `Join #${place.name} yourself first: only its members let Hypha in.`, 'channel');
  if (!place.bot_in)
    throw new Refusal(
      'conflict',
      `Hypha is not in #${place.name} yet: /invite @Hypha there, then try again.`,
      'channel',
    );
}
