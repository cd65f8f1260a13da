import { dropUnsaid, forgetSaid } from '../src/actions/store.ts';
import type { App } from '../src/app.ts';
import { keptDays } from '../src/channels/rules.ts';
import { forgetCapturesBefore } from '../src/decisions/captures/store.ts';
import { day, later, machineNow } from '../src/edges/clock.ts';
import { inPortions } from '../src/edges/db.ts';
import { dropMoot, emptyAside, foldAside } from '../src/edges/inbox-aside.ts';
import { forgetRead } from '../src/edges/inbox-rows.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { forgetAnswers } from '../src/ledger/store.ts';
import { tsOf } from '../src/messages/rules.ts';
import { forgetBefore, forgetReactionsBefore } from '../src/messages/store.ts';

/** What has been kept long enough goes: messages after their time, and keys once no repetition can come any more. */
export async function forget({ db, stopping }: App, { ws }: { ws: string }): Promise<void> {
  const { write } = db;
  const today = await teamNow(write, ws);
  const oldest = tsOf(later(today, -keptDays * day));
  const now = machineNow();
  await dropUnsaid(write, ws, today);
  await inPortions(stopping, (most) => forgetBefore(write, ws, oldest, most));
  await inPortions(stopping, (most) => forgetAnswers(write, ws, later(now, -day), most));
  await inPortions(stopping, (most) => forgetSaid(write, ws, later(now, -7 * day), most));
  await inPortions(stopping, (most) => forgetRead(write, ws, later(now, -14 * day), most));
  await inPortions(stopping, (most) => forgetReactionsBefore(write, ws, oldest, most));
  await inPortions(stopping, (most) => forgetCapturesBefore(write, ws, later(now, -keptDays * day), most));
  await dropMoot(write, ws);
  await inPortions(stopping, (most) => emptyAside(write, ws, later(now, -keptDays * day), most));
  await foldAside(write, ws);
}
