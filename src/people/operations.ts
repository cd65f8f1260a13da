import { z } from 'zod';
import { teamNow } from '../edges/workspace.ts';
import { defineOperation } from '../operation.ts';
import { optedIn, optedOut } from './blocks.ts';
import * as store from './store.ts';

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
    await store.optOut(trx, actor.ws, actor.person, now);
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
    // Never the time that somebody says it is: an earlier one would let back in what was erased.
    await store.optIn(trx, actor.ws, actor.person, await teamNow(trx, actor.ws));
    return { person: actor.person };
  },
  show: optedIn,
});
