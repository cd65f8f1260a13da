import { z } from 'zod';
import type { Reading } from '../../context.ts';
import { inWords, rules, type Sort, sorts } from '../../delivery/rules.ts';
import { Refusal } from '../../errors.ts';
import { defineOperation } from '../../operation.ts';
import { Action, findOne, planned, which } from '../operations.ts';
import { lastUnasked } from '../store.ts';
import { whyCard } from './blocks.ts';

export const explainAction = defineOperation({
  name: 'action.why',
  phrase: 'why',
  summary: 'Why Hypha says something, or does not: its cause, why you, and the rules it keeps to.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    action: which.optional().meta({ description: 'Which one, by its id; else the last it said to you unasked.' }),
  }),
  output: Action.extend({
    asked: z.boolean(),
    sort: z.enum(sorts).nullable(),
    about: z.string().nullable(),
    reason: z.string().nullable(),
    /** What the delivery policy made of it, in words. */
    verdict: z.string().nullable(),
  }),
  words: ['action'],
  async run(context, { action }) {
    const found = await findOne(context, action ?? (await lastOf(context)));
    const sort = sorts.find((one) => one === found.sort) ?? null;
    const { asked, about, reason } = found;
    return { ...planned(found, context), asked, sort, about, reason, verdict: sort && verdictIn(found.verdict, sort) };
  },
  show: whyCard,
});

async function lastOf({ db, actor, rights }: Reading): Promise<string> {
  const last = await lastUnasked(db, { ws: actor.ws, person: actor.person, rights });
  if (last) return last.id;
  throw new Refusal(
    'not_found',
    'Hypha has said nothing to you unasked yet. Of anything else, say which by its id, as "planned" lists it.',
    'action',
  );
}

const Verdict = z.object({ go: z.enum(['now', 'later', 'digest', 'never']), rule: z.enum(rules) });

function verdictIn(kept: unknown, sort: Sort): string | null {
  const verdict = Verdict.safeParse(kept).data;
  return verdict ? inWords(verdict, sort) : null;
}
