import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Database, Transaction } from '../../edges/db.ts';
import { reasonIn } from '../captures/rules.ts';
import { readingsOf } from '../evidence/store.ts';

type Capture = Selectable<Database['capture']>;

interface Place {
  ws: string;
  channel: string;
  ts: string;
}

type Calls = SelectQueryBuilder<Database & { c: Database['capture'] }, 'c', object>;
const calls = (trx: Transaction<Database>, ws: string): Calls =>
  trx.selectFrom('capture as c').where('c.ws', '=', ws).where('c.kind', '=', 'mention').where('c.state', '=', 'done');

/**
 * The lines of a history whose reason somebody gave when they called Hypha by its name: theirs, of that decision, written
 * while the call was carried out. The decisions are locked, in one order everywhere.
 */
async function reasonsGiven(trx: Transaction<Database>, ws: string, of: Calls) {
  const about = await of
    .select('c.decision')
    .where('c.decision', 'is not', null)
    .$narrowType<{ decision: number }>()
    .execute();
  if (about.length === 0) return [];
  const numbers = about.map(({ decision }) => decision);
  await trx
    .selectFrom('decision')
    .select('number')
    .where('ws', '=', ws)
    .where('number', 'in', numbers)
    .orderBy('number')
    .forUpdate()
    .execute();
  return of
    .innerJoin('decision_change as l', (join) =>
      join
        .onRef('l.ws', '=', 'c.ws')
        .onRef('l.decision', '=', 'c.decision')
        .onRef('l.person', '=', 'c.person')
        .onRef('l.recorded_at', '>=', 'c.created_at')
        .onRef('l.recorded_at', '<=', 'c.next_at')
        .on('l.via', '=', 'slack'),
    )
    .select(['l.ws', 'l.decision', 'l.n', 'l.reason'])
    .where('l.reason', 'is not', null)
    .$narrowType<{ reason: string }>()
    .execute();
}

/** The words in which somebody said why follow their message, or go with it. Nothing is left of one that is gone. */
export async function followReasons(trx: Transaction<Database>, place: Place, stillSays: string): Promise<void> {
  const of = calls(trx, place.ws).where('c.channel', '=', place.channel).where('c.ts', '=', place.ts);
  const given = await reasonsGiven(trx, place.ws, of);
  if (given.length === 0) return;
  const { readings, open } = await readingsOf(trx, place.ws, [stillSays]);
  for (const line of given) {
    const says = (read: (text: string) => string) => reasonIn(read(stillSays), line.decision);
    if (!readings.some((read) => says(read) === line.reason)) await giveReason(trx, line, says(open) ?? null);
  }
}

export async function forgetReasons(trx: Transaction<Database>, ws: string, person: string): Promise<void> {
  for (const line of await reasonsGiven(trx, ws, calls(trx, ws).where('c.person', '=', person)))
    await giveReason(trx, line, null);
}

/** The same of one call that is being carried out: by now its row may be gone. */
export async function forgetReasonOf(
  trx: Transaction<Database>,
  { ws, person, created_at }: Pick<Capture, 'ws' | 'person' | 'created_at'>,
  decision: number,
): Promise<void> {
  const given = await trx
    .selectFrom('decision_change')
    .select(['ws', 'decision', 'n'])
    .where('ws', '=', ws)
    .where('decision', '=', decision)
    .where('person', '=', person)
    .where('via', '=', 'slack')
    .where('recorded_at', '>=', created_at)
    .where('reason', 'is not', null)
    .execute();
  for (const line of given) await giveReason(trx, line, null);
}

async function giveReason(
  trx: Transaction<Database>,
  { ws, decision, n }: { ws: string; decision: number; n: number },
  reason: string | null,
): Promise<void> {
  await trx
    .updateTable('decision_change')
    .set({ reason, ...(reason === null && { removed: sql<string[]>`array_append(removed, 'reason')` }) })
    .where('ws', '=', ws)
    .where('decision', '=', decision)
    .where('n', '=', n)
    .execute();
}
