import { sql } from 'kysely';
import type { Card } from '../../card.ts';
import type { Database, Transaction } from '../../edges/db.ts';
import type { ActionState } from '../rules.ts';

/** In these it may have gone out already, with the words that were true then. */
const perhapsOut: readonly ActionState[] = ['due', 'sending', 'unclear', 'needs a person', 'sent'];

/** Posts that show a decision, whatever became of them: one that was cancelled may be taken up again. */
export async function findShowing(trx: Transaction<Database>, ws: string, decision: number) {
  const posts = await trx
    .selectFrom('action')
    .select(['id', 'key', 'dest', 'state'])
    .where('ws', '=', ws)
    .where('kind', '=', 'post')
    .where(sql<boolean>`shows @> array[${decision}]::int[]`)
    .orderBy('id')
    .forUpdate()
    .execute();
  return posts.map(({ state, ...post }) => ({ ...post, wentOut: perhapsOut.some((one) => one === state) }));
}

/**
 * It says this from now on, and so does every update of it, whatever became of that. Gives whether one waits still that
 * will say so in Slack too.
 */
export async function rewrite(trx: Transaction<Database>, ws: string, id: string, card: Card): Promise<boolean> {
  const body = JSON.stringify(card);
  await trx.updateTable('action').set({ body }).where('ws', '=', ws).where('id', '=', id).execute();
  const updates = await trx
    .updateTable('action')
    .set({ body })
    .where('ws', '=', ws)
    .where('depends_on', '=', id)
    .where('kind', '=', 'update')
    .returning('state')
    .execute();
  return updates.some(({ state }) => state === 'planned' || state === 'due');
}
