import { sql } from 'kysely';
import { readableIds } from '../../channels/store.ts';
import type { Database, Reads, Transaction } from '../../edges/db.ts';
import type { Viewer } from '../../people/rules.ts';
import { live } from '../changes/rules.ts';
import { visible } from '../store.ts';
import { type Line, type News, parts, type Told } from './rules.ts';

/** Nobody is told of more at once, however long nobody told them anything. */
const mostFound = 200;
/** Older news is none. */
const oldest = sql<Date>`now() - interval '8 days'`;

const concerns = [
  'd.number',
  'd.state',
  'd.owner',
  'd.deciders',
  'd.agreed',
  'd.logged_by',
  'd.audience',
  'd.version',
] as const;

/** What others did to decisions that concern somebody, the newest of each, as far as they were not told of it. */
export async function newsFor(db: Reads, viewer: Viewer, since: Date): Promise<News[]> {
  const { ws, person } = viewer;
  const inside = await db
    .selectFrom('membership')
    .select('channel')
    .where('ws', '=', ws)
    .where('person', '=', person)
    .execute();
  const places = inside.map(({ channel }) => channel);
  const concerned = visible(db, viewer, await readableIds(db, viewer)).where((is) =>
    is.or([sql<boolean>`d.people @> array[${person}]::text[]`, sql<boolean>`d.audience && ${places}::text[]`]),
  );
  return untold(db, concerned, { ws, reader: person, since, except: person });
}

/** The same of a channel, of what everybody in it may see: those who did it are told too. */
export const newsIn = (db: Reads, ws: string, channel: string, since: Date): Promise<News[]> =>
  untold(
    db,
    db.selectFrom('decision as d').where('d.ws', '=', ws).where(sql<boolean>`d.audience = array[${channel}]::text[]`),
    { ws, reader: channel, since, except: '' },
  );

interface Untold {
  ws: string;
  reader: string;
  since: Date;
  /** Whose own doings are no news. */
  except: string;
}

async function untold(
  db: Reads,
  concerned: ReturnType<typeof visible>,
  { ws, reader, since, except }: Untold,
): Promise<News[]> {
  const newest = concerned
    .innerJoin('decision_change as c', (join) => join.onRef('c.ws', '=', 'd.ws').onRef('c.decision', '=', 'd.number'))
    .innerJoin('decision_change as first', (join) =>
      join.onRef('first.ws', '=', 'd.ws').onRef('first.decision', '=', 'd.number').on('first.n', '=', 1),
    )
    .select(concerns)
    .distinctOn('d.number')
    .select(['c.n as change', 'c.kind', 'c.recorded_at'])
    .select(
      sql<boolean>`first.recorded_at > greatest(${since}, ${oldest}) and first.person <> ${except}
        and not ${told(ws, reader, sql`1`)}`.as('isNew'),
    )
    .where('c.recorded_at', '>', sql<Date>`greatest(${since}, ${oldest})`)
    .where('c.person', '!=', except)
    .where('c.kind', '!=', 'redact')
    .where(sql<boolean>`not ${told(ws, reader, sql`c.n`)}`)
    .orderBy('d.number')
    .orderBy('c.n', 'desc');
  const rows = await db
    .selectFrom(newest.as('news'))
    .selectAll()
    .orderBy('recorded_at', 'desc')
    .limit(mostFound)
    .execute();
  return rows.map(({ recorded_at: _, ...row }) => ({ ...row, lapsed: false }));
}

/** A digest that was never sent told nobody anything. */
const told = (ws: string, reader: string, change: ReturnType<typeof sql>) => sql<boolean>`exists (
  select 1 from digest_line as l join action as a on a.ws = l.ws and a.id = l.digest
  where l.ws = ${ws} and l.reader = ${reader} and l.decision = d.number and l.change >= ${change}
    and a.state not in ('expired', 'cancelled', 'refused'))`;

