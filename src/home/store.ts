import { addAction } from '../actions/store.ts';
import { hour } from '../edges/clock.ts';
import type { Database, Transaction } from '../edges/db.ts';

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
