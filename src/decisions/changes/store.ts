import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Database, Reads, Transaction } from '../../edges/db.ts';
import type { Fate } from '../evidence/rules.ts';
import { type Change, type Fields, isWorded, type State, worded } from './rules.ts';

interface Whose {
  ws: string;
  person: string;
  via: string;
}

export interface NewChange {
  kind: string;
  state: State;
  fields?: Partial<Fields>;
  reason?: string | null | undefined;
  other?: number | null | undefined;
  /** Fields whose words are gone at their source. */
  removed?: readonly string[];
}

interface Held {
  number: number;
  version: number;
  removed: readonly string[];
}

/** The first line of its history: all that is known of it when it is written down. */
export const writeFirst = (
  trx: Transaction<Database>,
  whose: Whose,
  number: number,
  at: Date,
  change: NewChange,
): Promise<void> => writeLine(trx, whose, { decision: number, n: 1, at }, change);

/**
 * A line of its history and the row that follows from it, both or neither. Nothing happens where somebody else has changed
 * it since it was read.
 */
export async function writeChange(
  trx: Transaction<Database>,
  whose: Whose,
  { number, version, removed }: Held,
  from: Date,
  change: NewChange,
): Promise<boolean> {
  const at = await afterOthers(trx, whose.ws, number, from);
  const { fields = {}, removed: gone = [] } = change;
  const { numUpdatedRows } = await trx
    .updateTable('decision')
    .set({
      ...fields,
      ...(gone.includes('statement') && { statement: '' }),
      ...Object.fromEntries(gone.filter((name) => isWorded(name) && name !== 'statement').map((name) => [name, null])),
      state: change.state,
      replaced_by: change.state === 'superseded' ? (change.other ?? null) : null,
      removed: [...removed.filter((name) => !(name in fields) && !gone.includes(name)), ...gone],
      version: version + 1,
      changed_at: at,
    })
    .where('ws', '=', whose.ws)
    .where('number', '=', number)
    .where('version', '=', version)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await writeLine(trx, whose, { decision: number, n: version + 1, at }, change);
  return true;
}

/**
 * The time is taken before somebody waits for a decision: what was written down meanwhile was before it. An earlier time
 * that is meant, as of something told later, stays.
 */
async function afterOthers(trx: Transaction<Database>, ws: string, number: number, at: Date): Promise<Date> {
  const { last } = await trx
    .selectFrom('decision_change')
    .select(({ fn }) => fn.max<Date | null>('at').as('last'))
    .where('ws', '=', ws)
    .where('decision', '=', number)
    .where('recorded_at', '>', sql<Date>`transaction_timestamp()`)
    .executeTakeFirstOrThrow();
  return last && last > at ? last : at;
}

async function writeLine(
  trx: Transaction<Database>,
  { ws, person, via }: Whose,
  which: { decision: number; n: number; at: Date },
  { kind, state, fields = {}, reason = null, other = null, removed = [] }: NewChange,
): Promise<void> {
  await trx
    .insertInto('decision_change')
    .values({
      ws,
      ...which,
      kind,
      person,
      via,
      state,
      reason,
      other,
      fields: JSON.stringify(fields),
      removed: [...removed],
    })
    .execute();
}

const Kept = z.object({
  statement: z.string(),
  why: z.string().nullable(),
  alternatives: z.string().nullable(),
  assumptions: z.string().nullable(),
  reopen_if: z.string().nullable(),
  topic: z.string().nullable(),
  owner: z.string().nullable(),
  type: z.string(),
  deciders: z.array(z.string()),
  agreed: z.array(z.string()),
  decided_at: z.string(),
  review_at: z.string().nullable(),
});

export interface Line extends Change {
  person: string;
  via: string;
  reason: string | null;
}

/** Everything that became of it, oldest first. Whoever asks has been shown the decision. */
export async function changesOf(db: Reads, ws: string, number: number): Promise<Line[]> {
  const rows = await db
    .selectFrom('decision_change')
    .selectAll()
    .where('ws', '=', ws)
    .where('decision', '=', number)
    .orderBy('n')
    .execute();
  return rows.map(lineOf);
}

function lineOf(row: Selectable<Database['decision_change']>): Line {
  const { n, kind, person, via, reason, other, removed } = row;
  const fields = definedIn(Kept.partial().parse(row.fields));
  const times = { at: row.at.toISOString(), recordedAt: row.recorded_at.toISOString() };
  return { n, kind, person, via, reason, other, removed, fields, state: row.state, ...times };
}

/** Whether what was written down last changed what it says, or took that away. */
export async function wasReworded(db: Reads, ws: string, number: number): Promise<boolean> {
  const last = await db
    .selectFrom('decision_change')
    .select(sql<boolean>`fields ? 'statement' or 'statement' = any(removed)`.as('reworded'))
    .where('ws', '=', ws)
    .where('decision', '=', number)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.reworded ?? false;
}

/** What is left out was not set; what was set to nothing is `null`. */
const definedIn = (fields: z.output<ReturnType<typeof Kept.partial>>): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Some words are gone at their source, or corrected: so they are in every line of the history, and each says so. */
export async function followInHistory(
  trx: Transaction<Database>,
  ws: string,
  number: number,
  fate: (text: string) => Fate,
): Promise<void> {
  for (const line of await changesOf(trx, ws, number)) {
    const fates = new Map(worded.map((name) => [name, fate(line.fields[name] ?? '')] as const));
    const reason = fate(line.reason ?? '');
    if (!reason && [...fates.values()].every((one) => !one)) continue;
    const gone = worded.filter((name) => isGone(fates.get(name)));
    const fields = Object.entries(line.fields)
      .filter(([name]) => !gone.some((one) => one === name))
      .map(([name, value]) => [name, isWorded(name) ? (nowOf(fates.get(name)) ?? value) : value]);
    await trx
      .updateTable('decision_change')
      .set({
        fields: JSON.stringify(Object.fromEntries(fields)),
        removed: [...new Set([...line.removed, ...gone, ...(isGone(reason) ? ['reason'] : [])])],
        ...(reason && { reason: nowOf(reason) ?? null }),
      })
      .where('ws', '=', ws)
      .where('decision', '=', number)
      .where('n', '=', line.n)
      .execute();
  }
}

const isGone = (fate: Fate): boolean => fate !== undefined && 'goes' in fate;
const nowOf = (fate: Fate): string | undefined => (fate && 'becomes' in fate ? fate.becomes : undefined);
