import { z } from 'zod';
import { inWords, rules, type Sort, sorts } from '../../delivery/rules.ts';
import type { Reads } from '../../edges/db.ts';
import { Refusal } from '../../errors.ts';
import { defineOperation } from '../../operation.ts';
import type { Viewer } from '../../people/rules.ts';
import { Action, onlyOne, planned, which } from '../operations.ts';
import { whyCard } from './blocks.ts';
import { findExplained, lastUnasked } from './store.ts';

export const explainAction = defineOperation({
  name: 'action.why',
  phrase: 'why',
  summary: 'Why Hypha says something, or does not: its cause, why you, and the rules it keeps to.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    action: which
      .optional()
      .meta({ description: 'Which one, by its id; else the last it said to you unasked, or did not say.' }),
  }),
  output: Action.extend({
    asked: z.boolean(),
    sort: z.enum(sorts).nullable(),
    about: z.string().nullable(),
    reason: z.string().nullable(),
    /** What the delivery policy made of it, in words. */
    verdict: z.string().nullable(),
    /** Not before then. */
    goesAt: z.string().nullable(),
    /** Its words rest on what whoever asks does not see now. */
    withheld: z.boolean(),
  }),
  words: ['action'],
  async run(context, { action }) {
    const { db, actor, rights } = context;
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const found = onlyOne(await findExplained(db, viewer, action ?? (await lastOf(db, viewer))));
    const sort = sorts.find((one) => one === found.sort) ?? null;
    const { asked, about, reason, withheld } = found;
    return { ...planned(found, context), asked, sort, about, reason, ...verdictIn(found.verdict, sort), withheld };
  },
  show: whyCard,
});

async function lastOf(db: Reads, viewer: Viewer): Promise<string> {
  const last = await lastUnasked(db, viewer);
  if (last) return last.id;
  throw new Refusal(
    'not_found',
    'Hypha has said nothing to you unasked yet. Of anything else, say which by its id, as "planned" lists it.',
    'action',
  );
}

const Verdict = z.object({
  go: z.enum(['now', 'later', 'digest', 'never']),
  rule: z.enum(rules),
  until: z.string().nullish(),
});

function verdictIn(kept: unknown, sort: Sort | null): { verdict: string | null; goesAt: string | null } {
  const verdict = Verdict.safeParse(kept).data;
  return verdict && sort
    ? { verdict: inWords(verdict, sort), goesAt: verdict.until ?? null }
    : { verdict: null, goesAt: null };
}
