import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { optedIn, optedOut } from './blocks.ts';
import { setOptedOut } from './store.ts';

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
