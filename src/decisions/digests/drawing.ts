import type { Card } from '../../card.ts';
import type { Reads } from '../../edges/db.ts';
import { unmet } from '../../people/rules.ts';
import { sourcesOf } from '../evidence/store.ts';
import { permalink } from '../rules.ts';
import { digestCard, recapCard, type Shown } from './blocks.ts';
import { mostLines, type Told } from './rules.ts';
import { behindLine, linesIn, textOf } from './store.ts';

/** What lines say now: their words are looked up wherever they are shown, so what is gone is gone there too. */
export async function shownLines(db: Reads, ws: string, lines: readonly Told[]): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const line of lines.slice(0, mostLines)) shown.push(await shownLine(db, ws, line));
  return shown;
}

async function shownLine(db: Reads, ws: string, line: Told): Promise<Shown> {
  const { part, said, reason, action, decision, change } = line;
  if (action) return { part, said, reason, decision: null, text: (await textOf(db, ws, action))?.text ?? '' };
  const found = decision && change ? await behindLine(db, ws, decision, change) : undefined;
  if (!found) return { part, said, reason, decision: null, text: 'A decision that is gone by now.' };
  const { number, statement, at, by, other, otherSeen } = found;
  const [source] = await sourcesOf(db, ws, number);
  const ts = source?.message_ts ?? source?.sent_ts ?? null;
  return {
    part,
    said,
    reason,
    text: null,
    decision: {
      number,
      statement,
      by: by ?? unmet,
      at: at.toISOString(),
      channel: source?.channel_name ?? 'a channel',
      link: source && ts ? permalink(source.url, source.channel, ts, source.thread_ts) : null,
      replacedBy: otherSeen ? other : null,
    },
  };
}

/** A digest or a channel's recap as it is to be said now, by what its lines tell. Nothing where an action is neither. */
export async function drawDigest(
  db: Reads,
  ws: string,
  { id, key }: { id: string; key: string },
): Promise<Card | undefined> {
  const [kind, , every] = key.split(':');
  if (kind !== 'digest' && kind !== 'recap') return undefined;
  const told = await linesIn(db, ws, id);
  const digest = { lines: await shownLines(db, ws, told), more: Math.max(0, told.length - mostLines) };
  return kind === 'recap' ? recapCard(every === 'daily' ? 'daily' : 'weekly', digest) : digestCard(digest);
}
