import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { ActionState } from '../../actions/rules.ts';
import { readableIds } from '../../channels/store.ts';
import type { Database, Reads, Transaction } from '../../edges/db.ts';
import { teamNowSql } from '../../edges/workspace.ts';
import type { Viewer } from '../../people/rules.ts';
import { live, over, states } from '../changes/rules.ts';
import { nameOf } from '../rules.ts';
import { visible } from '../store.ts';
import { mostLines, type News, parts, type Told } from './rules.ts';

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

const isHeard = (muted: readonly string[]) =>
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

/** How far a decision had come when its reader was last told of it. A digest that was never sent told nobody anything. */
const toldUpto = (ws: string, reader: string) => sql<number>`coalesce((
  select max(l.upto) from digest_line as l join action as a on a.ws = l.ws and a.id = l.digest
  where l.ws = ${ws} and l.reader = ${reader} and l.decision = d.number
    and a.state not in ('expired', 'cancelled', 'refused')), 0)`;

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
        select 1 from digest_line as l join action as a on a.ws = l.ws and a.id = l.digest
        where l.ws = ${ws} and l.reader = ${person} and l.decision = d.number and l.said = 'look again'
          and l.upto = d.version and a.state not in ('expired', 'cancelled', 'refused'))`,
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
      is.or([
        is.and([is('a.digest', 'is', null), is('a.state', '=', 'planned')]),
        is('d.state', 'in', ['expired', 'cancelled', 'refused']),
      ]),
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

/** What a digest tells, the first of them shown in it; and what it says of others is said in it. */
export async function keepLines(
  trx: Transaction<Database>,
  ws: string,
  { digest, reader }: { digest: string; reader: string },
  lines: readonly Told[],
): Promise<void> {
  await trx
    .insertInto('digest_line')
    .values(lines.map((line, at) => ({ ws, digest, n: at + 1, reader, ...line })))
    .execute();
  const actions = lines.flatMap(({ action }) => action ?? []);
  if (actions.length === 0) return;
  await trx
    .updateTable('action')
    .set({ state: 'cancelled', problem: 'It is said in the digest instead.', digest })
    .where('ws', '=', ws)
    .where('id', 'in', actions)
    .execute();
}

export async function linesIn(db: Reads, ws: string, digest: string): Promise<(Told & { n: number })[]> {
  const rows = await db
    .selectFrom('digest_line')
    .select(['n', 'part', 'decision', 'change', 'upto', 'action', 'said', 'reason'])
    .where('ws', '=', ws)
    .where('digest', '=', digest)
    .orderBy('n')
    .execute();
  return rows.map(({ part, ...row }) => ({
    ...row,
    part: parts.find((one) => one === part) ?? 'for your information',
  }));
}

/** Who did what a line tells of, and how the decision stands by now. */
export const behindLine = (db: Reads, ws: string, decision: number, change: number) =>
  db
    .selectFrom('decision as d')
    .innerJoin('decision_change as c', (join) =>
      join.onRef('c.ws', '=', 'd.ws').onRef('c.decision', '=', 'd.number').on('c.n', '=', change),
    )
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 'c.ws').onRef('p.id', '=', 'c.person'))
    .leftJoin('decision as s', (join) =>
      join.onRef('s.ws', '=', 'd.ws').onRef('s.number', '=', 'c.other').on('s.state', 'not in', over),
    )
    .select(['d.number', 'd.statement', 'd.audience', 'c.at', 'p.name as by', 's.number as other'])
    .select(sql<boolean>`coalesce(s.audience <@ d.audience, false)`.as('otherSeen'))
    .select(
      sql<string | null>`(select string_agg(q.name, ', ' order by q.name) from person as q
        where q.ws = d.ws and q.id = any(d.deciders))`.as('deciders'),
    )
    .where('d.ws', '=', ws)
    .where('d.number', '=', decision)
    .executeTakeFirst();

/**
 * Waits for whoever is changing what a digest tells: either they are done, and it is drawn as it is then, or they find it on
 * its way, and it is drawn once more after them.
 */
export async function waitForChanges(db: Kysely<Database>, ws: string, lines: readonly Told[]): Promise<void> {
  const numbers = lines.flatMap(({ decision }) => decision ?? []);
  const actions = lines.flatMap(({ action }) => action ?? []);
  await sql`select number from decision where ws = ${ws} and number = any(${numbers}::int[]) order by number for share`.execute(
    db,
  );
  await sql`select id from action where ws = ${ws} and id = any(${actions}::uuid[]) order by id for share`.execute(db);
}

/** Of what a digest tells, how much its reader may see; and whether all of that is still to be told to them, by it. */
export async function standingOf(
  db: Kysely<Database>,
  {
    ws,
    digest,
    reader,
    muted,
    places,
  }: { ws: string; digest: string; reader: string; muted: readonly string[]; places: readonly string[] },
): Promise<{ seen: number[]; holds: boolean }> {
  const { rows } = await sql<{ n: number; seen: boolean; holds: boolean }>`
    select l.n,
      case when l.decision is null then coalesce(f.audience <@ ${places}::text[], false)
        else coalesce(d.audience <> '{}' and d.audience <@ ${places}::text[], false) end as seen,
      l.decision is null or coalesce(d.version = l.upto
        and not ('D-' || d.number = any(${muted}::text[]) or d.audience <@ ${muted}::text[])
        and not exists (select 1 from digest_line as o join action as a on a.ws = o.ws and a.id = o.digest
          where o.ws = l.ws and o.reader = ${reader} and o.decision = l.decision and o.digest <> l.digest
            and o.upto >= l.upto and o.said = l.said and a.state not in ('expired', 'cancelled', 'refused')), false) as holds
    from digest_line as l
    left join decision as d on d.ws = l.ws and d.number = l.decision
    left join action as f on f.ws = l.ws and f.id = l.action
    where l.ws = ${ws} and l.digest = ${digest} order by l.n`.execute(db);
  return {
    seen: rows.flatMap(({ n, seen }) => (seen ? n : [])),
    holds: rows.every(({ seen, holds }) => seen && holds),
  };
}

export const textOf = (db: Reads, ws: string, action: string) =>
  db
    .selectFrom('action')
    .select(sql<string>`body->>'text'`.as('text'))
    .where('ws', '=', ws)
    .where('id', '=', action)
    .executeTakeFirst();

/** In these it may stand in Slack with the words that were true then. */
const outAlready: readonly ActionState[] = ['sending', 'unclear', 'needs a person', 'sent'];

/**
 * The words of a decision are others now, or gone: whatever digest told of it, or of what was said about it, is drawn once
 * more where it stands. Their sending is held off meanwhile, so that each is drawn before this or known to be out.
 */
export async function redraw(trx: Transaction<Database>, ws: string, decision: number): Promise<void> {
  await sql`
    with held as materialized (
      select a.* from action as a
      where a.ws = ${ws} and a.drawn and a.kind = 'post'
        and a.state in ('planned', 'due', 'sending', 'unclear', 'needs a person', 'sent')
        and a.id in (
          select digest from digest_line where ws = ${ws} and decision = ${decision} and n <= ${mostLines}
          union
          select l.digest from digest_line as l join action as f on f.ws = l.ws and f.id = l.action
          where l.ws = ${ws} and l.n <= ${mostLines} and f.shows @> array[${decision}]::int[])
      order by a.id for share)
    insert into action (ws, id, key, kind, dest, body, audience, why, subject, requested_by, asked, drawn, state, due_at,
      expires_at, depends_on)
    select h.ws, gen_random_uuid(), h.key || ':again:' || gen_random_uuid(), 'update', h.dest, h.body, '{}',
      ${`${nameOf(decision)} changed.`}, ${nameOf(decision)}, h.requested_by, true, true, 'due', w.now,
      w.now + interval '30 days', h.id
    from held as h cross join (select ${teamNowSql} as now from workspace where ws = ${ws}) as w
    where h.state = any(${outAlready}::text[])
      and not exists (select 1 from action as u
        where u.ws = h.ws and u.depends_on = h.id and u.kind = 'update' and u.state in ('planned', 'due'))`.execute(
    trx,
  );
}
