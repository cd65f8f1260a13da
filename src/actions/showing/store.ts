import { sql } from 'kysely';
import type { Card } from '../../card.ts';
import type { Database, Transaction } from '../../edges/db.ts';

/** Posts that show a decision, and whether they may have gone out already, with the words that were true then. */
export async function findShowing(trx: Transaction<Database>, ws: string, decision: number) {
  const posts = await trx
    .selectFrom('action')
    .select(['id', 'key', 'dest', 'state'])
    .where('ws', '=', ws)
    .where('kind', '=', 'post')
    .where(sql<boolean>`shows @> array[${decision}]::int[]`)
    .where('state', 'not in', ['cancelled', 'expired', 'refused'])
    .orderBy('id')
    .forUpdate()
    .execute();
  return posts.map(({ state, ...post }) => ({ ...post, wentOut: state !== 'planned' && state !== 'held' }));
}

/** It says something else from now on; and an update of it that waits still would say what is not so any more. */
export async function supersede(trx: Transaction<Database>, ws: string, id: string, card: Card): Promise<void> {
  await trx
    .updateTable('action')
    .set({ body: JSON.stringify(card) })
    .where('ws', '=', ws)
    .where('id', '=', id)
    .execute();
  await trx
    .updateTable('action')
    .set({ state: 'cancelled', problem: 'A newer one replaced it.', body: JSON.stringify({ text: '', blocks: [] }) })
    .where('ws', '=', ws)
    .where('depends_on', '=', id)
    .where('kind', '=', 'update')
    .where('state', 'in', ['planned', 'due', 'held'])
    .execute();
  // One that is on its way or was sent keeps no words that are gone.
  await trx
    .updateTable('action')
    .set({ body: JSON.stringify(card) })
    .where('ws', '=', ws)
    .where('depends_on', '=', id)
    .where('kind', '=', 'update')
    .where('state', 'in', ['sending', 'unclear', 'sent', 'needs a person'])
    .execute();
}
