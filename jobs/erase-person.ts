import type { App } from '../src/app.ts';
import { forgetCaptures } from '../src/decisions/captures/store.ts';
import { redactAuthor } from '../src/decisions/evidence/store.ts';
import { type Database, inPortions, type Transaction } from '../src/edges/db.ts';
import { dropMoot } from '../src/edges/inbox-aside.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { forgetAuthor, forgetReactions } from '../src/messages/store.ts';
import { claimErasing, isToBeErased, markErased, noteErasing } from '../src/people/store.ts';
import { showAllAgain } from './show-again.ts';
import { troubleIn } from './trouble.ts';

/** After an opt-out: what they said goes, and quotes of it. However often it fails, it is tried again, and told. */
export async function erasePerson(app: App, { ws, person }: { ws: string; person: string }): Promise<void> {
  const { settleMs, repairMs } = app.config.pace;
  const { write } = app.db;
  if (!(await claimErasing(write, ws, person, { firstMs: settleMs, mostMs: repairMs }))) return;
  try {
    const mended = new Set<string>();
    await inPortions(app.stopping, (most) =>
      write.transaction().execute((trx) => eraseSome({ trx, ws, by: app.workspace.botUser }, person, most, mended)),
    );
    for (const dest of mended) app.queue.wake({ job: 'deliver', payload: { ws, dest } });
  } catch (error) {
    await noteErasing(write, ws, person, troubleIn(app, error, 'what a person said could not be erased yet'));
  }
}

/** The last portion takes the quotes along, and says that it is done. */
async function eraseSome(
  where: { trx: Transaction<Database>; ws: string; by: string },
  person: string,
  most: number,
  mended: Set<string>,
): Promise<number> {
  const { trx, ws, by } = where;
  if (!(await isToBeErased(trx, ws, person))) return 0;
  const gone = await forgetAuthor(trx, ws, person, most);
  if (gone === most) return gone;
  await forgetReactions(trx, ws, person);
  await forgetCaptures(trx, ws, person);
  const decisions = await redactAuthor(trx, ws, person, { by, now: await teamNow(trx, ws) });
  for (const dest of await showAllAgain(where, decisions)) mended.add(dest);
  await dropMoot(trx, ws);
  await markErased(trx, ws, person);
  return gone;
}
