import { sql } from 'kysely';
import { readableIds } from '../../channels/store.ts';
import type { Reads } from '../../edges/db.ts';
import type { Viewer } from '../../people/rules.ts';
import { findAction, shown } from '../store.ts';

/**
 * What somebody may see, and what was said to them alone, wherever they may look by now: of that they may always ask why
 * it was said. Words that rest on what they do not see are left out.
 */
export async function findExplained(db: Reads, viewer: Viewer, ending: string) {
  const seen = await findAction(db, viewer, ending);
  if (seen.length > 0) return seen.map((row) => ({ ...row, withheld: false }));
  const told = await db
    .selectFrom('action as a')
    .leftJoin('channel as c', (join) => join.onRef('c.ws', '=', 'a.ws').onRef('c.id', '=', 'a.dest'))
    .innerJoin('person as p', (join) => join.onRef('p.ws', '=', 'a.ws').onRef('p.id', '=', 'a.dest'))
    .select(shown)
    .where('a.ws', '=', viewer.ws)
    .where('a.kind', '=', 'post')
    .where('a.dest', '=', viewer.person)
    .where((is) => is.or([is('a.said_at', 'is not', null), is('a.state', '=', 'sent')]))
    .where(sql<string>`right(a.id::text, 6)`, '=', ending.slice(-6))
    .where(sql<string>`a.id::text`, 'like', `%${ending}`)
    .limit(2)
    .execute();
  return told.map((row) => ({ ...row, body: { text: '' }, withheld: true }));
}

/** The last that was said to somebody unasked, or that was to be said to them and was not. */
export async function lastUnasked(db: Reads, viewer: Viewer) {
  const places = await readableIds(db, viewer);
  return db
    .selectFrom('action')
    .select('id')
    .where('ws', '=', viewer.ws)
    .where('dest', '=', viewer.person)
    .where('sort', 'is not', null)
    .where((is) =>
      is.or([is('said_at', 'is not', null), is.and([sql<boolean>`audience <@ ${places}::text[]`, isSettled])]),
    )
    .orderBy(
      sql`coalesce(said_at, case when state = 'expired' then expires_at end, (verdict->>'at')::timestamptz)`,
      (order) => order.desc().nullsLast(),
    )
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** What only waits has not come to anything yet. */
const isSettled = sql<boolean>`(state = 'expired' or verdict->>'go' in ('never', 'digest'))`;
