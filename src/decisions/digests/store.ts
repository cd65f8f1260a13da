import { type Kysely, sql } from 'kysely';
import type { ActionState } from '../../actions/rules.ts';
import type { Database, Reads, Transaction } from '../../edges/db.ts';
import { teamNowSql } from '../../edges/workspace.ts';
import { over } from '../changes/rules.ts';
import { nameOf } from '../rules.ts';
import { isHeard, tellings } from './news/store.ts';
import { mostLines, parts, type Told } from './rules.ts';

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
    select o.n,
      case when o.decision is null then coalesce(f.audience <@ ${places}::text[], false)
        else coalesce(d.audience <> '{}' and d.audience <@ ${places}::text[], false) end as seen,
      o.decision is null or coalesce(d.version = o.upto
        and ${isHeard(muted)}
        and not exists (select 1 from ${tellings(ws, reader)}
          and l.digest <> o.digest and l.upto >= o.upto and l.said = o.said), false) as holds
    from digest_line as o
    left join decision as d on d.ws = o.ws and d.number = o.decision
    left join action as f on f.ws = o.ws and f.id = o.action
    where o.ws = ${ws} and o.digest = ${digest} order by o.n`.execute(db);
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
