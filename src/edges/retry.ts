import { sql } from 'kysely';

/**
 * When somebody who has tried so often tries again: after `firstMs`, each time after twice as long, never after more
 * than `mostMs`. Attempts are counted before they begin, so that one that kills its process is found out like one that
 * fails.
 */
export const againAt = (tries: 'repair_tries' | 'erase_tries', waits: { firstMs: number; mostMs: number }) =>
  sql<Date>`clock_timestamp() + least(${waits.firstMs} * power(2, least(${sql.ref(tries)}, 20)), ${waits.mostMs}) * interval '1 millisecond'`;

/** From the third attempt in a row on it is worth telling: one or two fail on any day. */
export const worthTelling = 3;
