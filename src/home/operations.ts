import { z } from 'zod';
import { countDecisions, listDecisions } from '../decisions/store.ts';
import { defineOperation } from '../operation.ts';
import { homeCard } from './blocks.ts';

const Line = z.object({ number: z.number(), statement: z.string(), decidedAt: z.string(), decidedBy: z.string() });

export const showHome = defineOperation({
  name: 'home.show',
  phrase: 'home',
  summary: 'Your page: what was decided lately and what you can do.',
  kind: 'read',
  access: 'anyone',
  input: z.object({}),
  output: z.object({ decisions: z.array(Line), total: z.number() }),
  async run({ db, actor, rights }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const rows = await listDecisions(db, viewer, {}, 1);
    const lines = rows.map((row) => ({
      number: row.number,
      statement: row.statement,
      decidedAt: row.decided_at.toISOString(),
      decidedBy: row.decided_by ?? 'someone who left',
    }));
    return { decisions: lines, total: await countDecisions(db, viewer, {}) };
  },
  show: homeCard,
});
