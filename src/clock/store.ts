import type { Database, Transaction } from '../edges/db.ts';

export async function addToOffset(trx: Transaction<Database>, ws: string, ms: number): Promise<void> {
  await trx
    .updateTable('workspace')
    .set((set) => ({ offset_ms: set('offset_ms', '+', ms) }))
    .where('ws', '=', ws)
    .execute();
}
