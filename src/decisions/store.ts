import { randomInt } from 'node:crypto';
import { type Expression, type Insertable, type SqlBool, sql } from 'kysely';
import { readableIds } from '../channels/store.ts';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import type { Viewer } from '../people/rules.ts';
import { live, over, type State } from './changes/rules.ts';
import { namedIn, pageSize } from './rules.ts';

const digits = 4;
const drawsPerLength = 20;

/**
 * Drawn by lot among the numbers that are free, four digits long while there are such: whoever cannot see a decision does
 * not learn from the numbers of others that it is there, nor how many there are. Drawn under the workspace's row, so that
 * nobody draws the same one meanwhile.
 */
export async function drawNumber(trx: Transaction<Database>, ws: string): Promise<number> {
  await trx.selectFrom('workspace').select('ws').where('ws', '=', ws).forNoKeyUpdate().executeTakeFirstOrThrow();
  for (let draws = 0; ; draws++) {
    const least = 10 ** (digits - 1 + Math.floor(draws / drawsPerLength));
    const number = randomInt(least, 10 * least);
    if (await isFree(trx, ws, number)) return number;
  }
}

async function isFree(trx: Transaction<Database>, ws: string, number: number): Promise<boolean> {
  const taken = trx.selectFrom('decision').select('number').where('ws', '=', ws).where('number', '=', number);
  return (await taken.executeTakeFirst()) === undefined;
}

type NewEvidence = Omit<Insertable<Database['evidence']>, 'ws' | 'decision' | 'n'>;

/** With what it rests on: from nothing follows nothing. */
export async function addDecision(
  trx: Transaction<Database>,
  decision: Insertable<Database['decision']>,
  evidence: readonly [NewEvidence, ...NewEvidence[]],
): Promise<void> {
  const { ws, number } = decision;
  await trx.insertInto('decision').values(decision).execute();
  await trx
    .insertInto('evidence')
    .values(evidence.map((one, at) => ({ ws, decision: number, n: at + 1, ...one })))
    .execute();
}

/** Decisions a person may see: they rest on something, and every channel that comes from is one this person can read. */
export const visible = (db: Reads, viewer: Viewer, places: readonly string[]) =>
  db.selectFrom('decision as d').where('d.ws', '=', viewer.ws).where(seenFrom(places));

/** Who sees fewer places than these has what is there looked up, place by place. */
const severalPlaces = 20;

/**
 * Where all of an audience can be seen, its first channel can: that is looked up in a list quickly, however long it is, and
 * there is seldom a second one. Where somebody sees many places, that is never worth an index.
 */
function seenFrom(places: readonly string[]) {
  // Written down once: it stands in a list's statement several times, and may be long.
  const these = `{${places.map((id) => JSON.stringify(id)).join(',')}}`;
  const first = sql<boolean>`d.audience[1] = any(${these}::text[])`;
  const others = sql<boolean>`case when cardinality(d.audience) = 1 then true else d.audience <@ ${these}::text[] end`;
  const all = sql<boolean>`(${first} and ${others})`;
  return places.length < severalPlaces ? all : readInEach(all);
}

/** A condition that no index is used for. The planner knows neither how dear some are nor what goes together. */
const readInEach = (condition: Expression<SqlBool>) => sql<boolean>`case when ${condition} then true else false end`;

/** What a line of a list is made of. */
const lined = ['d.number', 'd.statement', 'd.state', 'd.decided_at', 'd.deciders', 'd.owner'] as const;
const columns = [
  ...lined,
  'd.why',
  'd.agreed',
  'd.logged_by',
  'd.type',
  'd.topic',
  'd.alternatives',
  'd.assumptions',
  'd.reopen_if',
  'd.review_at',
  'd.replaced_by',
  'd.removed',
  'd.version',
  'd.audience',
  'd.changed_at',
] as const;

/** What is asked of a list. People and channels by their ids. */
export interface Filter {
  about?: string | undefined;
  channel?: string | undefined;
  by?: string | undefined;
  owner?: string | undefined;
  since?: Date | undefined;
  state?: State | 'current' | 'all' | undefined;
  /** Past the day on which it was to be looked at again. */
  staleAt?: Date | undefined;
}

