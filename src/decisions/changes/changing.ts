import { z } from 'zod';
import type { Reading, Writing } from '../../context.ts';
import { defineOperation } from '../../operation.ts';
import type { Viewer } from '../../people/rules.ts';
import { showAgain } from '../posted.ts';
import { DecisionOut, peopleOf, readDecision, unseen } from '../reading.ts';
import { decisionNumber, nameOf } from '../rules.ts';
import { lockDecisions, type Row } from '../store.ts';
import { changedCard } from './blocks.ts';
import { undoMs } from './rules.ts';
import { changesOf, type Line, type NewChange, writeChange } from './store.ts';

export const which = decisionNumber.meta({ description: 'Which one, as D-42.', fixed: true });

const Changed = DecisionOut.extend({
  did: z.string(),
  by: z.string(),
  /** Whether whoever did it can take it back now. */
  undo: z.boolean(),
});

export const viewerOf = ({ actor, rights }: Pick<Writing, 'actor' | 'rights'>): Viewer => ({
  ws: actor.ws,
  person: actor.person,
  rights,
});

/** The decisions an operation is about, locked, as far as whoever asks may see them. */
export async function hold(context: Writing, ...numbers: number[]): Promise<[Row, ...Row[]]> {
  const rows = await lockDecisions(context.trx, viewerOf(context), numbers);
  const [first, ...others] = numbers.map((number, at) => {
    const row = rows.find((one) => one.number === number);
    if (!row) throw unseen(number, at === 0 ? 'decision' : 'by');
    return row;
  });
  if (!first) throw new Error('no decision was named');
  return [first, ...others];
}

/** What was written down, and then everywhere where it shows. */
export async function change(context: Writing, row: Row, what: NewChange): Promise<void> {
  const { trx, actor, now, send } = context;
  const whose = { ws: actor.ws, person: actor.person, via: actor.via };
  if (!(await writeChange(trx, whose, row, now, what))) throw new Error('a decision changed while it was locked');
  await showAgain(trx, actor.ws, row.number, send);
}

/** As it stands now, and who did what to make it so. */
async function changed(context: Reading, number: number): Promise<z.input<typeof Changed>> {
  const { db, actor } = context;
  const decision = await readDecision(db, viewerOf(context), number);
  const last = (await changesOf(db, actor.ws, number)).at(-1);
  const who = await peopleOf(db, actor.ws, [last?.person ?? null]);
  return {
    ...decision,
    did: last?.kind ?? 'log',
    by: who(last?.person ?? '').name,
    undo: last !== undefined && mayUndo(last, context, new Date(decision.changedAt)),
  };
}

/** What one did oneself, a short while ago by team time: when it is true from says nothing of that. */
export const mayUndo = (
  { kind, person }: Line,
  { actor, now }: Pick<Reading, 'actor' | 'now'>,
  changedAt: Date,
): boolean =>
  kind !== 'undo' && kind !== 'redact' && person === actor.person && now.getTime() - changedAt.getTime() <= undoMs;

const toRead = ({ trx, actor, rights, now }: Writing): Reading => ({ db: trx, actor, rights, now });

interface Doing<I extends z.ZodObject> {
  name: `decision.${string}`;
  summary: string;
  input: I;
  words: (keyof z.input<I> & string)[];
  prefill?: (context: Reading, given: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
  run(context: Writing, input: z.output<I>): Promise<number>;
}

export const changing = <I extends z.ZodObject>({ run, ...doing }: Doing<I>) =>
  defineOperation({
    ...doing,
    kind: 'write',
    access: 'member',
    output: Changed,
    subject: ({ number }) => nameOf(number),
    again: (context, subject) => changed(context, decisionNumber.parse(subject)),
    async run(context, input) {
      const number = await run(context, input);
      return changed(toRead(context), number);
    },
    show: changedCard,
  });
