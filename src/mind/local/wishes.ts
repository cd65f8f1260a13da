import { sureness } from './model.ts';
import type { Moments } from './moments.ts';
import { type Learned, scoresBy } from './reader.ts';
import { joined, tableOf } from './table.ts';
import { pooled } from './windows.ts';

/** Moments with what is wished around them: who asks somebody for something, or promises it, says so in a line of its own. */
export function withWishes({ course, table }: Moments, wishes: Learned): Moments {
  const scores = scoresBy(wishes, course.remarks.table);
  const said = tableOf(['wishes', 'surely wishes'], scores.length);
  for (const [n, score] of scores.entries()) {
    const sure = sureness(score);
    said.values.set([sure, sure > 0.7 ? 1 : 0], 2 * n);
  }
  return { course, table: joined([table, pooled(said)]) };
}
