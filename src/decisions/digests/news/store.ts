import { sql } from 'kysely';
import { z } from 'zod';
import type { ActionState } from '../../../actions/rules.ts';
import { readableIds } from '../../../channels/store.ts';
import type { Reads } from '../../../edges/db.ts';
import type { Viewer } from '../../../people/rules.ts';
import { live, states } from '../../changes/rules.ts';
import { visible } from '../../store.ts';
import type { News, Told } from '../rules.ts';

/** Nobody is told of more at once, however long nobody told them anything. */
const mostFound = 200;
/** Older news is none. A channel that is told every week may be told two weeks at once, when one of them fell out. */
const oldest = { person: sql<Date>`now() - interval '8 days'`, channel: sql<Date>`now() - interval '15 days'` };

const concerns = ['d.number', 'd.state', 'd.version', 'd.owner', 'd.deciders', 'd.agreed', 'd.logged_by'] as const;

/** What others did to decisions that concern somebody, as far as they were not told of it. */
export async function newsFor(db: Reads, viewer: Viewer, since: Date, muted: readonly string[]): Promise<News[]> {
  const { ws, person } = viewer;
  const isIn = sql<boolean>`exists (select 1 from membership as m
    where m.ws = ${ws} and m.person = ${person} and m.channel = any(d.audience))`;
  const has = sql<boolean>`d.people @> array[${person}]::text[]`;
  const concerned = visible(db, viewer, await readableIds(db, viewer))
    .where((is) => is.or([has, isIn]))
    .where(isHeard(muted));
  const news = untold(concerned, { ws, reader: person, since, until: oldest.person })
    .where('c.others', '=', true)
    .where((is) => is.or([has, is('c.forAll', '=', true)]));
  return newsIn(await news.execute());
}

/** The same of a channel, of what everybody in it may see: those who did it are told too. */
export async function newsOfChannel(db: Reads, ws: string, channel: string, since: Date): Promise<News[]> {
  const theirs = sql<boolean>`d.audience = array[${channel}]::text[]`;
  const concerned = db.selectFrom('decision as d').where('d.ws', '=', ws).where(theirs);
  return newsIn(await untold(concerned, { ws, reader: channel, since, until: oldest.channel }).execute());
}

/** Not muted, neither itself nor all that it rests on. */
export const isHeard = (muted: readonly string[]) =>
  sql<boolean>`not ('D-' || d.number = any(${muted}::text[]) or (d.audience <> '{}' and d.audience <@ ${muted}::text[]))`;

/** Kinds that change whether something holds: of the rest, only those hear who have to do with it. */
const forAll = ['log', 'replace', 'reverse', 'drop', 'restore', 'undo'];

/** What was written down lately is looked up first: that is little, however much there is and wherever its reader is. */
function untold(
  concerned: ReturnType<typeof visible>,
  { ws, reader, since, until }: { ws: string; reader: string; since: Date; until: ReturnType<typeof sql<Date>> },
) {
  const from = sql<Date>`greatest(${since}::timestamptz, ${until})`;
  const lately = sql<number>`any(array(
    select distinct decision from decision_change where ws = ${ws} and recorded_at > ${from} and kind <> 'redact'))`;
  return concerned
    .where('d.number', '=', lately)
    .innerJoinLateral(
      (of) =>
        of
          .selectFrom('decision_change as c')
          .whereRef('c.ws', '=', 'd.ws')
          .whereRef('c.decision', '=', 'd.number')
          .where('c.recorded_at', '>', from)
          .where('c.n', '>', toldUpto(ws, reader))
          .select([
            sql<unknown>`json_agg(json_build_object('n', c.n, 'kind', c.kind, 'person', c.person, 'state', c.state)
              order by c.n)`.as('doings'),
            sql<number>`min(c.n)`.as('first'),
            sql<Date>`max(c.recorded_at)`.as('newest'),
            sql<boolean>`coalesce(bool_or(c.kind <> 'redact' and c.person <> ${reader}), false)`.as('others'),
            sql<boolean>`coalesce(bool_or(c.kind = any(${forAll}::text[])), false)`.as('forAll'),
          ])
          .as('c'),
      (join) => join.onTrue(),
    )
    .leftJoin('decision_change as b', (join) =>
      join.onRef('b.ws', '=', 'd.ws').onRef('b.decision', '=', 'd.number').on('b.n', '=', sql<number>`c.first - 1`),
    )
    .select([...concerns, 'c.doings', 'b.state as before'])
    .where('c.doings', 'is not', null)
    .orderBy('c.newest', 'desc')
    .limit(mostFound);
}

