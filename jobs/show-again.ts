import { addAction } from '../src/actions/store.ts';
import { showAgain } from '../src/decisions/posted.ts';
import type { Database, Transaction } from '../src/edges/db.ts';
import { teamNow } from '../src/edges/workspace.ts';

interface Where {
  trx: Transaction<Database>;
  ws: string;
  /** In whose name Hypha mends what it said. */
  by: string;
}

/** What Hypha said of decisions whose words are gone is mended where it stands. Gives the destinations that this goes to. */
export async function showAllAgain({ trx, ws, by }: Where, decisions: readonly number[]): Promise<string[]> {
  const dests: string[] = [];
  for (const number of decisions)
    await showAgain(trx, ws, number, async (draft) => {
      dests.push(draft.to);
      return addAction(trx, ws, by, await teamNow(trx, ws), draft);
    });
  return dests;
}
