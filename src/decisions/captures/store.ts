import { randomUUIDv7 } from 'node:crypto';
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import { readableIds } from '../../channels/store.ts';
import { among, type Database, databaseNow, type Reads, type Transaction, whereItLies } from '../../edges/db.ts';
import type { Viewer } from '../../people/rules.ts';
import { over } from '../changes/rules.ts';
import { forgetReasons } from '../reasons/store.ts';
import { visible } from '../store.ts';

export type Capture = Selectable<Database['capture']>;

export async function setCaptureEmoji(trx: Transaction<Database>, ws: string, name: string): Promise<void> {
  await trx.updateTable('workspace').set({ capture_emoji: name }).where('ws', '=', ws).execute();
}

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
        .doUpdateSet({
          wanted: true,
          state: 'waiting',
          round: sql<number>`capture.round + 1`,
          decision: null,
          tries: 0,
          next_at: databaseNow,
        })
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

/** Those whose time has come, taken so that nobody else does them meanwhile; whoever dies over it leaves them for later. */
export const claimCaptures = (db: Kysely<Database>, ws: string, leaseMs: number): Promise<Capture[]> =>
  db
    .updateTable('capture')
    .set({ next_at: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` })
    .where('ws', '=', ws)
    .where('id', 'in', (from) =>
      from
        .selectFrom('capture')
        .select('id')
        .where('ws', '=', ws)
        .where('state', '=', 'waiting')
        .where('next_at', '<=', databaseNow)
        .orderBy('next_at')
        .limit(20)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();

/** Whether it was carried out before, by somebody who did not come to say so. */
export const wasCarriedOut = async (db: Reads, ws: string, person: string, key: string): Promise<boolean> =>
  (await db
    .selectFrom('answer')
    .select('key')
    .where('ws', '=', ws)
    .where('actor', '=', person)
    .where('key', '=', key)
    .executeTakeFirst()) !== undefined;

/** Its words are not needed any more. Where the reaction came or went meanwhile, it is looked at again. */
export async function finishCapture(
  trx: Transaction<Database>,
  { ws, id, wanted, round }: Capture,
  decision: number | null,
): Promise<void> {
  await trx
    .updateTable('capture')
    .set({
      text: '',
      decision,
      state: sql<'waiting' | 'done'>`case when wanted = ${wanted} and round = ${round} then 'done' else 'waiting' end`,
      next_at: databaseNow,
    })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .execute();
}

const mostTries = 10;

/** Something Hypha needs was away: later again, and not for ever. */
export async function putOff(trx: Transaction<Database>, { ws, id, tries }: Capture, waitMs: number): Promise<boolean> {
  const again = sql<Date>`clock_timestamp() + ${waitMs * 2 ** Math.min(tries, 6)} * interval '1 millisecond'`;
  await trx
    .updateTable('capture')
    .set({ tries: tries + 1, next_at: again, ...(tries + 1 >= mostTries && { state: 'done' as const, text: '' }) })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .execute();
  return tries + 1 < mostTries;
}

/** It reads otherwise now: so is it understood. */
export async function reviseCaptures(
  trx: Transaction<Database>,
  { ws, channel, ts }: { ws: string; channel: string; ts: string },
  text: string,
): Promise<void> {
  await trx
    .updateTable('capture')
    .set({ text })
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .where('kind', '=', 'mention')
    .where('state', '=', 'waiting')
    .execute();
}

/** With the reasons that somebody gave for what they asked: those are their words too. */
export async function forgetCaptures(trx: Transaction<Database>, ws: string, person: string): Promise<void> {
  await forgetReasons(trx, ws, person);
  await trx.deleteFrom('capture').where('ws', '=', ws).where('person', '=', person).execute();
}

/** But for calls that something came of: their messages can still go, and the reasons given in them with those. */
export const forgetCapturesBefore = async (db: Kysely<Database>, ws: string, before: Date, most: number) => {
  const over = db
    .selectFrom('capture')
    .select(whereItLies)
    .where('ws', '=', ws)
    .where('state', '=', 'done')
    .where((is) => is.or([is('kind', '!=', 'mention'), is('decision', 'is', null)]))
    .where('created_at', '<', before)
    .limit(most);
  return Number((await db.deleteFrom('capture').where(among(over)).executeTakeFirst()).numDeletedRows);
};

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

/** What a message was logged as, if that still stands and is anything that whoever asks may see. */
export async function loggedFrom(
  db: Reads,
  viewer: Viewer,
  { channel, ts }: { channel: string; ts: string },
): Promise<number | undefined> {
  const row = await visible(db, viewer, await readableIds(db, viewer))
    .innerJoin('evidence as e', (join) => join.onRef('e.ws', '=', 'd.ws').onRef('e.decision', '=', 'd.number'))
    .select('d.number')
    .where('e.channel', '=', channel)
    .where('e.message_ts', '=', ts)
    .where('e.role', '=', 'said')
    .where('d.state', 'not in', over)
    .orderBy('d.number')
    .executeTakeFirst();
  return row?.number;
}
