import { randomInt } from 'node:crypto';
import { type Insertable, sql } from 'kysely';
import { readableIds } from '../channels/store.ts';
import { countOf, type Database, type Reads, type Transaction } from '../edges/db.ts';
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
const visible = (db: Reads, viewer: Viewer, places: readonly string[]) =>
  db
    .selectFrom('decision as d')
    .where('d.ws', '=', viewer.ws)
    .where(sql<boolean>`d.audience && ${places}::text[]`)
    .where(sql<boolean>`d.audience <@ ${places}::text[]`);

const columns = [
  'd.number',
  'd.statement',
  'd.why',
  'd.state',
  'd.decided_at',
  'd.deciders',
  'd.agreed',
  'd.owner',
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
  if (about.trim()) found = found.where(speaksOf(about));
  if (channel) found = found.where(sql<boolean>`d.audience @> array[${channel}]::text[]`);
  if (by) found = found.where(sql<boolean>`d.people @> array[${by}]::text[]`);
  if (owner) found = found.where('d.owner', '=', owner);
  if (since) found = found.where('d.decided_at', '>=', since);
  if (staleAt) found = found.where('d.review_at', '<=', staleAt).where('d.state', 'in', live);
  if (state === 'all') return found;
  return state && state !== 'current' ? found.where('d.state', '=', state) : found.where('d.state', 'not in', over);
}

const searched = sql<string>`d.statement || ' ' || coalesce(d.why, '')`;

/** Words in any form, wherever they stand; or as parts of words, as people half remember names. */
function speaksOf(about: string) {
  const asWords = sql<boolean>`d.words @@ (websearch_to_tsquery('english', ${about}) || websearch_to_tsquery('simple', ${about}))`;
  const parts = about.split(/\s+/).filter((word) => word.length > 2);
  if (parts.length === 0) return asWords;
  const asParts = parts.map((part) => sql`(${searched}) ilike ${`%${literally(part)}%`}`);
  return sql<boolean>`(${asWords} or (${sql.join(asParts, sql` and `)}))`;
}

const literally = (word: string) => word.replace(/[\\%_]/g, (sign) => `\\${sign}`);

export const listDecisions = async (db: Reads, viewer: Viewer, filter: Filter, page: number) =>
  matching(db, viewer, await readableIds(db, viewer), filter)
    .select(columns)
    .orderBy('d.decided_at', 'desc')
    .orderBy('d.number')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();

/** Nobody turns more pages than these fill, and counting them all would take longer than showing a page. */
export const mostCounted = 1_000;

export async function countDecisions(db: Reads, viewer: Viewer, filter: Filter): Promise<number> {
  const seen = matching(db, viewer, await readableIds(db, viewer), filter)
    .select('d.number')
    .limit(mostCounted);
  return countOf(db, seen.as('seen'));
}

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
