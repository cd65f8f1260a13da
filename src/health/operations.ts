import { z } from 'zod';
import { openCountsFor, stoppedBy } from '../actions/store.ts';
import { readable, unrepaired } from '../channels/store.ts';
import type { Reading } from '../context.ts';
import { defineOperation } from '../operation.ts';
import { unerased } from '../people/store.ts';
import { healthCard } from './blocks.ts';
import { asideOf, type Trouble, troubles } from './rules.ts';
import { inboxCounts } from './store.ts';

const Part = z.object({ name: z.string(), used: z.string(), works: z.boolean(), remedy: z.string().optional() });
const Count = z.object({ state: z.string(), count: z.number() });
const Failing = z.object({
  what: z.enum(['history', 'erasing', 'your erasing']),
  channel: z.string().nullable(),
  count: z.number(),
  firstAt: z.string(),
  problem: z.string(),
});

export const showHealth = defineOperation({
  name: 'health.show',
  phrase: 'health',
  summary: 'What is used, whether it works, and what waits.',
  kind: 'ask',
  access: 'anyone',
  input: z.object({}),
  output: z.object({
    parts: z.array(Part),
    stopped: z.boolean(),
    waiting: z.number().nullable(),
    parked: z.array(z.object({ problem: z.string(), count: z.number(), readable: z.number() })),
    actions: z.array(Count),
    troubles: z.array(Failing),
  }),
  async run({ db, actor, rights, look }) {
    // How much came in says something about places that not everybody is in.
    const all = rights.role === 'admin';
    const [parts, stop, inbox, actions, failing] = await Promise.all([
      look.parts(),
      stoppedBy(db, actor.ws),
      all ? inboxCounts(db, actor.ws) : [],
      openCountsFor(db, { ws: actor.ws, person: actor.person, rights }),
      troublesFor({ db, actor, rights }),
    ]);
    const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);
    return {
      parts: parts.map(({ remedy, ...part }) => (part.works ? part : { ...part, remedy })),
      stopped: stop !== null,
      waiting: all ? sum(inbox.filter(({ state }) => state === 'waiting')) : null,
      parked: asideOf(inbox),
      actions,
      troubles: failing,
    };
  },
  show: healthCard,
});

/** Channels by name to those who can see them, their own words to everybody; and how many others there are to admins. */
async function troublesFor({ db, actor, rights }: Pick<Reading, 'db' | 'actor' | 'rights'>): Promise<Trouble[]> {
  const all = rights.role === 'admin';
  const [channels, people] = await Promise.all([unrepaired(db, actor.ws), unerased(db, actor.ws)]);
  if (channels.length + people.length === 0) return [];
  const seen = await readable(db, { ws: actor.ws, person: actor.person, rights }).execute();
  const names = new Set(seen.map(({ id }) => id));
  const places = channels.map(({ name, ...row }) => ({ ...row, name: names.has(row.id) ? name : null }));
  const words = people.map((row) => ({ ...row, name: null }));
  return [
    ...troubles(
      'history',
      places.filter(({ name }) => all || name !== null),
    ),
    ...troubles(
      'your erasing',
      words.filter(({ id }) => id === actor.person),
    ),
    ...troubles(
      'erasing',
      words.filter(({ id }) => all && id !== actor.person),
    ),
  ];
}