/** What somebody was to look at again by now, of which they were not told since it last changed. */
export async function lapsedFor(db: Reads, viewer: Viewer, now: Date): Promise<News[]> {
  const { ws, person } = viewer;
  const rows = await visible(db, viewer, await readableIds(db, viewer))
    .select(concerns)
    .where(sql<boolean>`d.people @> array[${person}]::text[]`)
    .where('d.review_at', '<=', now)
    .where('d.state', 'in', live)
    .where(sql<boolean>`(d.owner = ${person} or (d.owner is null and ${person} = any(d.deciders)))`)
    .where(
      sql<boolean>`not exists (
        select 1 from digest_line as l join action as a on a.ws = l.ws and a.id = l.digest
        where l.ws = ${ws} and l.reader = ${person} and l.decision = d.number and l.said = 'look again'
          and l.change = d.version and a.state not in ('expired', 'cancelled', 'refused'))`,
    )
    .orderBy('d.review_at')
    .limit(mostFound)
    .execute();
  return rows.map((row) => ({ ...row, kind: 'log', change: row.version, isNew: false, lapsed: true }));
}

/** What was not urgent enough to be said to somebody by itself, and has been in no digest that was sent. */
export async function foldedFor(db: Reads, ws: string, reader: string, muted: readonly string[]): Promise<Line[]> {
  const rows = await db
    .selectFrom('action as a')
    .leftJoin('action as d', (join) => join.onRef('d.ws', '=', 'a.ws').onRef('d.id', '=', 'a.digest'))
    .select(['a.id', 'a.reason', 'a.audience'])
    .where('a.ws', '=', ws)
    .where('a.dest', '=', reader)
    .where(sql<boolean>`a.verdict->>'go' = 'digest'`)
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
  return rows.map(({ id, reason, audience }) => ({
    part: 'for your information',
    decision: null,
    change: null,
    action: id,
    said: 'action',
    reason: reason ?? '',
    audience,
  }));
}

/** What they say does not change until it is written down that they are told: whoever changes it finds the digest then. */
export async function keepStill(trx: Transaction<Database>, ws: string, lines: readonly Line[]): Promise<void> {
  const numbers = lines.flatMap(({ decision }) => decision ?? []);
  if (numbers.length === 0) return;
  await trx
    .selectFrom('decision')
    .select('number')
    .where('ws', '=', ws)
    .where('number', 'in', numbers)
    .orderBy('number')
    .forShare()
    .execute();
}

/** What a digest tells, the first of them shown in it; and what it says of others is said in it. */
export async function keepLines(
  trx: Transaction<Database>,
  ws: string,
  { digest, reader }: { digest: string; reader: string },
  lines: readonly Line[],
): Promise<void> {
  await trx
    .insertInto('digest_line')
    .values(lines.map(({ audience: _, ...line }, at) => ({ ws, digest, n: at + 1, reader, ...line })))
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

export async function linesIn(db: Reads, ws: string, digest: string): Promise<Told[]> {
  const rows = await db
    .selectFrom('digest_line')
    .select(['part', 'decision', 'change', 'action', 'said', 'reason'])
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
    .leftJoin('decision as s', (join) => join.onRef('s.ws', '=', 'd.ws').onRef('s.number', '=', 'c.other'))
    .select(['d.number', 'd.statement', 'd.audience', 'c.at', 'p.name as by', 's.number as other'])
    .select(sql<boolean>`coalesce(s.audience <@ d.audience, false)`.as('otherSeen'))
    .where('d.ws', '=', ws)
    .where('d.number', '=', decision)
    .executeTakeFirst();

export const textOf = (db: Reads, ws: string, action: string) =>
  db
    .selectFrom('action')
    .select(sql<string>`body->>'text'`.as('text'))
    .where('ws', '=', ws)
    .where('id', '=', action)
    .executeTakeFirst();

/** Whether it says exactly this already. */
export async function saysAlready(db: Reads, ws: string, action: string, body: string): Promise<boolean> {
  const row = await db
    .selectFrom('action')
    .select('id')
    .where('ws', '=', ws)
    .where('id', '=', action)
    .where(sql<boolean>`body = ${body}::jsonb`)
    .executeTakeFirst();
  return row !== undefined;
}
