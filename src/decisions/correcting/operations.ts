import { z } from 'zod';
import type { Reading, Writing } from '../../context.ts';
import { Refusal } from '../../errors.ts';
import { findPerson } from '../../people/store.ts';
import { dayGiven, details, namedIn, plainFields } from '../capture.ts';
import { change, changing, hold, viewerOf, which } from '../changes/changing.ts';
import { type Fields, news } from '../changes/rules.ts';
import { changesOf } from '../changes/store.ts';
import { peopleOf, unseen } from '../reading.ts';
import { dayIn, decisionNumber, nameOf, statement } from '../rules.ts';
import { findDecision, type Row } from '../store.ts';

export const changeDecision = changing({
  name: 'decision.change',
  summary: 'Correct a decision.',
  input: z.object({
    decision: which.meta({ description: 'Which one, as D-42.', fixed: true }),
    statement: statement.optional().meta({ description: 'What was decided, in one line.' }),
    why: z.string().trim().max(2_000).optional().meta({ description: 'Why.', long: true }),
    ...details,
    seen: z.coerce
      .number()
      .int()
      .positive()
      .optional()
      .meta({ description: 'As it was read: where somebody changed it since, nothing happens.', hidden: true }),
  }),
  words: ['decision', 'statement'],
  prefill: prefilled,
  async run(context, { decision, seen, ...input }) {
    const [row] = await hold(context, decision);
    if (seen !== undefined && seen !== row.version) throw await changedMeanwhile(context, row);
    const fields = news(fieldsOf(row), await wantedOf(context, input));
    if (Object.keys(fields).length === 0)
      throw new Refusal('conflict', `${nameOf(decision)} says that already: nothing was changed.`, 'statement');
    await change(context, row, { kind: 'change', state: row.state, fields });
    return decision;
  },
});

/** As it reads now: people correct what they see. */
async function prefilled(context: Reading, given: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const number = decisionNumber.parse(given.decision);
  const row = await findDecision(context.db, viewerOf(context), number);
  if (!row) throw unseen(number);
  const zone = (await findPerson(context.db, context.actor.ws, context.actor.person))?.tz ?? 'UTC';
  return {
    decision: nameOf(number),
    seen: String(row.version),
    statement: row.statement,
    why: row.why ?? '',
    alternatives: row.alternatives ?? '',
    assumptions: row.assumptions ?? '',
    reopen: row.reopen_if ?? '',
    topic: row.topic ?? '',
    type: row.type,
    owner: row.owner ?? '',
    deciders: row.deciders.join(','),
    agreed: row.agreed.join(','),
    again: row.review_at ? dayIn(row.review_at, zone) : '',
  };
}

type Wanted = Partial<Parameters<typeof namedIn>[2] & Parameters<typeof plainFields>[0]> & {
  statement?: string | undefined;
  why?: string | undefined;
  type?: string | undefined;
  again?: string | undefined;
};

/** Only what was given is changed; what was given as nothing is cleared. */
async function wantedOf(context: Writing, input: Wanted): Promise<Partial<Fields>> {
  const { trx, actor } = context;
  const plain = plainFields(input);
  const named = await namedIn(trx, actor.ws, input);
  const zone = (await findPerson(trx, actor.ws, actor.person))?.tz ?? 'UTC';
  return {
    ...(input.statement !== undefined && { statement: input.statement }),
    ...(input.why !== undefined && { why: input.why || null }),
    ...(input.alternatives !== undefined && { alternatives: plain.alternatives }),
    ...(input.assumptions !== undefined && { assumptions: plain.assumptions }),
    ...(input.reopen !== undefined && { reopen_if: plain.reopen_if }),
    ...(input.topic !== undefined && { topic: plain.topic }),
    ...(input.type !== undefined && { type: input.type }),
    ...(input.owner !== undefined && { owner: named.owner }),
    ...(input.deciders !== undefined && named.deciders.length > 0 && { deciders: named.deciders }),
    ...(input.agreed !== undefined && { agreed: named.agreed }),
    ...(input.again !== undefined && {
      review_at: input.again ? dayGiven(input.again, zone, 'again').toISOString() : null,
    }),
  };
}

const fieldsOf = (row: Row): Fields => ({
  statement: row.statement,
  why: row.why,
  alternatives: row.alternatives,
  assumptions: row.assumptions,
  reopen_if: row.reopen_if,
  topic: row.topic,
  owner: row.owner,
  type: row.type,
  deciders: row.deciders,
  agreed: row.agreed,
  decided_at: row.decided_at.toISOString(),
  review_at: row.review_at?.toISOString() ?? null,
});

async function changedMeanwhile({ trx, actor }: Writing, row: Row): Promise<Refusal> {
  const last = (await changesOf(trx, actor.ws, row.number)).at(-1);
  const who = await peopleOf(trx, actor.ws, [last?.person ?? null]);
  return new Refusal(
    'conflict',
    `${nameOf(row.number)} was changed meanwhile by ${who(last?.person ?? '').name}. It stands above as it is now; your text is kept below.`,
    'seen',
  );
}