/** In these a digest was never sent, and told nobody anything. */
const unsent: readonly ActionState[] = ['expired', 'cancelled', 'refused'];

/** Every line that told a reader of a decision `d`, as `l`. */
export const tellings = (ws: string, reader: string) => sql`
  digest_line as l join action as a on a.ws = l.ws and a.id = l.digest and not a.state = any(${unsent}::text[])
  where l.ws = ${ws} and l.reader = ${reader} and l.decision = d.number`;

/** How far a decision had come when its reader was last told of it. */
const toldUpto = (ws: string, reader: string) =>
  sql<number>`coalesce((select max(l.upto) from ${tellings(ws, reader)}), 0)`;

const Doings = z.array(z.object({ n: z.number(), kind: z.string(), person: z.string(), state: z.enum(states) }));

const newsIn = (rows: readonly (Omit<News, 'doings' | 'lapsed'> & { doings: unknown })[]): News[] =>
  rows.map((row) => ({ ...row, doings: Doings.parse(row.doings), lapsed: false }));

/** What somebody was to look at again by now, of which they were not told since it last changed. */
export async function lapsedFor(db: Reads, viewer: Viewer, now: Date, muted: readonly string[]): Promise<News[]> {
  const { ws, person } = viewer;
  const rows = await visible(db, viewer, await readableIds(db, viewer))
    .select(concerns)
    .where(isHeard(muted))
    .where(sql<boolean>`d.people @> array[${person}]::text[]`)
    .where('d.review_at', '<=', now)
    .where('d.state', 'in', live)
    .where(sql<boolean>`(d.owner = ${person} or (d.owner is null and ${person} = any(d.deciders)))`)
    .where(
      sql<boolean>`not exists (
        select 1 from ${tellings(ws, person)} and l.said = 'look again' and l.upto = d.version)`,
    )
    .orderBy('d.review_at')
    .limit(mostFound)
    .execute();
  return rows.map((row) => ({ ...row, before: row.state, doings: [], lapsed: true }));
}

/** What was not urgent enough to be said to somebody by itself, and has been in no digest that was sent. */
export async function foldedFor(db: Reads, viewer: Viewer, muted: readonly string[]): Promise<Told[]> {
  const { ws, person: reader } = viewer;
  const places = await readableIds(db, viewer);
  const rows = await db
    .selectFrom('action as a')
    .leftJoin('action as d', (join) => join.onRef('d.ws', '=', 'a.ws').onRef('d.id', '=', 'a.digest'))
    .select(['a.id', 'a.reason'])
    .where('a.ws', '=', ws)
    .where('a.dest', '=', reader)
    .where(sql<boolean>`a.verdict->>'go' = 'digest'`)
    .where(sql<boolean>`a.audience <@ ${places}::text[]`)
    .where(
      sql<boolean>`not (a.sort = any(${muted}::text[]) or coalesce(a.about = any(${muted}::text[]), false)
        or (a.audience <> '{}' and a.audience <@ ${muted}::text[]))`,
    )
    .where((is) =>
      is.or([is.and([is('a.digest', 'is', null), is('a.state', '=', 'planned')]), is('d.state', 'in', unsent)]),
    )
    .orderBy('a.seq')
    .limit(mostFound)
    .execute();
  return rows.map(({ id, reason }) => ({
    part: 'for your information',
    decision: null,
    change: null,
    upto: null,
    action: id,
    said: 'action',
    reason: reason ?? '',
  }));
}
