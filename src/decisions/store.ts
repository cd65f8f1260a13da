import { randomInt } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { readableIds } from '../channels/store.ts';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import type { Viewer } from '../people/rules.ts';
import { namedIn, pageSize } from './rules.ts';

type Row = Selectable<Database['decision']>;
type EvidenceRow = Selectable<Database['evidence']>;

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

export async function addDecision(
  trx: Transaction<Database>,
  decision: Omit<Row, 'created_at'>,
  evidence: Omit<EvidenceRow, 'ws' | 'decision' | 'n' | 'removed' | 'absent'>,
): Promise<void> {
  await trx.insertInto('decision').values(decision).execute();
  await trx
    .insertInto('evidence')
    .values({ ws: decision.ws, decision: decision.number, n: 1, ...evidence })
    .execute();
}

/**
 * Decisions a person may see: they rest on something, and every channel that comes from is one this person can read.
 * The first leads somebody who is in few places straight to what was decided there.
 */
const visible = (db: Reads, viewer: Viewer, places: readonly string[]) =>
  db
    .selectFrom('decision as d')
    .leftJoin('person as by', (join) => join.onRef('by.ws', '=', 'd.ws').onRef('by.id', '=', 'd.decided_by'))
    .leftJoin('person as logger', (join) => join.onRef('logger.ws', '=', 'd.ws').onRef('logger.id', '=', 'd.logged_by'))
    .where('d.ws', '=', viewer.ws)
    .where('d.number', 'in', (from) =>
      from
        .selectFrom('evidence as e')
        .select('e.decision')
        .where('e.ws', '=', viewer.ws)
        .where('e.channel', '=', sql<string>`any(${places}::text[])`),
    )
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('evidence as e')
            .select('e.n')
            .whereRef('e.ws', '=', 'd.ws')
            .whereRef('e.decision', '=', 'd.number')
            .where('e.channel', '!=', sql<string>`all(${places}::text[])`),
        ),
      ),
    );

const columns = [
  'd.number',
  'd.statement',
  'd.why',
  'd.state',
  'd.decided_at',
  'by.name as decided_by',
  'd.decided_by as by',
  'd.logged_by',
  'logger.name as logger',
] as const;

interface Filter {
  about?: string | undefined;
  channel?: string | undefined;
}

function matching(db: Reads, viewer: Viewer, places: readonly string[], { about, channel }: Filter) {
  const words = about?.split(/\s+/).filter(Boolean) ?? [];
  const number = namedIn(about ?? '');
  const all = visible(db, viewer, places);
  const base = number
    ? all.where('d.number', '=', number)
    : all.where((is) =>
        is.and(
          words.map((word) =>
            is(sql<string>`d.statement || ' ' || coalesce(d.why, '')`, 'ilike', `%${literally(word)}%`),
          ),
        ),
      );
  if (!channel) return base;
  return base.where((is) =>
    is.exists(
      is
        .selectFrom('evidence as e')
        .select('e.n')
        .whereRef('e.ws', '=', 'd.ws')
        .whereRef('e.decision', '=', 'd.number')
        .where('e.channel', '=', channel),
    ),
  );
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

export async function countDecisions(db: Reads, viewer: Viewer, filter: Filter): Promise<number> {
  const { count } = await matching(db, viewer, await readableIds(db, viewer), filter)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export const findDecision = async (db: Reads, viewer: Viewer, number: number) =>
  visible(db, viewer, await readableIds(db, viewer))
    .select(columns)
    .where('d.number', '=', number)
    .executeTakeFirst();

/** What a decision rests on. Words typed to Hypha link to the post that confirmed them, once that was sent. */
export const sourcesOf = (db: Reads, ws: string, number: number) =>
  db
    .selectFrom('evidence as e')
    .innerJoin('workspace as w', 'w.ws', 'e.ws')
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 'e.ws').onRef('p.id', '=', 'e.author'))
    .leftJoin('channel as c', (join) => join.onRef('c.ws', '=', 'e.ws').onRef('c.id', '=', 'e.channel'))
    .leftJoin('action as a', (join) => join.onRef('a.ws', '=', 'e.ws').onRef('a.id', '=', 'e.action'))
    .select(['e.channel', 'e.quote', 'e.message_ts', 'e.thread_ts', 'e.removed', 'a.sent_ts', 'w.url'])
    .select(['p.name as author', 'c.name as channel_name'])
    .where('e.ws', '=', ws)
    .where('e.decision', '=', number)
    .orderBy('e.n')
    .execute();

/** The words are gone at the source, so they go here; that something was there stays. */
export async function redactMessage(
  trx: Transaction<Database>,
  place: { ws: string; channel: string; ts: string },
  stillSays?: string,
): Promise<void> {
  const quotes = trx
    .updateTable('evidence')
    .set({ quote: null, removed: true })
    .where('ws', '=', place.ws)
    .where('channel', '=', place.channel)
    .where('message_ts', '=', place.ts)
    .where('removed', '=', false);
  const changed =
    stillSays === undefined
      ? quotes
      : quotes.where((is) => is(is.fn<number>('strpos', [is.val(stillSays), 'quote']), '=', 0));
  await changed.execute();
}

/** The same while it is only missing from Slack's history: shown there again, it is quoted again. */
export async function redactAbsent(
  trx: Transaction<Database>,
  { ws, channel, ts }: { ws: string; channel: string; ts: string },
): Promise<void> {
  await trx
    .updateTable('evidence')
    .set({ quote: null, removed: true, absent: true })
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('message_ts', '=', ts)
    .where('removed', '=', false)
    .execute();
}

export async function quoteAgain(
  trx: Transaction<Database>,
  { ws, channel, ts }: { ws: string; channel: string; ts: string },
  quote: string | null,
): Promise<void> {
  await trx
    .updateTable('evidence')
    .set({ quote, removed: false, absent: false })
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('message_ts', '=', ts)
    .where('absent', '=', true)
    .execute();
}

export async function redactAuthor(trx: Transaction<Database>, ws: string, author: string): Promise<void> {
  await trx
    .updateTable('evidence')
    .set({ quote: null, removed: true })
    .where('ws', '=', ws)
    .where('author', '=', author)
    .where('message_ts', 'is not', null)
    .execute();
}
