import type { Card } from '../../card.ts';
import type { Reads } from '../../edges/db.ts';
import { unmet } from '../../people/rules.ts';
import { sourcesOf } from '../evidence/store.ts';
import { permalink } from '../rules.ts';
import { digestCard, recapCard, type Shown } from './blocks.ts';
import { countsOf, mostLines, type Told } from './rules.ts';
import { behindLine, linesIn, textOf } from './store.ts';

/** Whom lines are shown to, by the places they see. */
interface Looking {
  db: Reads;
  ws: string;
  places: readonly string[];
}

/** Whether a line is still what there is to tell: nothing more became of it, and its reader may see it. */
interface Drawn {
  line: Shown;
  holds: boolean;
}

/** What lines say now: their words are looked up wherever they are shown, so what is gone is gone there too. */
export const shownLines = async (looking: Looking, lines: readonly Told[]): Promise<Shown[]> =>
  (await drawnLines(looking, lines)).map(({ line }) => line);

async function drawnLines(looking: Looking, lines: readonly Told[]): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const line of lines.slice(0, mostLines)) drawn.push(await drawnLine(looking, line));
  return drawn;
}

const sees = ({ places }: Looking, audience: readonly string[]): boolean =>
  audience.every((channel) => places.includes(channel));

async function drawnLine(looking: Looking, line: Told): Promise<Drawn> {
  const { decision, change, action } = line;
  if (action) return saidBefore(looking, line, action);
  const found = decision && change ? await behindLine(looking.db, looking.ws, decision, change) : undefined;
  if (!found || !sees(looking, found.audience)) return withoutWords(line, 'Something that you do not see now.');
  const { number, statement, version, at, by, other, otherSeen } = found;
  const [source] = await sourcesOf(looking.db, looking.ws, number);
  const ts = source?.message_ts ?? source?.sent_ts ?? null;
  const about = {
    number,
    statement,
    by: by ?? unmet,
    at: at.toISOString(),
    channel: source?.channel_name ?? 'a channel',
    link: source && ts ? permalink(source.url, source.channel, ts, source.thread_ts) : null,
    replacedBy: otherSeen ? other : null,
  };
  return { line: { ...saidOf(line), decision: about, text: null }, holds: version === line.upto };
}

/** Of something that found no place of its own: what it would have said. */
async function saidBefore(looking: Looking, line: Told, action: string): Promise<Drawn> {
  const found = await textOf(looking.db, looking.ws, action);
  if (!found || !sees(looking, found.audience)) return withoutWords(line, 'Something that you do not see now.');
  if (!found.text) return { ...withoutWords(line, 'Something that Hypha no longer keeps.'), holds: true };
  return { line: { ...saidOf(line), decision: null, text: found.text }, holds: true };
}

const withoutWords = (line: Told, text: string): Drawn => ({
  line: { ...saidOf(line), reason: '', decision: null, text },
  holds: false,
});

const saidOf = ({ part, said, reason }: Told) => ({ part, said, reason });

/**
 * A digest or a channel's recap as it is to be said now, by what its lines tell. Before it is said, all of them have to hold;
 * where it stands already, what does not is left out of it.
 */
export async function drawDigest(
  looking: Looking,
  { digest, key, kind }: { digest: string; key: string; kind: string },
): Promise<Card | 'anew'> {
  const told = await linesIn(looking.db, looking.ws, digest);
  const drawn = await drawnLines(looking, told);
  if (kind === 'post' && drawn.some(({ holds }) => !holds)) return 'anew';
  const shown = { lines: drawn.map(({ line }) => line), counts: countsOf(told) };
  const [what, whose = '', every] = key.split(':');
  return what === 'recap' ? recapCard(whose, every === 'daily' ? 'daily' : 'weekly', shown) : digestCard(shown);
}
