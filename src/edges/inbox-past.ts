import { randomUUIDv7 } from 'node:crypto';
import { type Happening, whatOf } from '../messages/events.ts';
import type { Db } from './db.ts';

/** Something that history says, in the form in which the event would have said it. */
export interface Past {
  event: object;
  happening: Happening;
}

/** Beside the events themselves: no id, but the same key for what happened. Gives whether any of it was news. */
export async function keepPast(db: Db, ws: string, past: readonly Past[]): Promise<boolean> {
  if (past.length === 0) return false;
  const rows = past.map(({ event, happening }) => ({
    ws,
    id: randomUUIDv7(),
    event_id: null,
    what: whatOf(happening, ''),
    kind: happening.is,
    body: JSON.stringify({ event }),
  }));
  const kept = await db.write
    .insertInto('inbox')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return kept.length > 0;
}
