import { open } from '../actions/rules.ts';
import { addAction } from '../actions/store.ts';
import { hour } from '../edges/clock.ts';
import type { Database, Reads, Transaction } from '../edges/db.ts';

interface Wanted {
  ws: string;
  person: string;
  /** What caused it: asked twice for the same cause, it is asked once. */
  cause: string;
  why: string;
  by: string;
  now: Date;
}

/**
 * Somebody's page is to be shown as it is when it is sent: it is drawn then. So one that waits already, for whatever
 * reason, is replaced, and what is asked for now need not wait for its turn.
 */
export async function askForHome(trx: Transaction<Database>, wanted: Wanted): Promise<void> {
  const { ws, person, by, now, why } = wanted;
  const key = `home:${wanted.cause}`;
  await trx
    .updateTable('action')
    .set({ state: 'cancelled', problem: replaced })
    .where('ws', '=', ws)
    .where('dest', '=', person)
    .where('kind', '=', 'home')
    .where('state', '=', 'due')
    .where('key', '!=', key)
    .execute();
  await addAction(trx, ws, by, now, {
    key,
    kind: 'home',
    to: person,
    card: { text: '', blocks: [] },
    why,
    subject: person,
    asked: true,
    audience: [],
    goodForMs: hour,
  });
}

const replaced = 'A newer one replaced it.';

/** Of some channels, those where Hypha's notice that it is going to read is on its way: all in one look. */
export async function announcedAmong(db: Reads, ws: string, channels: readonly string[]): Promise<ReadonlySet<string>> {
  if (channels.length === 0) return new Set();
  const rows = await db
    .selectFrom('channel as c')
    .innerJoin('action as a', (join) => join.onRef('a.ws', '=', 'c.ws').onRef('a.id', '=', 'c.notice'))
    .select('c.id')
    .where('c.ws', '=', ws)
    .where('c.id', 'in', channels)
    .where('a.state', 'in', open)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
