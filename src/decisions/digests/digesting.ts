import { randomUUID } from 'node:crypto';
import { addAction } from '../../actions/store.ts';
import type { Card } from '../../card.ts';
import { mutedBy } from '../../delivery/store.ts';
import { hour } from '../../edges/clock.ts';
import type { Database, Reads, Transaction } from '../../edges/db.ts';
import type { Viewer } from '../../people/rules.ts';
import { digestCard, recapCard } from './blocks.ts';
import { shownLines } from './drawing.ts';
import { fitted, type Line, linesFor, mostUrgentFirst, type Recap, recapLines } from './rules.ts';
import { foldedFor, keepLines, keepStill, lapsedFor, newsFor, newsIn } from './store.ts';

/** What somebody's digest would tell now, most urgent first, as much as fits; and what it passes over for good. */
export async function tellingsFor(db: Reads, viewer: Viewer, since: Date, now: Date) {
  const { ws, person } = viewer;
  const lapsed = await lapsedFor(db, viewer, now);
  const news = (await newsFor(db, viewer, since)).filter(({ number }) => !lapsed.some((one) => one.number === number));
  const muted = await mutedBy(db, ws, person);
  const lines = linesFor([...lapsed, ...news], person, muted);
  return fitted(mostUrgentFirst([...lines, ...(await foldedFor(db, ws, person, muted))]));
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
  await keepStill(trx, ws, shown);
  const card = digestCard({ lines: await shownLines(trx, ws, shown), more: passed.length });
  const digest = await addAction(trx, ws, by, now, {
    ...saying(card, shown),
    key: `digest:${person}:${dueAt.toISOString()}:${randomUUID()}`,
    to: person,
    why: 'A digest comes at the times its reader chose.',
    subject: 'digest',
    sort: 'digest',
    reason: 'You use Hypha and take digests.',
  });
  await keepLines(trx, ws, { digest, reader: person }, [...shown, ...passed]);
  return true;
}

/** What was decided in a channel since it was last told, where anything was. */
export async function addRecap(
  trx: Transaction<Database>,
  { ws, channel, every }: { ws: string; channel: string; every: Recap },
  since: Date,
  { by, now, dueAt }: Asked,
): Promise<boolean> {
  const { shown, passed } = fitted(recapLines(await newsIn(trx, ws, channel, since)));
  if (shown.length === 0) return false;
  await keepStill(trx, ws, shown);
  const card = recapCard(every, { lines: await shownLines(trx, ws, shown), more: passed.length });
  const digest = await addAction(trx, ws, by, now, {
    ...saying(card, shown),
    key: `recap:${channel}:${every}:${dueAt.toISOString()}:${randomUUID()}`,
    to: channel,
    why: 'Whoever decides about this channel wanted it told what was decided here.',
    subject: channel,
    sort: 'recap',
    reason: 'It is for everybody in the channel.',
  });
  await keepLines(trx, ws, { digest, reader: channel }, [...shown, ...passed]);
  return true;
}

/** It waits for the end of a pause in somebody's notifications, but not for the next day. */
const goodForMs = 8 * hour;

const saying = (card: Card, lines: readonly Line[]) => ({
  kind: 'post' as const,
  card,
  asked: false as const,
  audience: [...new Set(lines.flatMap(({ audience }) => audience))],
  shows: lines.flatMap(({ decision }) => decision ?? []),
  goodForMs,
});
