import type { App } from '../app.ts';
import { saveQuiet } from '../people/store.ts';
import { rightsOf } from '../rights.ts';
import { within } from './clock.ts';
import type { Claimed } from './outbox-head.ts';
import { isPassing, SlackRefusal } from './slack.ts';

const patienceMs = 5_000;

/**
 * Who somebody is and whether their notifications are paused, as Slack says now. False where it does not say just now;
 * where it may not, because that was not granted, nothing is paused as far as we know.
 */
export async function learnQuiet(app: App, { ws, dest }: Pick<Claimed, 'ws' | 'dest'>): Promise<boolean> {
  try {
    const rights = await within(patienceMs, rightsOf(app, { ws, person: dest, via: 'job' }));
    if (!rights.fresh) return false;
    await saveQuiet(app.db.write, ws, dest, await within(patienceMs, app.slack.quietOf(dest)));
  } catch (error) {
    app.log.warn({ err: error, person: dest }, 'could not ask whether somebody wants quiet');
    if (!(error instanceof SlackRefusal) || isPassing(error)) return false;
    await saveQuiet(app.db.write, ws, dest, null);
  }
  return true;
}