function matching(db: Reads, viewer: Viewer, places: readonly string[], filter: Filter) {
  const { about = '', channel, by, owner, since, state, staleAt } = filter;
  const number = namedIn(about);
  let found = visible(db, viewer, places);
  if (number) return found.where('d.number', '=', number);
  if (channel) found = found.where(sql<boolean>`d.audience @> array[${channel}]::text[]`);
  if (by) found = found.where(sql<boolean>`d.people @> array[${by}]::text[]`);
  if (owner) found = found.where('d.owner', '=', owner);
  if (since) found = found.where('d.decided_at', '>=', since);
  if (staleAt)
    found = found.where((is) => {
      const stale = is.and([is('d.review_at', '<=', staleAt), is('d.state', 'in', live)]);
      return isNarrow(filter, places) ? readInEach(stale) : stale;
    });
  if (state === 'all') return found;
  return state && state !== 'current' ? found.where('d.state', '=', state) : found.where('d.state', 'not in', over);
}

/** Whether something finds what is asked for, so that all else is better read in what it finds. */
const isNarrow = ({ channel, by, owner }: Filter, places: readonly string[]): boolean =>
  Boolean(channel || by || owner) || places.length < severalPlaces;

/** Nobody turns more pages than these fill, and counting them all would take longer than showing a page. */
export const mostCounted = 1_000;

/**
 * A page of what is asked for, newest first, and how much there is of it, no further than to so many. Fewer are all looked
 * up and put in order; of as many, the newest are met soon on the way back in time.
 */
export async function findDecisions(db: Reads, viewer: Viewer, filter: Filter, page: number) {
  const places = await readableIds(db, viewer);
  const found = matching(db, viewer, places, filter);
  const from = (page - 1) * pageSize;
  const seen = db
    .selectFrom(someOf(db, found, filter, isNarrow(filter, places)).as('one'))
    .select((select) => [select.fn.countAll<number>().as('total'), inOrder(from).as('numbers')]);
  const newest = newestFirst(spokenOf(found, filter)).select('d.number').limit(pageSize).offset(from);
  const shown = sql<boolean>`d.number = any(
    case when seen.total < ${mostCounted} then seen.numbers else array${newest} end)`;
  const rows = await db
    .selectFrom(seen.as('seen'))
    .innerJoin('decision as d', (join) => join.on('d.ws', '=', viewer.ws).on(shown))
    .select([...lined, 'seen.total', namesOf.as('names')])
    .orderBy('d.decided_at', 'desc')
    .orderBy('d.number')
    .execute();
  const [first] = rows;
  if (first || page === 1) return { total: first?.total ?? 0, rows };
  return { total: (await seen.executeTakeFirstOrThrow()).total, rows };
}

const inOrder = (from: number) => sql<number[]>`(
  array_agg(one.number order by one.decided_at desc, one.number))[${from + 1}::int:${from + pageSize}::int]`;

/** Of everybody whom a line of a list names. */
const namesOf = sql<Record<string, string>>`(
  select coalesce(json_object_agg(p.id, p.name), '{}') from person as p
  where p.ws = d.ws and p.id = any(d.deciders || d.owner))`;

type Found = ReturnType<typeof visible>;
const newestFirst = (found: Found) => found.orderBy('d.decided_at', 'desc').orderBy('d.number');

/**
 * So many of what is found, whichever is found soonest. What is whole words is in no order in its index; what stands in most
 * decisions is met in any case. Parts of words are looked for only where words are not enough.
 */
function someOf(db: Reads, found: Found, filter: Filter, narrow: boolean) {
  const some = (of: Found) => of.select(['d.number', 'd.decided_at']).limit(mostCounted);
  const speaks = speaksOf(filter);
  if (narrow) return some(spokenOf(found, filter));
  if (!speaks) return some(newestFirst(found));
  const worded = found.where(speaks.asWords);
  const words = some(worded).as('words');
  const parts = some(newestFirst(found.where(sql<boolean>`not ${speaks.asWords}`).where(speaks.asParts))).as('parts');
  return db.selectFrom(words).selectAll().unionAll(db.selectFrom(parts).selectAll()).limit(mostCounted);
}

/** Where words are read in each. */
function spokenOf(found: Found, filter: Filter): Found {
  const speaks = speaksOf(filter);
  return speaks ? found.where(readInEach(sql<boolean>`${speaks.asWords} or ${speaks.asParts}`)) : found;
}

const searched = sql<string>`d.statement || ' ' || coalesce(d.why, '')`;

