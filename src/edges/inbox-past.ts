import { randomUUIDv7 } from 'node:crypto';
import { type Happening, whatPast } from '../messages/events.ts';
import type { Database, Transaction } from './db.ts';

/** Something that history says, in the form in which the event would have said it. */
export interface Past {
  event: object;
  happening: Happening;
  /** What it takes the place of here. */
  over?: string;
}

/** Beside the events themselves: no id, but the same key for what happened. Gives whether any of it was news. */
export async function keepPast(trx: Transaction<Database>, ws: string, past: readonly Past[]): Promise<boolean> {
  if (past.length === 0) return false;
  const rows = past.map(({ event, happening, over = '' }) => ({
    ws,
    id: randomUUIDv7(),
    event_id: null,
    what: whatPast(happening, over),
    kind: happening.is,
    body: JSON.stringify({ event, instead: over !== '' }),
  }));
  const kept = await trx
    .insertInto('inbox')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return kept.length > 0;
}
