import { randomUUIDv7 } from 'node:crypto';
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import { type Database, databaseNow, type Reads, type Transaction } from '../../edges/db.ts';
import { over } from '../changes/rules.ts';

export type Capture = Selectable<Database['capture']>;

export async function captureEmoji(db: Reads, ws: string): Promise<string | undefined> {
  const row = await db.selectFrom('workspace').select('capture_emoji').where('ws', '=', ws).executeTakeFirst();
  return row?.capture_emoji;
}

/** Heard twice, it is asked once. */
export async function addCapture(
  trx: Transaction<Database>,
  capture: Omit<Insertable<Database['capture']>, 'id'>,
): Promise<void> {
  await trx
    .insertInto('capture')
    .values({ id: randomUUIDv7(), ...capture })
    .onConflict((conflict) =>
      conflict
        .columns(['ws', 'what'])
        .doUpdateSet({ wanted: true, state: 'waiting' })
        .where('capture.wanted', '=', false),
    )
    .execute();
}

/** The reaction was taken away again. */
export async function withdrawCapture(trx: Transaction<Database>, ws: string, what: string): Promise<void> {
  await trx
    .updateTable('capture')
    .set({ wanted: false, state: 'waiting', next_at: databaseNow })
    .where('ws', '=', ws)
    .where('what', '=', what)
    .execute();
}

/** Those whose time has come. Done twice at once, they are done once: each has a key of its own. */
export const dueCaptures = (db: Kysely<Database>, ws: string): Promise<Capture[]> =>
  db
    .selectFrom('capture')
    .selectAll()
    .where('ws', '=', ws)
    .where('state', '=', 'waiting')
    .where('next_at', '<=', databaseNow)
    .orderBy('next_at')
    .limit(20)
    .execute();

/** Its words are not needed any more. Where the reaction came or went meanwhile, it is looked at again. */
export async function finishCapture(
  trx: Transaction<Database>,
  { ws, id, wanted }: Capture,
  decision: number | null,
): Promise<void> {
  await trx
    .updateTable('capture')
    .set({
      text: '',
      decision,
      state: sql<'waiting' | 'done'>`case when wanted = ${wanted} then 'done' else 'waiting' end`,
    })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .execute();
}

const mostTries = 10;

/** Something Hypha needs was away: later again, and not for ever. */
export async function putOff(trx: Transaction<Database>, { ws, id, tries }: Capture, waitMs: number): Promise<void> {
  const again = sql<Date>`clock_timestamp() + ${waitMs * 2 ** Math.min(tries, 6)} * interval '1 millisecond'`;
  await trx
    .updateTable('capture')
    .set({ tries: tries + 1, next_at: again, ...(tries + 1 >= mostTries && { state: 'done' as const, text: '' }) })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .execute();
}

/** What a message said that is gone: it is not logged any more either. */
export async function dropCaptures(
  trx: Transaction<Database>,
  { ws, channel, ts }: { ws: string; channel: string; ts: string },
): Promise<void> {
  await trx
    .updateTable('capture')
    .set({ text: '', state: 'done' })
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .where('state', '=', 'waiting')
    .execute();
}

/** What a message was logged as, if it was and that still stands. */
export async function loggedFrom(
  db: Reads,
  { ws, channel, ts }: { ws: string; channel: string; ts: string },
): Promise<number | undefined> {
  const row = await db
    .selectFrom('evidence as e')
    .innerJoin('decision as d', (join) => join.onRef('d.ws', '=', 'e.ws').onRef('d.number', '=', 'e.decision'))
    .select('d.number')
    .where('e.ws', '=', ws)
    .where('e.channel', '=', channel)
    .where('e.message_ts', '=', ts)
    .where('e.role', '=', 'said')
    .where('d.state', 'not in', over)
    .orderBy('d.number')
    .executeTakeFirst();
  return row?.number;
}
