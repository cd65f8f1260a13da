import { forgetSaid } from '../src/actions/store.ts';
import type { App } from '../src/app.ts';
import { keptDays } from '../src/channels/rules.ts';
import { day, later, machineNow } from '../src/edges/clock.ts';
import { forgetRead } from '../src/edges/inbox-rows.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { forgetAnswers } from '../src/ledger/store.ts';
import { tsOf } from '../src/messages/rules.ts';
import { forgetBefore } from '../src/messages/store.ts';

/** What has been kept long enough goes: messages after their time, and keys once no repetition can come any more. */
export async function forget(app: App, { ws }: { ws: string }): Promise<void> {
  const { write } = app.db;
  await forgetBefore(write, ws, tsOf(later(await teamNow(write, ws), -keptDays * day)));
  await forgetAnswers(write, ws, later(machineNow(), -day));
  await forgetSaid(write, ws, later(machineNow(), -7 * day));
  await forgetRead(write, ws, later(machineNow(), -14 * day));
}
