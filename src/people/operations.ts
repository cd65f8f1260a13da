import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { hoursSet, optedIn, optedOut } from './blocks.ts';
import { hoursText, readHours } from './rules.ts';
import { keepHours, setOptedOut } from './store.ts';

const Person = z.object({ person: z.string() });

export const optOut = defineOperation({
  name: 'person.optout',
  phrase: 'opt out',
  summary: 'Stop keeping what you say, and erase what was kept.',
  kind: 'write',
  access: 'anyone',
  input: z.object({}),
  output: Person,
  subject: ({ person }) => person,
  async run({ trx, actor, now }) {
    await setOptedOut(trx, actor.ws, actor.person, now);
    return { person: actor.person };
  },
  show: optedOut,
});

export const optIn = defineOperation({
  name: 'person.optin',
  phrase: 'opt in',
  summary: 'Let what you say be kept again, from now on.',
  kind: 'write',
  access: 'anyone',
  input: z.object({}),
  output: Person,
  subject: ({ person }) => person,
  async run({ trx, actor }) {
    await setOptedOut(trx, actor.ws, actor.person, null);
    return { person: actor.person };
  },
  show: optedIn,
});

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
  async run({ trx, actor }, { hours: said }) {
    const hours = readHours(said);
    if (!hours) throw new Refusal('invalid', 'Say your hours as 9:00-17:30 Mon-Fri, within one day.', 'hours');
    const kept = hoursText(hours);
    return { person: actor.person, hours: kept, zone: await keepHours(trx, actor.ws, actor.person, kept) };
  },
  show: ({ hours, zone }) => hoursSet(hours, zone),
});
