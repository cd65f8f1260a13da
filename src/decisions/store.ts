import { type Selectable, sql } from 'kysely';
import { readable } from '../channels/store.ts';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import type { Viewer } from '../people/rules.ts';
import { pageSize } from './rules.ts';

type Row = Selectable<Database['decision']>;
type EvidenceRow = Selectable<Database['evidence']>;

/** Numbers are handed out under the workspace's row, so they have no gaps and no doubles. */
export async function nextNumber(trx: Transaction<Database>, ws: string): Promise<number> {
  const { last_decision } = await trx
    .updateTable('workspace')
    .set((set) => ({ last_decision: set('last_decision', '+', 1) }))
    .where('ws', '=', ws)
    .returning('last_decision')
    .executeTakeFirstOrThrow();
  return last_decision;
}

export async function addDecision(
  trx: Transaction<Database>,
  decision: Omit<Row, 'created_at'>,
  evidence: Omit<EvidenceRow, 'ws' | 'decision' | 'n' | 'removed'>,
): Promise<void> {
  await trx.insertInto('decision').values(decision).execute();
  await trx
    .insertInto('evidence')
    .values({ ws: decision.ws, decision: decision.number, n: 1, ...evidence })
    .execute();
}

/** Decisions a person may see: every channel their evidence comes from is one they can read. */
const visible = (db: Reads, viewer: Viewer) =>
  db
    .selectFrom('decision as d')
    .leftJoin('person as by', (join) => join.onRef('by.ws', '=', 'd.ws').onRef('by.id', '=', 'd.decided_by'))
    .where('d.ws', '=', viewer.ws)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('evidence as e')
            .select('e.n')
            .whereRef('e.ws', '=', 'd.ws')
            .whereRef('e.decision', '=', 'd.number')
            .where('e.channel', 'not in', readable(db, viewer)),
        ),
      ),
    );

const columns = ['d.number', 'd.statement', 'd.why', 'd.state', 'd.decided_at', 'by.name as decided_by'] as const;

interface Filter {
  about?: string | undefined;
  channel?: string | undefined;
}

function matching(db: Reads, viewer: Viewer, { about, channel }: Filter) {
  const words = about?.split(/\s+/).filter(Boolean) ?? [];
  const base = visible(db, viewer).where((is) =>
    is.and(
      words.map((word) => is(sql<string>`d.statement || ' ' || coalesce(d.why, '')`, 'ilike', `%${literally(word)}%`)),
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

export const listDecisions = (db: Reads, viewer: Viewer, filter: Filter, page: number) =>
  matching(db, viewer, filter)
    .select(columns)
    .orderBy('d.number', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();

export async function countDecisions(db: Reads, viewer: Viewer, filter: Filter): Promise<number> {
  const { count } = await matching(db, viewer, filter)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export const findDecision = (db: Reads, viewer: Viewer, number: number) =>
  visible(db, viewer).select(columns).where('d.number', '=', number).executeTakeFirst();

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

export async function redactAuthor(trx: Transaction<Database>, ws: string, author: string): Promise<void> {
  await trx
    .updateTable('evidence')
    .set({ quote: null, removed: true })
    .where('ws', '=', ws)
    .where('author', '=', author)
    .where('message_ts', 'is not', null)
    .execute();
}
