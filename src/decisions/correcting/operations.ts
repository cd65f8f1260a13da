import { z } from 'zod';
import type { Reading, Writing } from '../../context.ts';
import { Refusal } from '../../errors.ts';
import { change, changing, hold, viewerOf, which } from '../changes/changing.ts';
import { type Fields, fold, news } from '../changes/rules.ts';
import { changesOf } from '../changes/store.ts';
import { dayGiven, details, namedIn, pastDay, plainFields } from '../noting.ts';
import { peopleOf, unseen } from '../reading.ts';
import { dayIn, decisionNumber, nameOf, statement } from '../rules.ts';
import { findDecision, type Row } from '../store.ts';

export const changeDecision = changing({
  name: 'decision.change',
  summary: 'Correct a decision.',
  input: z.object({
    decision: which.meta({ description: 'Which one, as D-42.', fixed: true }),
    statement: statement.optional().meta({ description: 'What was decided, in one line.' }),
    why: z.string().trim().max(2_000).optional().meta({ description: 'What speaks for it.', long: true }),
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
    const wanted = await wantedOf(context, row, input);
    if (seen !== undefined && seen !== row.version) throw await changedMeanwhile(context, row, seen, wanted);
    const fields = news(fieldsOf(row), wanted);
    if (Object.keys(fields).length === 0)
      throw new Refusal('conflict', `${nameOf(decision)} says that already: nothing was changed.`, 'statement');
    await change(context, row, { kind: 'change', state: row.state, other: row.replaced_by, fields });
    return decision;
  },
});

/** As it reads now: people correct what they see. */
async function prefilled(context: Reading, given: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const number = decisionNumber.safeParse(given.decision).data;
  if (number === undefined) return {};
  const row = await findDecision(context.db, viewerOf(context), number);
  if (!row) throw unseen(number);
  const { zone } = context.rights;
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
  when?: string | undefined;
};

/** Only what was given is changed; what was given as nothing is cleared. */
async function wantedOf(context: Writing, row: Row, input: Wanted): Promise<Partial<Fields>> {
  const { trx, actor } = context;
  const plain = plainFields(input);
  const named = await namedIn(trx, actor.ws, input);
  const { zone } = context.rights;
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
    ...(input.when && { decided_at: pastDay(input.when, zone, context.now) }),
    // The day it shows already, in their zone, is no other one.
    ...(input.again !== undefined &&
      input.again !== (row.review_at ? dayIn(row.review_at, zone) : '') && {
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

/** With which fields they meant to change: what they left as it was follows what the other made of it. */
async function changedMeanwhile(
  { trx, actor }: Writing,
  row: Row,
  seen: number,
  wanted: Partial<Fields>,
): Promise<Refusal> {
  const lines = await changesOf(trx, actor.ws, row.number);
  const base = fold(lines.filter(({ n }) => n <= seen));
  const named = (fields: Partial<Fields>) => Object.keys(fields).map((name) => inputNames[name] ?? name);
  const touched = named(base ? news(base.fields, wanted) : wanted);
  const changed = named(base ? news(base.fields, fieldsOf(row)) : fieldsOf(row));
  const last = lines.at(-1);
  const who = await peopleOf(trx, actor.ws, [last?.person ?? null]);
  return new Refusal(
    'conflict',
    `${nameOf(row.number)} was changed meanwhile by ${who(last?.person ?? '').name}. It stands above as it is now; your text is kept below.`,
    'seen',
    { touched, changed },
  );
}

/** What some fields are called where people put them in. */
const inputNames: Record<string, string> = { reopen_if: 'reopen', review_at: 'again', decided_at: 'when' };