/** Words in any form, wherever they stand; or as parts of words, as people half remember names. */
function speaksOf({ about = '' }: Filter) {
  if (!about.trim() || namedIn(about)) return undefined;
  const asWords = sql<boolean>`d.words @@ (websearch_to_tsquery('english', ${about}) || websearch_to_tsquery('simple', ${about}))`;
  const parts = about.split(/\s+/).filter((word) => word.length > 2);
  const inText = parts.map((part) => sql`(${searched}) ilike ${`%${literally(part)}%`}`);
  return { asWords, asParts: parts.length > 0 ? sql<boolean>`(${sql.join(inText, sql` and `)})` : sql<boolean>`false` };
}

const literally = (word: string) => word.replace(/[\\%_]/g, (sign) => `\\${sign}`);

export const findDecision = async (db: Reads, viewer: Viewer, number: number) =>
  visible(db, viewer, await readableIds(db, viewer))
    .select(columns)
    .where('d.number', '=', number)
    .executeTakeFirst();

/** To change them: nobody else does meanwhile. In one order everywhere, so that nobody waits for somebody who waits for them. */
export const lockDecisions = async (trx: Transaction<Database>, viewer: Viewer, numbers: readonly number[]) =>
  visible(trx, viewer, await readableIds(trx, viewer))
    .select(columns)
    .where('d.number', 'in', numbers)
    .orderBy('d.number')
    .forUpdate()
    .execute();

/** As everybody who sees it sees it, and who that is: for what is said of it where several read. */
export const audienceOf = (db: Reads, ws: string, number: number) =>
  db
    .selectFrom('decision')
    .select(['number', 'statement', 'state', 'replaced_by', 'version', 'audience'])
    .where('ws', '=', ws)
    .where('number', '=', number)
    .executeTakeFirst();

export type Row = NonNullable<Awaited<ReturnType<typeof findDecision>>>;

/** What stands now at the end of what replaced what, if anything does; whoever is told sees to it that they may see it. */
export async function headOf(
  db: Reads,
  ws: string,
  { replaced_by }: { replaced_by: number | null },
): Promise<number | undefined> {
  let next = replaced_by;
  for (let steps = 0; next !== null && steps < longestChain; steps++) {
    const row = await audienceOf(db, ws, next);
    if (!row) return undefined;
    if (row.replaced_by === null) return over.includes(row.state) ? undefined : row.number;
    next = row.replaced_by;
  }
  return undefined;
}
const longestChain = 100;

/** All that one stands in place of, whoever may see it: locked, in one order everywhere. */
export const lockReplaced = (trx: Transaction<Database>, ws: string, number: number) =>
  trx
    .selectFrom('decision as d')
    .select(columns)
    .where('d.ws', '=', ws)
    .where('d.replaced_by', '=', number)
    .orderBy('d.number')
    .forUpdate()
    .execute();

/** Those it replaced, of what somebody may see. */
export const replacedBy = async (db: Reads, viewer: Viewer, number: number) =>
  visible(db, viewer, await readableIds(db, viewer))
    .select(['d.number', 'd.statement'])
    .where('d.replaced_by', '=', number)
    .orderBy('d.number')
    .execute();

/** How alike two statements have to be to be asked about: so much of the shorter one's words are in the other. */
const alike = 0.5;

/**
 * Standing decisions that speak of much the same as a new one. It is only asked whether they are replaced, so one too many
 * costs a glance.
 */
export const closeTo = async (db: Reads, viewer: Viewer, number: number, most: number) =>
  visible(db, viewer, await readableIds(db, viewer))
    .innerJoin('decision as new', (join) =>
      join.onRef('new.ws', '=', 'd.ws').on('new.number', '=', number).onRef('new.number', '!=', 'd.number'),
    )
    .select(['d.number', 'd.statement'])
    .where('d.state', 'in', live)
    .where(sql<boolean>`d.words @@ ${anyWordOf}`)
    .where(sql<number>`${shared} / greatest(1, least(${lexemes('d')}, ${lexemes('new')}))`, '>=', alike)
    .orderBy(sql`${shared} / greatest(1, least(${lexemes('d')}, ${lexemes('new')}))`, 'desc')
    .orderBy('d.decided_at', 'desc')
    .limit(most)
    .execute();

const stems = (of: 'd' | 'new') => sql`tsvector_to_array(to_tsvector('english', ${sql.ref(`${of}.statement`)}))`;
const lexemes = (of: 'd' | 'new') => sql`cardinality(${stems(of)})::float8`;
const shared = sql`(select count(*) from unnest(${stems('d')}) as word where word = any(${stems('new')}))::float8`;
const anyWordOf = sql`(select string_agg(quote_literal(word), ' | ')::tsquery from unnest(${stems('new')}) as word)`;
