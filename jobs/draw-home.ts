import type { App } from '../src/app.ts';
import { within } from '../src/edges/clock.ts';
import type { Drawn } from '../src/edges/outbox.ts';
import { showHome } from '../src/home/operations.ts';
import { rightsNow } from '../src/rights.ts';
import { run } from '../src/run.ts';

/** Others who open theirs wait for one of the same few places. */
const patienceMs = 2_000;

/** Somebody's page as it is now. While Slack does not say what they may see it is not drawn: it would leave things out. */
export async function drawHome(app: App, person: string): Promise<Drawn> {
  const actor = { ws: app.workspace.ws, kind: 'job', id: 'deliver', person, via: 'job' } as const;
  const rights = await within(patienceMs, rightsNow(app, actor)).catch(() => 'not now' as const);
  if (typeof rights === 'string') return rights;
  const shown = await run(app, actor, showHome, {});
  if (shown.ok) return shown.card;
  return shown.code === 'forbidden' ? 'for nobody' : 'not now';
}
