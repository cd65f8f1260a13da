import { readable } from '../channels/store.ts';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import type { Viewer } from '../people/rules.ts';

/** From then on Hypha may say things there unasked. */
export async function setObserving(
  trx: Transaction<Database>,
  ws: string,
  channel: string,
  until: Date,
): Promise<void> {
  await trx
    .updateTable('channel')
    .set({ observing_until: until })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .execute();
}

/** Where somebody and Hypha both are, first where it reads. */
export const placesWith = (db: Reads, viewer: Viewer) =>
  db
    .selectFrom('channel as c')
    .innerJoin('membership as m', (join) => join.onRef('m.ws', '=', 'c.ws').onRef('m.channel', '=', 'c.id'))
    .select(['c.id', 'c.ws', 'c.name', 'c.reading', 'c.host', 'c.creator', 'c.observing_until', 'c.recap'])
    .where('c.ws', '=', viewer.ws)
    .where('m.person', '=', viewer.person)
    .where('c.id', 'in', readable(db, viewer))
    .where('c.bot_in', '=', true)
    .where('c.archived', '=', false)
    .where('c.kind', 'in', ['public', 'private'])
    .orderBy('c.reading', 'desc')
    .orderBy('c.name')
    .execute();
