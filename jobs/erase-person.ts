import type { App } from '../src/app.ts';
import { redactAuthor } from '../src/decisions/store.ts';
import { forgetAuthor } from '../src/messages/store.ts';
import { isToBeErased, markErased } from '../src/people/store.ts';

/** After an opt-out: what they said goes, and quotes of it. */
export async function erasePerson(app: App, { ws, person }: { ws: string; person: string }): Promise<void> {
  await app.db.write.transaction().execute(async (trx) => {
    if (!(await isToBeErased(trx, ws, person))) return;
    await forgetAuthor(trx, ws, person);
    await redactAuthor(trx, ws, person);
    await markErased(trx, ws, person);
  });
}
