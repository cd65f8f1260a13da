import { z } from 'zod';
import type { Writing } from '../../context.ts';
import { Refusal } from '../../errors.ts';
import { change, changing, hold, mayUndo, viewerOf, which } from '../changes/changing.ts';
import { asItWas, before, horizonOf, isOver, mayStep, type StepName, steps, types } from '../changes/rules.ts';
import { changesOf, type Line, type NewChange } from '../changes/store.ts';
import { unsupported } from '../evidence/store.ts';
import { unseen } from '../reading.ts';
import { decisionNumber, nameOf } from '../rules.ts';
import { lockDecisions, lockReplaced, type Row } from '../store.ts';

const reason = z.string().trim().max(500).meta({ description: 'Why.', long: true });

const stepping = (step: StepName, summary: string, asksWhy = false) =>
  changing({
    name: `decision.${step}`,
    summary,
    input: z.object({ decision: which, reason: asksWhy ? reason.min(3, 'say why') : reason.optional() }),
    words: ['decision', 'reason'],
    async run(context, { decision, reason: because }) {
      const [row] = await hold(context, decision);
      await take(context, row, step, { reason: because || null });
      return decision;
    },
  });

/** One step, if it can be taken from where the decision stands. */
async function take(context: Writing, row: Row, step: StepName, more: Pick<NewChange, 'reason' | 'other'>) {
  if (!mayStep(step, row.state))
    throw new Refusal(
      'conflict',
      `${nameOf(row.number)} is ${row.state}, so it cannot be ${steps[step].done}.`,
      'decision',
    );
  const { to } = steps[step];
  const state =
    to === 'as before'
      ? row.state
      : to === 'as it was'
        ? asItWas(await changesOf(context.trx, context.actor.ws, row.number))
        : to;
  const type = types.find((one) => one === row.type) ?? 'choice';
  // Found true again, or taken up again, it is looked at again as long from now as one of its kind is anyway.
  const fields = step === 'keep' || step === 'restore' ? { review_at: horizonOf(type, context.now).toISOString() } : {};
  await change(context, row, { kind: step, state, fields, ...more });
}

export const confirmDecision = stepping('confirm', 'Say that it was decided so.');
export const startDecision = stepping('start', 'Say that it is being done.');
export const finishDecision = stepping('finish', 'Say that it is done.');
export const keepDecision = stepping('keep', 'Say that it is still true.');
export const dropDecision = stepping('drop', 'Let it go, with a reason.', true);
export const reverseDecision = stepping('reverse', 'Say that it is decided against now, with a reason.', true);
export const restoreDecision = stepping('restore', 'Take up again what was over.');

/** The same by the name of the step. Another one stands in its place by `replaceDecision`. */
export const stepsByName = {
  confirm: confirmDecision,
  start: startDecision,
  finish: finishDecision,
  keep: keepDecision,
  drop: dropDecision,
  reverse: reverseDecision,
  restore: restoreDecision,
};

export const replaceDecision = changing({
  name: 'decision.replace',
  summary: 'Say which newer decision stands in its place.',
  input: z.object({
    decision: which,
    by: decisionNumber.meta({ description: 'The newer one, as D-50.' }),
    reason: reason.optional(),
  }),
  words: ['decision', 'by', 'reason'],
  async run(context, { decision, by, reason: because }) {
    if (decision === by) throw new Refusal('invalid', 'A decision does not replace itself.', 'by');
    const [row, newer] = await hold(context, decision, by);
    if (!newer || isOver(newer.state))
      throw new Refusal('conflict', `${nameOf(by)} is over itself, so it stands in place of nothing.`, 'by');
    if (row.replaced_by === by) throw new Refusal('conflict', `${nameOf(by)} stands in its place already.`, 'decision');
    await take(context, row, 'replace', { reason: because || null, other: by });
    return decision;
  },
});

export const undoDecision = changing({
  name: 'decision.undo',
  summary: 'Take back what you just did to a decision.',
  input: z.object({
    decision: which,
    seen: z.coerce
      .number()
      .int()
      .positive()
      .optional()
      .meta({ description: 'Which change: where another came after it, nothing happens.', hidden: true }),
  }),
  words: ['decision'],
  async run(context, { decision, seen }) {
    const { trx, actor } = context;
    const other = successorBefore(await changesOf(trx, actor.ws, decision));
    const rows = await lockDecisions(trx, viewerOf(context), other === null ? [decision] : [decision, other]);
    const row = rows.find(({ number }) => number === decision);
    if (!row) throw unseen(decision);
    const lines = await changesOf(trx, actor.ws, decision);
    const last = lines.at(-1);
    if (!last || !mayUndo(last, context, row.changed_at) || (seen !== undefined && seen !== row.version))
      throw new Refusal(
        'conflict',
        `Only what you did last, and yourself, can be undone, for ten minutes. ${nameOf(decision)} can be changed still.`,
        'decision',
      );
    if (lines.length === 1) await takeBack(context, row);
    else await putBack(context, row, lines, rows);
    return decision;
  },
});

/** Which decision it stood behind before its last change. */
const successorBefore = (lines: readonly Line[]): number | null => (lines.length > 1 ? before(lines).other : null);

/**
 * Back behind another only where that one stands still: or nothing would stand, or each in place of the other. Where it is
 * behind it anyway, nothing changes in that.
 */
async function putBack(context: Writing, row: Row, lines: readonly Line[], locked: readonly Row[]): Promise<void> {
  const was = before(lines);
  const newer = locked.find(({ number }) => number === was.other);
  if (was.other !== row.replaced_by && was.other !== null && (!newer || isOver(newer.state)))
    throw new Refusal(
      'conflict',
      'What stood in its place does not stand any more, so this cannot be undone.',
      'decision',
    );
  const { agreed } = was.fields;
  const lost = agreed ? await unsupported(context.trx, context.actor.ws, row.number) : [];
  const fields = agreed ? { ...was.fields, agreed: agreed.filter((person) => !lost.includes(person)) } : was.fields;
  await change(context, row, { kind: 'undo', ...was, fields });
}

/** It was never meant: what it had replaced stands again as it did, whoever may see that. */
async function takeBack(context: Writing, row: Row): Promise<void> {
  const { trx, actor } = context;
  await change(context, row, { kind: 'undo', state: 'dropped', reason: 'Taken back.' });
  for (const one of await lockReplaced(trx, actor.ws, row.number)) {
    const state = asItWas(await changesOf(trx, actor.ws, one.number));
    await change(context, one, { kind: 'restore', state, reason: 'What stood in its place was taken back.' });
  }
}
