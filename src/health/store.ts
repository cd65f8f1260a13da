import type { Reads } from '../edges/db.ts';

/** How much came in and waits, and what was given up with its reason. */
export const inboxCounts = (db: Reads, ws: string) =>
  db
    .selectFrom('inbox')
    .select((select) => ['state', 'problem', select.fn.countAll<number>().as('count')])
    .where('ws', '=', ws)
    .where('state', '!=', 'done')
    .groupBy(['state', 'problem'])
    .execute();
