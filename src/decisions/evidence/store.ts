import type { Selectable } from 'kysely';
import type { Database, Reads, Transaction } from '../../edges/db.ts';
import { inWords, namedIn } from '../../markup.ts';
import { namesOfPeople } from '../../people/store.ts';
import { worded } from '../changes/rules.ts';
import { changesOf, followInHistory, writeChange } from '../changes/store.ts';
import { quotedFrom } from '../rules.ts';
import { type Fate, fateOf, repeats, type Version } from './rules.ts';

type Evidence = Selectable<Database['evidence']>;

/** What a decision rests on. Words typed to Hypha link to the post that confirmed them, once that was sent. */
export const sourcesOf = (db: Reads, ws: string, number: number) =>
  db
    .selectFrom('evidence as e')
    .innerJoin('workspace as w', 'w.ws', 'e.ws')
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 'e.ws').onRef('p.id', '=', 'e.author'))
    .leftJoin('channel as c', (join) => join.onRef('c.ws', '=', 'e.ws').onRef('c.id', '=', 'e.channel'))
    .leftJoin('action as a', (join) => join.onRef('a.ws', '=', 'e.ws').onRef('a.id', '=', 'e.action'))
    .select(['e.channel', 'e.quote', 'e.message_ts', 'e.thread_ts', 'e.removed', 'e.role', 'e.reaction', 'a.sent_ts'])
    .select(['w.url', 'p.name as author', 'c.name as channel_name'])
    .where('e.ws', '=', ws)
    .where('e.decision', '=', number)
    .orderBy('e.n')
    .execute();

interface Place {
  ws: string;
  channel: string;
  ts: string;
}

/** In whose name, and when, it is written down that words are gone. */
export interface Removal {
  by: string;
  now: Date;
}

/**
 * The words are gone at the source, so they go here, wherever they came to stand: that something was there stays. Gives the
 * decisions that changed by it.
 */
export async function redactMessage(
  trx: Transaction<Database>,
  place: Place,
  removal: Removal,
  stillSays = '',
): Promise<number[]> {
  const quoted = await quotesOf(trx, place).where('removed', '=', false).execute();
  const gone = quoted.filter(({ quote }) => stillSays === '' || !stillSays.includes(quote ?? ''));
  return redact(trx, gone, removal, stillSays);
}

/** The same while it is only missing from Slack's history: shown there again, it is quoted again. */
export async function redactAbsent(trx: Transaction<Database>, place: Place, removal: Removal): Promise<number[]> {
  const quoted = await quotesOf(trx, place).where('removed', '=', false).execute();
  return redact(trx, quoted, removal, '', { absent: true });
}

/** Locked, in one order everywhere. */
const quotesIn = (trx: Transaction<Database>, ws: string) =>
  trx.selectFrom('evidence').selectAll().where('ws', '=', ws).orderBy('decision').orderBy('n').forUpdate();

const quotesOf = (trx: Transaction<Database>, { ws, channel, ts }: Place) =>
  quotesIn(trx, ws).where('channel', '=', channel).where('message_ts', '=', ts);

export async function quoteAgain(
  trx: Transaction<Database>,
  { ws, channel, ts }: Place,
  quote: string | null,
): Promise<void> {
  await trx
    .updateTable('evidence')
    .set({ quote, removed: false, absent: false })
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('message_ts', '=', ts)
    .where('absent', '=', true)
    // Who nodded to it did not say it.
    .where('reaction', 'is', null)
    .execute();
}

export async function redactAuthor(
  trx: Transaction<Database>,
  ws: string,
  author: string,
  removal: Removal,
): Promise<number[]> {
  const quoted = await quotesIn(trx, ws).where('author', '=', author).where('message_ts', 'is not', null).execute();
  return redact(trx, quoted, removal, '');
}

/** Whoever agreed by a reaction has taken it back. */
export async function dropNod(
  trx: Transaction<Database>,
  place: Place,
  { person, reaction }: { person: string; reaction: string },
  removal: Removal,
): Promise<number[]> {
  const nods = await quotesOf(trx, place)
    .where('role', '=', 'agreed')
    .where('author', '=', person)
    .where('reaction', '=', reaction.replace(/::.*$/, ''))
    .where('removed', '=', false)
    .execute();
  return redact(trx, nods, removal, '');
}

async function redact(
  trx: Transaction<Database>,
  gone: readonly Evidence[],
  removal: Removal,
  stillSays: string,
  { absent = false } = {},
): Promise<number[]> {
  await requote(trx, gone, { quote: null, removed: true, absent });
  for (const [decision, quotes] of Map.groupBy(gone, (one) => one.decision)) {
    const was = quotes.flatMap(({ quote }) => quote ?? []);
    const which = { ws: quotes[0]?.ws ?? '', decision };
    const nods = quotes.filter(({ role }) => role === 'agreed').map(({ author }) => author);
    const { versions, now } = await versionsOf(trx, which.ws, was, stillSays);
    await loseSupport(trx, which, nods, removal);
    await removeWords(trx, which, removal, (text) => fateOf(text, versions, now));
    // What it still says in those words goes with them the next time.
    const said = quotes.filter(({ role }) => role === 'said');
    const isLeft = (text: string) => versions.some(({ is }) => repeats(text, is));
    if (stillSays !== '' && said.length > 0 && (await textsOf(trx, which)).some(isLeft))
      await requote(trx, said, { quote: quotedFrom(stillSays), removed: false, absent });
  }
  return [...new Set(gone.map(({ decision }) => decision))];
}

