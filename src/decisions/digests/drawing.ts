import type { Card } from '../../card.ts';
import type { Reads } from '../../edges/db.ts';
import { unmet } from '../../people/rules.ts';
import { sourcesOf } from '../evidence/store.ts';
import { permalink } from '../rules.ts';
import { digestCard, recapCard, type Shown } from './blocks.ts';
import { countsOf, mostLines, type Told } from './rules.ts';
import { behindLine, linesIn, standingOf, textOf, waitForChanges } from './store.ts';

type Writable = Parameters<typeof waitForChanges>[0];

interface Where {
  db: Reads;
  ws: string;
}

/** What lines say now: their words are looked up wherever they are shown, so what is gone is gone there too. */
export async function shownLines(where: Where, lines: readonly Told[]): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const line of lines.slice(0, mostLines)) shown.push(await shownLine(where, line));
  return shown;
}

async function shownLine({ db, ws }: Where, line: Told): Promise<Shown> {
  const { part, said, reason, decision, change, action } = line;
  // What it would have said, as it would be posted, of something that found no place of its own.
  if (action) {
    const text = (await textOf(db, ws, action))?.text;
    return text
      ? { part, said, reason, decision: null, text }
      : withoutWords(line, 'Something that Hypha no longer keeps.');
  }
  const found = decision && change ? await behindLine(db, ws, decision, change) : undefined;
  if (!found) return unseen(line);
  const { number, statement, at, by, deciders, other, otherSeen } = found;
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
      by: (line.part === 'decided' ? deciders : by) ?? by ?? unmet,
      at: at.toISOString(),
      channel: source?.channel_name ?? 'a channel',
      link: source && ts ? permalink(source.url, source.channel, ts, source.thread_ts) : null,
      replacedBy: otherSeen ? other : null,
    },
  };
}

const withoutWords = ({ part, said }: Told, text: string): Shown => ({ part, said, reason: '', decision: null, text });
const unseen = (line: Told): Shown => withoutWords(line, 'Something that you do not see now.');

/** Of a digest, or a change of one: which it is, to whom, what they see now, and what they do not want to hear of. */
interface Drawing {
  digest: string;
  key: string;
  kind: string;
  reader: string;
  places: readonly string[];
  muted: readonly string[];
}

/**
 * A digest or a channel's recap as it is to be said now, by what its lines tell. Before it is said, all of them have to hold;
 * where it stands already, what its reader does not see any more is left out of it.
 */
export async function drawDigest(db: Writable, ws: string, drawing: Drawing): Promise<Card | 'anew'> {
  const told = await linesIn(db, ws, drawing.digest);
  await waitForChanges(db, ws, told);
  const { seen, holds } = await standingOf(db, { ws, ...drawing });
  if (drawing.kind === 'post' && !holds) return 'anew';
  const lines: Shown[] = [];
  for (const line of told.slice(0, mostLines))
    lines.push(seen.includes(line.n) ? await shownLine({ db, ws }, line) : unseen(line));
  const shown = { lines, counts: countsOf(told.filter(({ n }) => n <= mostLines || seen.includes(n))) };
  const [what, whose = ''] = drawing.key.split(':');
  return what === 'recap' ? recapCard(whose, shown) : digestCard(shown);
}
