import { randomUUID } from 'node:crypto';
import { addAction } from '../../actions/store.ts';
import { say } from '../../card.ts';
import { mutedBy } from '../../delivery/store.ts';
import { hour } from '../../edges/clock.ts';
import type { Database, Reads, Transaction } from '../../edges/db.ts';
import type { Viewer } from '../../people/rules.ts';
import { digestTitle, recapTitle } from './blocks.ts';
import { foldedFor, lapsedFor, newsFor, newsOfChannel } from './news/store.ts';
import { countsOf, fitted, linesFor, mostUrgentFirst, type Recap, recapLines } from './rules.ts';
import { keepLines } from './store.ts';

/** What somebody's digest would tell now, most urgent first, as much as fits; and what it passes over for good. */
export async function tellingsFor(db: Reads, viewer: Viewer, since: Date, now: Date) {
  const { ws, person } = viewer;
  const muted = await mutedBy(db, ws, person);
  const lapsed = await lapsedFor(db, viewer, now, muted);
  const news = await newsFor(db, viewer, since, muted);
  const others = news.filter(({ number }) => !lapsed.some((one) => one.number === number));
  const lines = linesFor([...lapsed, ...others], person);
  return fitted(mostUrgentFirst([...lines, ...(await foldedFor(db, viewer, muted))]));
}

interface Asked {
  by: string;
  now: Date;
  /** At which time. Whoever puts it together holds its reader's row, so that there is one for each. */
  dueAt: Date;
}

/** Somebody's digest, where there is something to tell. Gives whether there was. */
export async function addDigest(
  trx: Transaction<Database>,
  viewer: Viewer,
  since: Date,
  { by, now, dueAt }: Asked,
): Promise<boolean> {
  const { ws, person } = viewer;
  const { shown, passed } = await tellingsFor(trx, viewer, since, now);
  if (shown.length === 0) return false;
  const lines = [...shown, ...passed];
  const digest = await addAction(trx, ws, by, now, {
    ...drawnLater,
    key: `digest:${person}:${dueAt.toISOString()}:${randomUUID()}`,
    to: person,
    card: say(digestTitle(countsOf(lines))),
    why: 'A digest comes at the times its reader chose.',
    subject: 'digest',
    sort: 'digest',
    reason: 'You use Hypha and take digests.',
  });
  await keepLines(trx, ws, { digest, reader: person }, lines);
  return true;
}

/** What was decided in a channel since it was last told, where anything was. */
export async function addRecap(
  trx: Transaction<Database>,
  { ws, channel, every }: { ws: string; channel: string; every: Recap },
  since: Date,
  { by, now, dueAt }: Asked,
): Promise<boolean> {
  const lines = recapLines(await newsOfChannel(trx, ws, channel, since));
  if (lines.length === 0) return false;
  const digest = await addAction(trx, ws, by, now, {
    ...drawnLater,
    key: `recap:${channel}:${every}:${dueAt.toISOString()}:${randomUUID()}`,
    to: channel,
    card: say(recapTitle(countsOf(lines))),
    why: 'Whoever decides about this channel wanted it told what was decided here.',
    subject: channel,
    sort: 'recap',
    reason: 'It is for everybody in the channel.',
  });
  await keepLines(trx, ws, { digest, reader: channel }, mostUrgentFirst(lines));
  return true;
}

/** It waits for the end of a pause in somebody's notifications, but not for the next day. */
const goodForMs = 8 * hour;

/** Nobody's words wait with it, so none has to be followed that changes or goes before it is sent. */
const drawnLater = { kind: 'post', asked: false, drawn: true, audience: [], goodForMs } as const;