async function requote(
  trx: Transaction<Database>,
  quotes: readonly Evidence[],
  now: Pick<Evidence, 'quote' | 'removed' | 'absent'>,
): Promise<void> {
  for (const { ws, decision, n } of quotes)
    await trx
      .updateTable('evidence')
      .set(now)
      .where('ws', '=', ws)
      .where('decision', '=', decision)
      .where('n', '=', n)
      .execute();
}

/** As Slack keeps it, and as people may have read it there; what it says now names no channel that not everybody knows. */
async function versionsOf(
  trx: Transaction<Database>,
  ws: string,
  was: readonly string[],
  is: string,
): Promise<{ versions: Version[]; now: string }> {
  const { readings, open } = await readingsOf(trx, ws, [...was, is]);
  const versions = readings.flatMap((read) => was.map((one) => ({ was: read(one), is: read(is) })));
  return { versions, now: open(is) };
}

type ReadAs = (text: string) => string;

/** The ways in which some texts may have been read; and the one in which everybody may read them. */
export async function readingsOf(
  trx: Transaction<Database>,
  ws: string,
  texts: readonly string[],
): Promise<{ readings: ReadAs[]; open: ReadAs }> {
  const named = namedIn(texts.join('\n'));
  const people = named.people.length > 0 ? await namesOfPeople(trx, ws, named.people) : new Map<string, string>();
  const rooms = named.channels.length > 0 ? await roomsNamed(trx, ws, named.channels) : [];
  const knowing =
    (some: typeof rooms): ReadAs =>
    (text) =>
      inWords(text, { people, channels: new Map(some.map(({ id, name }) => [id, name])) });
  const open = knowing(rooms.filter(({ kind }) => kind === 'public'));
  return { readings: [(text) => text, open, knowing(rooms)], open };
}

const roomsNamed = (db: Reads, ws: string, ids: readonly string[]) =>
  db.selectFrom('channel').select(['id', 'name', 'kind']).where('ws', '=', ws).where('id', 'in', ids).execute();

/** All that is written down of a decision, now and before. */
async function textsOf(trx: Transaction<Database>, which: Which): Promise<string[]> {
  const row = await lockRow(trx, which);
  const lines = await changesOf(trx, which.ws, which.decision);
  return [row, ...lines.map(({ fields }) => fields)]
    .flatMap((one) => worded.map((name) => one?.[name] ?? ''))
    .concat(lines.map(({ reason }) => reason ?? ''));
}

interface Which {
  ws: string;
  decision: number;
}

/** Nobody is said to have agreed when nothing shows it any more. */
async function loseSupport(
  trx: Transaction<Database>,
  { ws, decision }: Which,
  authors: readonly string[],
  { by, now }: Removal,
): Promise<void> {
  if (authors.length === 0) return;
  const left = await trx
    .selectFrom('evidence')
    .select('author')
    .where('ws', '=', ws)
    .where('decision', '=', decision)
    .where('role', '=', 'agreed')
    .where('removed', '=', false)
    .execute();
  const lost = authors.filter((author) => !left.some((one) => one.author === author));
  const row = await lockRow(trx, { ws, decision });
  const agreed = row?.agreed.filter((person) => !lost.includes(person)) ?? [];
  if (!row || agreed.length === row.agreed.length) return;
  const change = { kind: 'redact', state: row.state, other: row.replaced_by, fields: { agreed } };
  await writeChange(trx, { ws, person: by, via: 'job' }, row, now, change);
}

/** Who agreed once by something that is gone since. */
export async function unsupported(db: Reads, ws: string, decision: number): Promise<string[]> {
  const rows = await db
    .selectFrom('evidence')
    .select('author')
    .select((is) => is.fn<boolean>('bool_and', ['removed']).as('gone'))
    .where('ws', '=', ws)
    .where('decision', '=', decision)
    .where('role', '=', 'agreed')
    .groupBy('author')
    .execute();
  return rows.flatMap(({ author, gone }) => (gone ? [author] : []));
}

const lockRow = (trx: Transaction<Database>, { ws, decision }: Which) =>
  trx
    .selectFrom('decision')
    .select([...worded, 'number', 'version', 'removed', 'state', 'replaced_by', 'agreed'])
    .where('ws', '=', ws)
    .where('number', '=', decision)
    .forUpdate()
    .executeTakeFirst();

/** What was written down in the same words goes too, and so does every earlier version of it. */
async function removeWords(
  trx: Transaction<Database>,
  { ws, decision }: Which,
  { by, now }: Removal,
  fate: (text: string) => Fate,
): Promise<void> {
  const row = await lockRow(trx, { ws, decision });
  if (!row) return;
  await followInHistory(trx, ws, decision, fate);
  const fates = worded.map((name) => [name, fate(row[name] ?? '')] as const);
  const removed = fates.flatMap(([name, what]) => (what && 'goes' in what ? name : []));
  const fields = Object.fromEntries(
    fates.flatMap(([name, what]) =>
      what && 'becomes' in what && what.becomes !== row[name] ? [[name, what.becomes]] : [],
    ),
  );
  if (removed.length === 0 && Object.keys(fields).length === 0) return;
  const change = { kind: 'redact', state: row.state, other: row.replaced_by, removed, fields };
  await writeChange(trx, { ws, person: by, via: 'job' }, row, now, change);
}
