import { z } from 'zod';
import { mayHost, observedUntil, observingDays, whoDecides, whyNotIn } from '../channels/rules.ts';
import { type Channel, findStanding, isMember, placeNamed } from '../channels/store.ts';
import type { Writing } from '../context.ts';
import { day, later } from '../edges/clock.ts';
import type { Reads } from '../edges/db.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { unmet, type Viewer } from '../people/rules.ts';
import { findPerson } from '../people/store.ts';
import { observes, speaks, standingCard } from './blocks.ts';
import { setObserving } from './store.ts';

const channel = z.string().min(1).max(100).meta({ description: 'The channel, as #name.', place: true });

export const showChannel = defineOperation({
  name: 'channel.show',
  phrase: 'channel',
  summary: 'How Hypha stands in a channel: whether it reads it, since when, and who decides.',
  kind: 'read',
  access: 'anyone',
  input: z.object({ channel }),
  output: z.object({
    channel: z.string(),
    name: z.string(),
    shared: z.boolean(),
    reading: z.boolean(),
    since: z.string().nullable(),
    host: z.string().nullable(),
    observingUntil: z.string().nullable(),
    mayDecide: z.boolean(),
    hint: z.string().nullable(),
  }),
  words: ['channel'],
  async run({ db, actor, rights, now }, input) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const place = await placeNamed(db, viewer, input.channel);
    return {
      channel: place.id,
      name: place.name,
      shared: place.shared,
      reading: place.reading,
      since: place.joined_at?.toISOString() ?? null,
      host: place.host && ((await findPerson(db, actor.ws, place.host))?.name ?? unmet),
      observingUntil: observedUntil(place, now)?.toISOString() ?? null,
      mayDecide: mayHost(place, viewer),
      hint: place.reading ? null : await whatHinders(db, viewer, place),
    };
  },
  show: standingCard,
});

async function whatHinders(db: Reads, viewer: Viewer, place: Channel): Promise<string | null> {
  if ((await findStanding(db, place.ws, place.id)) !== 'outside') return 'It begins as soon as it has said so there.';
  const inside = await isMember(db, viewer.ws, place.id, viewer.person);
  return whyNotIn(place, inside, viewer.rights) ?? null;
}

export const letSpeak = defineOperation({
  name: 'channel.speak',
  phrase: 'speak up',
  summary: 'End the two weeks in which Hypha only listens in a channel.',
  kind: 'write',
  access: 'member',
  input: z.object({ channel }),
  output: z.object({ channel: z.string(), name: z.string() }),
  words: ['channel'],
  subject: ({ channel }) => channel,
  async run(writing, input) {
    const place = await hosted(writing, input.channel);
    if (!observedUntil(place, writing.now))
      throw new Refusal('conflict', `Hypha may already speak in #${place.name}.`, 'channel');
    await setObserving(writing.trx, writing.actor.ws, place.id, writing.now);
    return { channel: place.id, name: place.name };
  },
  show: ({ name }) => speaks(name),
});

export const letObserve = defineOperation({
  name: 'channel.observe',
  phrase: 'observe',
  summary: 'Let Hypha only listen in a channel for two weeks: it says nothing there unasked.',
  kind: 'write',
  access: 'member',
  input: z.object({ channel }),
  output: z.object({ channel: z.string(), name: z.string(), until: z.string() }),
  words: ['channel'],
  subject: ({ channel }) => channel,
  async run(writing, input) {
    const place = await hosted(writing, input.channel);
    const until = later(writing.now, observingDays * day);
    await setObserving(writing.trx, writing.actor.ws, place.id, until);
    return { channel: place.id, name: place.name, until: until.toISOString() };
  },
  show: ({ name, until }) => observes(name, until),
});

/** The channel, where Hypha reads it and whoever asks decides about it. */
async function hosted({ trx, actor, rights }: Writing, said: string): Promise<Channel> {
  const viewer = { ws: actor.ws, person: actor.person, rights };
  const place = await placeNamed(trx, viewer, said);
  if (!place.reading)
    throw new Refusal('conflict', `Hypha does not read #${place.name}: /hypha join there lets it in.`, 'channel');
  if (!mayHost(place, viewer)) throw new Refusal('forbidden', whoDecides(place.name));
  return place;
}
