import { sql } from 'kysely';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import { teamNowSql } from '../edges/workspace.ts';

/** Forward from where it is, standing or not. */
export async function addToTime(trx: Transaction<Database>, ws: string, ms: number): Promise<void> {
  await trx
    .updateTable('workspace')
    .set((set) => ({
      offset_ms: set('offset_ms', '+', ms),
      stands_at: sql<Date | null>`stands_at + ${ms} * interval '1 millisecond'`,
    }))
    .where('ws', '=', ws)
    .execute();
}

/** From here on it is this time: standing still, or going on from it. Gives what it is now. */
export async function setTime(
  trx: Transaction<Database>,
  ws: string,
  { to, stands }: { to: Date; stands: boolean },
): Promise<Date> {
  const offset_ms = sql<number>`round(extract(epoch from ${to}::timestamptz - clock_timestamp()) * 1000)::bigint`;
  const { now } = await trx
    .updateTable('workspace')
    .set(stands ? { stands_at: to } : { stands_at: null, offset_ms })
    .where('ws', '=', ws)
    .returning(teamNowSql.as('now'))
    .executeTakeFirstOrThrow();
  return now;
}

/** Locked, so that of two who set it one after the other neither sets it back. */
export async function findTime(trx: Transaction<Database>, ws: string): Promise<Date> {
  const { now } = await trx
    .selectFrom('workspace')
    .select(teamNowSql.as('now'))
    .where('ws', '=', ws)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return now;
}

/** Before anything came in or was done, no row has a time that could come to lie in the future. */
export async function isUntouched(db: Reads, ws: string): Promise<boolean> {
  const { touched } = await db
    .selectFrom('workspace as w')
    .select((is) =>
      is
        .or([
          is.exists(is.selectFrom('ledger as l').select('l.id').whereRef('l.ws', '=', 'w.ws')),
          is.exists(is.selectFrom('inbox as i').select('i.id').whereRef('i.ws', '=', 'w.ws')),
          is.exists(is.selectFrom('message as m').select('m.ts').whereRef('m.ws', '=', 'w.ws')),
        ])
        .as('touched'),
    )
    .where('w.ws', '=', ws)
    .executeTakeFirstOrThrow();
  return !touched;
}
