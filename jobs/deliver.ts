import type { App } from '../src/app.ts';
import { type Drawn, type Step, sendNext } from '../src/edges/outbox.ts';
import type { Claimed } from '../src/edges/outbox-head.ts';
import { drawDigest } from './draw-digest.ts';
import { drawHome } from './draw-home.ts';
import type { Wait } from './index.ts';

/** What has no words of its own until it is sent. */
const drawn = (app: App, row: Claimed): Promise<Drawn> =>
  row.kind === 'home' ? drawHome(app, row.dest) : drawDigest(app, row);

/** Sends what is due to one destination, in order, while nobody else does. */
export async function deliver(app: App, { dest }: { dest: string }): Promise<Wait> {
  let step: Step = true;
  const held = await app.locks.hold(dest, async (isOurs) => {
    while (step === true && isOurs() && !app.stopping.aborted) step = await sendNext(app, dest, drawn);
  });
  // Whoever holds it may have looked for the last time just before this was due.
  if (held === 'busy') return app.config.pace.perChannelMs;
  return typeof step === 'number' ? step : undefined;
}
