import { namesOfChannels, readableIds } from '../../channels/store.ts';
import type { Reads } from '../../edges/db.ts';
import { inWords, type Names } from '../../markup.ts';
import { namesIn } from '../../messages/names.ts';
import { atOf, tsOf } from '../../messages/rules.ts';
import { type Spoken, threadsSince } from '../../messages/talk/store.ts';
import type { Dialogue } from '../../mind/dialogue.ts';
import { bandOf, findSettled, type Settled } from '../../mind/local/chat.ts';
import { slotsOf } from '../../mind/local/slots.ts';
import { wordsAt } from '../../mind/spans.ts';
import { unmet, type Viewer } from '../../people/rules.ts';
import { namesOfPeople } from '../../people/store.ts';
import { permalink } from '../rules.ts';
import type { LooksDecided } from './rules.ts';
import { addressOf, keyOf, logged } from './store.ts';

/** So much talk is read while somebody waits; of more, the latest. */
const mostThreads = 2_000;

/** What looks decided where somebody may read, the latest first, without what is logged. */
export async function looksDecided(
  db: Reads,
  viewer: Viewer,
  only: string | undefined,
  since: Date,
): Promise<LooksDecided[]> {
  const readable = await readableIds(db, viewer);
  const places = only === undefined ? readable : readable.filter((id) => id === only);
  const threads = await threadsSince(db, { ws: viewer.ws, places, since: tsOf(since), threads: mostThreads });
  const finds = threads.flatMap((said) => settledIn(said, tsOf(since)));
  const found = await described(db, viewer, finds);
  const held = await logged(db, viewer, readable, found.flatMap(restsOn));
  return found
    .filter((one) => !restsOn(one).some((message) => held.has(keyOf(message))))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

/** Whoever logged either message logged what was settled. */
const restsOn = ({ channel, message, closing }: LooksDecided) =>
  [message, closing].map((ts) => ({ channel: channel.id, ts }));

interface Find {
  said: readonly Spoken[];
  at: Spoken;
  settled: Settled;
}

/** Nothing that only perhaps was a decision: those are too many to look at. */
const settledIn = (said: readonly Spoken[], since: string): Find[] =>
  findSettled(dialogueOf(said, unnamed)).flatMap((settled) => {
    const at = said.find(({ ts }) => ts === settled.id);
    const band = bandOf(settled);
    return at && at.ts > since && (band === 'record' || band === 'ask') ? [{ said, at, settled }] : [];
  });

const unnamed: Names = { people: new Map(), channels: new Map() };

const dialogueOf = (said: readonly Spoken[], names: Names): Dialogue =>
  said.map(({ ts, thread_ts, author, text, reactions }) => ({
    id: ts,
    author,
    text: inWords(text, names),
    at: atOf(ts).getTime(),
    ...(thread_ts && thread_ts !== ts && { answers: thread_ts }),
    reactions: reactions.map(({ person, name }) => ({ name, by: person })),
  }));

async function described(db: Reads, viewer: Viewer, finds: readonly Find[]): Promise<LooksDecided[]> {
  const said = finds.flatMap((find) => find.said);
  const names = await namesIn(
    db,
    viewer,
    said.map(({ text }) => text),
  );
  const people = await namesOfPeople(db, viewer.ws, [...new Set(['', ...said.map(({ author }) => author)])]);
  const channels = await namesOfChannels(db, viewer, [...new Set(['', ...finds.map(({ at }) => at.channel)])]);
  const url = await addressOf(db, viewer.ws);
  // People call each other by their first names.
  const first = new Map([...people].map(([id, name]) => [id, name.split(' ')[0] ?? name]));
  return finds.flatMap((find) => {
    const dialogue = dialogueOf(find.said, names);
    const slots = slotsOf(dialogue, find.at.ts, first);
    if (!slots) return [];
    const { channel, ts, thread_ts, author } = find.at;
    const { statement, why } = slots;
    return {
      channel: { id: channel, name: channels.get(channel) ?? '' },
      message: statement.id,
      closing: ts,
      statement: wordsAt(dialogue, statement),
      // Only from the message that it will rest on: with that, its words go too.
      why: why?.id === statement.id ? wordsAt(dialogue, why) : null,
      by: people.get(author) ?? unmet,
      decider: author,
      agreed: find.settled.agreed,
      at: atOf(ts).toISOString(),
      link: permalink(url, channel, ts, thread_ts),
      certainty: find.settled.sure >= 0.7 ? ('likely' as const) : ('possible' as const),
    };
  });
}
