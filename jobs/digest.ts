import type { App } from '../src/app.ts';
import { addDigest, addRecap, tellingsFor } from '../src/decisions/digests/digesting.ts';
import { nextRecap } from '../src/decisions/digests/rules.ts';
import {
  claimDigest,
  claimRecap,
  findReader,
  leaseDigest,
  leaseRecap,
  nextDigest,
  setDigestAt,
  setRecap,
  workingOf,
} from '../src/delivery/store.ts';
import { together } from '../src/edges/db.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { findRights } from '../src/people/store.ts';
import { rightsNow } from '../src/rights.ts';
import type { Wait } from './index.ts';

/**
 * Puts somebody's digest together at its time, of what they may see then. When it comes next, and what it told, is written
 * with it. While Slack does not say what they may see, it waits, and others do not wait for it.
 */
export async function digest(app: App, { ws, person }: { ws: string; person: string }): Promise<Wait> {
  if (!(await leaseDigest(app.db.write, ws, person, patienceMs(app)))) return undefined;
  const rights = (await hasNews(app, ws, person)) ? await rightsNow(app, { ws, person, via: 'job' }) : 'nothing new';
  if (rights === 'not now') return undefined;
  const isTold = await together(app.db.write, async (trx) => {
    const now = await teamNow(trx, ws);
    const reader = await claimDigest(trx, ws, person, now);
    if (!reader) return false;
    const goesOn = rights === 'nothing new' || (rights !== 'for nobody' && rights.active);
    await setDigestAt(trx, ws, person, goesOn ? nextDigest(reader, now) : null);
    if (!goesOn || typeof rights === 'string') return false;
    const asked = { by: app.workspace.botUser, now, dueAt: reader.digest_at };
    return addDigest(trx, { ws, person, rights }, reader.digest_since ?? now, asked);
  });
  if (isTold) app.queue.wake({ job: 'deliver', payload: { ws, dest: person } });
  // Many have theirs at the same time: the next ones are looked for at once.
  return 0;
}

/**
 * As far as is known without asking Slack: many have their digest at the same time, few of them have news, and those who ask
 * Hypha something then need the answers that Slack has room for.
 */
async function hasNews(app: App, ws: string, person: string): Promise<boolean> {
  const known = await findRights(app.db.write, ws, person);
  const reader = await findReader(app.db.write, ws, person);
  if (!known?.active || !reader?.digest_since) return true;
  const now = await teamNow(app.db.write, ws);
  const { shown } = await tellingsFor(
    app.db.write,
    { ws, person, rights: { ...known, fresh: true } },
    reader.digest_since,
    now,
  );
  return shown.length > 0;
}

/** So long after an attempt that did not end well, however it ended, comes another. */
const patienceMs = ({ config: { pace } }: App): number => pace.settleMs;

/** The same of a channel that wants it. */
export async function recap(app: App, { ws, channel }: { ws: string; channel: string }): Promise<Wait> {
  if (!(await leaseRecap(app.db.write, ws, channel, patienceMs(app)))) return undefined;
  const isTold = await together(app.db.write, async (trx) => {
    const now = await teamNow(trx, ws);
    const place = await claimRecap(trx, ws, channel, now);
    if (!place?.recap) return false;
    const { recap: every, tz, hours, recap_since, recap_at: dueAt } = place;
    await setRecap(trx, ws, channel, { recap: every, at: nextRecap(every, workingOf(tz ?? undefined, hours), now) });
    const asked = { by: app.workspace.botUser, now, dueAt };
    return place.reading && addRecap(trx, { ws, channel, every }, recap_since ?? now, asked);
  });
  if (isTold) app.queue.wake({ job: 'deliver', payload: { ws, dest: channel } });
  return undefined;
}
