import { z } from 'zod';
import { findStop, openCounts } from '../actions/store.ts';
import { defineOperation } from '../operation.ts';
import { healthCard } from './blocks.ts';
import { inboxCounts } from './store.ts';

const Part = z.object({ name: z.string(), used: z.string(), works: z.boolean(), remedy: z.string().optional() });
const Count = z.object({ state: z.string(), count: z.number() });

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
    parked: z.array(z.object({ problem: z.string(), count: z.number() })),
    actions: z.array(Count),
  }),
  async run({ db, actor, rights, look }) {
    // How much is on its way says something about places that not everybody is in.
    const all = rights.role === 'admin';
    const [parts, stop, inbox, actions] = await Promise.all([
      look.parts(),
      findStop(db, actor.ws),
      all ? inboxCounts(db, actor.ws) : [],
      all ? openCounts(db, actor.ws) : [],
    ]);
    const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);
    return {
      parts: parts.map(({ remedy, ...part }) => (part.works ? part : { ...part, remedy })),
      stopped: Boolean(stop?.stopped_at),
      waiting: all ? sum(inbox.filter(({ state }) => state === 'waiting')) : null,
      parked: inbox
        .filter(({ state }) => state === 'parked')
        .map(({ problem, count }) => ({ problem: problem ?? 'unknown', count })),
      actions,
    };
  },
  show: healthCard,
});
