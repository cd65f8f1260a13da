import { z } from 'zod';
import { mayHost, whoDecides } from '../../channels/rules.ts';
import { placeNamed } from '../../channels/store.ts';
import { isOpenAt, readTimes, timesText } from '../../delivery/hours/rules.ts';
import {
  findReader,
  keepTimes,
  nextDigest,
  reconsider,
  replanDigest,
  setRecap,
  workingIn,
  workingOf,
} from '../../delivery/store.ts';
import { Refusal } from '../../errors.ts';
import { defineOperation } from '../../operation.ts';
import { hoursText } from '../../people/rules.ts';
import { digestCard, digestsSet, nothingToTell, recapSet } from './blocks.ts';
import { tellingsFor } from './digesting.ts';
import { shownLines } from './drawing.ts';
import { countsOf, nextRecap, parts, recaps } from './rules.ts';

const Shown = z.object({
  part: z.enum(parts),
  said: z.string(),
  reason: z.string(),
  decision: z
    .object({
      number: z.number(),
      statement: z.string(),
      by: z.string(),
      at: z.string(),
      channel: z.string(),
      link: z.string().nullable(),
      replacedBy: z.number().nullable(),
    })
    .nullable(),
  text: z.string().nullable(),
});

const Counts = z.object({ 'needs you': z.number(), decided: z.number(), 'for your information': z.number() });

export const showDigest = defineOperation({
  name: 'digest.show',
  phrase: 'digest',
  summary: 'What your next digest would say if it came now.',
  kind: 'read',
  access: 'anyone',
  input: z.object({}),
  output: z.object({ lines: z.array(Shown), counts: Counts, nextAt: z.string().nullable() }),
  async run({ db, actor, rights, now }) {
    const { ws, person } = actor;
    const reader = await findReader(db, ws, person);
    const { shown, passed } = await tellingsFor(db, { ws, person, rights }, reader?.digest_since ?? longAgo, now);
    const next = reader ? (reader.digest_at ?? nextDigest(reader, now)) : null;
    const counts = countsOf([...shown, ...passed]);
    return { lines: await shownLines({ db, ws }, shown), counts, nextAt: next?.toISOString() ?? null };
  },
  show: ({ nextAt, ...digest }) => (digest.lines.length > 0 ? digestCard(digest) : nothingToTell(nextAt)),
});

/** Whoever gets none yet sees what one would say of the last days. */
const longAgo = new Date(0);

/** More of them would be no digests. */
const mostTimes = 3;

export const setDigests = defineOperation({
  name: 'person.digests',
  phrase: 'digest times',
  summary: 'Say at which times your digest comes, or that none does.',
  kind: 'write',
  access: 'anyone',
  input: z.object({
    times: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .meta({ description: 'Up to three times of the day in your working hours, like 9:15, 13:00; or off.' }),
  }),
  output: z.object({ person: z.string(), times: z.string(), nextAt: z.string().nullable() }),
  words: ['times'],
  subject: ({ person }) => person,
  async prefill({ db, actor }) {
    const reader = await findReader(db, actor.ws, actor.person);
    return reader?.digests ? { times: reader.digests } : {};
  },
  async run({ trx, actor, now }, { times: said }) {
    const { ws, person } = actor;
    const reader = await findReader(trx, ws, person);
    if (reader?.opted_out_at)
      throw new Refusal('conflict', 'You asked to be left out, so nothing comes to you: /hypha opt in first.');
    const times = /^(?:off|none|no|never)$/i.test(said) ? [] : timesFrom(said, reader);
    await keepTimes(trx, ws, person, timesText(times));
    await reconsider(trx, ws, person, now);
    const next = await replanDigest(trx, ws, person, now);
    return { person, times: timesText(times), nextAt: next?.toISOString() ?? null };
  },
  show: ({ times, nextAt }) => digestsSet(times, nextAt),
});

type ReaderRow = Awaited<ReturnType<typeof findReader>>;

function timesFrom(said: string, reader: ReaderRow): number[] {
  const times = readTimes(said);
  if (!times || times.length > mostTimes)
    throw new Refusal('invalid', 'Say up to three times of the day, like 9:15, 13:00; or off.', 'times');
  const working = workingOf(reader?.tz, reader?.hours);
  if (!times.every((minutes) => isOpenAt(working, minutes)))
    throw new Refusal(
      'invalid',
      `You work ${hoursText(working.hours)}, and outside that Hypha is quiet: name times within it, or first change your hours with /hypha hours.`,
      'times',
    );
  return times;
}

export const setChannelRecap = defineOperation({
  name: 'channel.recap',
  phrase: 'recap',
  summary: 'Let a channel be told what was decided in it, every day or every week; or no more.',
  kind: 'write',
  access: 'member',
  input: z.object({
    every: z.enum([...recaps, 'off']).meta({ description: 'How often: daily, weekly or off.' }),
    channel: z.string().min(1).max(100).meta({ description: 'The channel, as #name.', place: true }),
  }),
  output: z.object({ channel: z.string(), name: z.string(), every: z.string(), nextAt: z.string().nullable() }),
  words: ['every'],
  subject: ({ channel }) => channel,
  async run({ trx, actor, rights, now }, { every, channel }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const place = await placeNamed(trx, viewer, channel);
    if (!place.reading)
      throw new Refusal('conflict', `Hypha does not read #${place.name}: /hypha join there lets it in.`, 'channel');
    if (!mayHost(place, viewer)) throw new Refusal('forbidden', whoDecides(place.name));
    const recap = every === 'off' ? null : every;
    const at = recap && nextRecap(recap, await workingIn(trx, actor.ws, place.id), now);
    await setRecap(trx, actor.ws, place.id, { recap, at });
    return { channel: place.id, name: place.name, every, nextAt: at?.toISOString() ?? null };
  },
  show: ({ name, every, nextAt }) => recapSet(name, every, nextAt),
});
