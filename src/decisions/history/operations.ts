import { z } from 'zod';
import type { Reading } from '../../context.ts';
import { defineOperation } from '../../operation.ts';
import { viewerOf, which } from '../changes/changing.ts';
import { asOf, isWorded } from '../changes/rules.ts';
import { changesOf, type Line } from '../changes/store.ts';
import { peopleOf, unseen } from '../reading.ts';
import { dayIn } from '../rules.ts';
import { findDecision } from '../store.ts';
import { historyCard } from './blocks.ts';

const Field = z.object({ field: z.string(), to: z.string() });

export const showHistory = defineOperation({
  name: 'decision.history',
  summary: 'Show what became of a decision, and who made it so.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    decision: which,
    asof: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'How it stood then, as 2026-11-12T10:00:00Z.' }),
    knownat: z.iso.datetime({ offset: true }).optional().meta({ description: 'By what was written down until then.' }),
  }),
  output: z.object({
    number: z.number(),
    statement: z.string(),
    lines: z.array(
      z.object({
        n: z.number(),
        kind: z.string(),
        at: z.string(),
        by: z.string(),
        state: z.string(),
        reason: z.string().nullable(),
        other: z.number().nullable(),
        set: z.array(Field),
        removed: z.array(z.string()),
      }),
    ),
    stood: z
      .object({ at: z.string(), state: z.string(), statement: z.string(), why: z.string().nullable() })
      .nullable(),
  }),
  words: ['decision'],
  async run({ db, actor, rights, now }, { decision, asof, knownat }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const row = await findDecision(db, viewer, decision);
    if (!row) throw unseen(decision);
    const lines = await changesOf(db, actor.ws, decision);
    const at = asof ? new Date(asof) : now;
    const then = asof || knownat ? asOf(lines, at, knownat ? new Date(knownat) : farAhead) : undefined;
    return {
      number: row.number,
      statement: row.statement,
      lines: await linesFor({ db, actor, rights, now }, lines),
      stood: then
        ? { at: at.toISOString(), state: then.state, statement: then.fields.statement, why: then.fields.why }
        : null,
    };
  },
  show: historyCard,
});

const farAhead = new Date(8_640_000_000_000_000);

/** Another decision is named only to those who may see it. */
async function linesFor(context: Reading, lines: readonly Line[]) {
  const { db, actor } = context;
  const ids = lines.flatMap(({ person, fields }) => [
    person,
    fields.owner ?? null,
    ...(fields.deciders ?? []),
    ...(fields.agreed ?? []),
  ]);
  const who = await peopleOf(db, actor.ws, ids);
  const { zone } = context.rights;
  const others = new Map<number, boolean>();
  for (const { other } of lines)
    if (other !== null) others.set(other, (await findDecision(db, viewerOf(context), other)) !== undefined);
  return lines.map(({ n, kind, at, person, state, reason, other, fields, removed }) => ({
    n,
    kind,
    at,
    by: who(person).name,
    state,
    reason,
    other: other !== null && others.get(other) ? other : null,
    set: Object.entries(fields).map(([field, value]) => ({
      field: fieldWords[field] ?? field,
      to: saidAs(field, value, who, zone),
    })),
    removed: removed.filter((name) => isWorded(name) || name === 'reason').map((name) => fieldWords[name] ?? name),
  }));
}

const fieldWords: Record<string, string> = {
  reopen_if: 'reopen if',
  decided_at: 'decided',
  review_at: 'look again',
};

/** A day is said as it is for whoever reads. */
function saidAs(field: string, value: unknown, who: (id: string) => { name: string }, zone: string): string {
  if (Array.isArray(value)) return value.map((id) => who(String(id)).name).join(', ') || 'nobody';
  if (value === null || value === '') return 'nothing';
  if (field === 'owner') return who(String(value)).name;
  return field.endsWith('_at') ? dayIn(new Date(String(value)), zone) : String(value);
}
