import { z } from 'zod';
import { isDirectMessage } from '../channels/rules.ts';
import { namesOfChannels, placeNamed } from '../channels/store.ts';
import type { Writing } from '../context.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { hoursText, readHours } from '../people/rules.ts';
import { keepHours } from '../people/store.ts';
import { hoursSet, muted, unmuted } from './blocks.ts';
import { mutedName, sortNamed, sortsByName } from './rules.ts';
import { mute, mutedBy, reconsider, unmute } from './store.ts';

export const setHours = defineOperation({
  name: 'person.hours',
  phrase: 'hours',
  summary: 'Say when you work; Hypha keeps quiet at other times.',
  kind: 'write',
  access: 'anyone',
  input: z.object({
    hours: z.string().min(1).max(80).meta({ description: 'When you work, like 9:00-17:30 Mon-Fri.' }),
  }),
  output: z.object({ person: z.string(), hours: z.string(), zone: z.string() }),
  words: ['hours'],
  subject: ({ person }) => person,
  async run({ trx, actor, now }, { hours: said }) {
    const hours = readHours(said);
    if (!hours) throw new Refusal('invalid', 'Say your hours as 9:00-17:30 Mon-Fri, within one day.', 'hours');
    const kept = hoursText(hours);
    const zone = await keepHours(trx, actor.ws, actor.person, kept);
    await reconsider(trx, actor.ws, actor.person, now);
    return { person: actor.person, hours: kept, zone };
  },
  show: ({ hours, zone }) => hoursSet(hours, zone),
});

const switching = (name: 'mute' | 'unmute', summary: string, show: typeof muted) =>
  defineOperation({
    name: `person.${name}`,
    phrase: name,
    summary,
    kind: 'write',
    access: 'anyone',
    input: z.object({
      what: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .meta({ description: `What you do not want to hear of: D-42, #channel, or ${sortsByName.join(', ')}.` }),
    }),
    output: z.object({
      person: z.string(),
      what: z.string(),
      /** As it is kept: a channel by its id. */
      kept: z.string(),
      already: z.boolean(),
    }),
    words: ['what'],
    subject: ({ person }) => person,
    run: (context, { what }) => switched(context, what, name === 'mute'),
    show,
  });

export const muteSomething = switching(
  'mute',
  'Never hear of something again unasked: a decision, a channel, or a sort of message.',
  muted,
);
export const unmuteSomething = switching('unmute', 'Hear of something again that was muted.', unmuted);

async function switched({ trx, actor, rights, now }: Writing, said: string, off: boolean) {
  const { ws, person } = actor;
  const viewer = { ws, person, rights };
  const muted = await mutedBy(trx, ws, person);
  // What is muted can be heard of again, also a channel that they do not see any more.
  const kept = muted.includes(said) ? said : await meant(trx, viewer, said);
  if (off) await mute(trx, { ws, person, what: kept, at: now });
  else await unmute(trx, ws, person, kept);
  await reconsider(trx, ws, person, now);
  const what = mutedName(kept, await namesOfChannels(trx, viewer, [kept]));
  return { person, what, kept, already: muted.includes(kept) === off };
}

type Meant = Parameters<typeof placeNamed>;

/** A decision by its number, whether or not they may see it: that says nothing of it. */
async function meant(db: Meant[0], viewer: Meant[1], said: string): Promise<string> {
  const number = /^d-?(\d{1,9})$/i.exec(said)?.[1];
  if (number) return `D-${Number(number)}`;
  const sort = sortNamed(said);
  if (sort) return sort;
  if (!/^(?:#|<#|[CG][A-Z0-9]{2,}$)/.test(said) || isDirectMessage(said))
    throw new Refusal('invalid', `Say what to mute as D-42, #channel, or one of: ${sortsByName.join(', ')}.`, 'what');
  return (await placeNamed(db, viewer, said)).id;
}
