import { sql } from 'kysely';
import type { Reads } from '../edges/db.ts';

/** How much came in and waits, and what was given up with its reason. */
export const inboxCounts = (db: Reads, ws: string) =>
  counted(db, ws, 'waiting')
    .unionAll(counted(db, ws, 'parked'))
    .execute();

const counted = (db: Reads, ws: string, state: 'waiting' | 'parked') =>
  db
    .selectFrom('inbox')
    .select(['state', 'problem', sql<number>`sum(stands_for)`.as('count')])
    .select(sql<number>`count(*) filter (where state = 'parked' and body != '')`.as('readable'))
    .where('ws', '=', ws)
    .where('state', '=', state)
    .groupBy(['state', 'problem']);
