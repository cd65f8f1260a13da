import { type Kysely, sql } from 'kysely';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import { teamNowSql } from '../edges/workspace.ts';
import { readHours, usualHours } from '../people/rules.ts';
import { isZone, nextAt, timesIn, type Working } from './hours/rules.ts';
import { putAnew } from './rules.ts';

export const workingOf = (zone = 'UTC', kept: string | null = null): Working => {
  const hours = readHours(kept ?? usualHours);
  if (!hours) throw new Error('hours were kept that cannot be read');
  return { zone: isZone(zone) ? zone : 'UTC', hours };
};

interface Taking {
  digests: string;
  opted_out_at: Date | null;
}

/** Unless they said that they want none, or are left out altogether. */
export const takesDigests = ({ digests, opted_out_at }: Taking): boolean => digests !== '' && !opted_out_at;

/** When somebody's next digest comes, by their times and days; nothing where they want none. */
export const nextDigest = (reader: Taking & { tz: string; hours: string | null }, after: Date): Date | null =>
  takesDigests(reader) ? nextAt(workingOf(reader.tz, reader.hours), timesIn(reader.digests), after) : null;

export async function mutedBy(db: Reads, ws: string, person: string): Promise<string[]> {
  const rows = await db
    .selectFrom('muted')
    .select('what')
    .where('ws', '=', ws)
    .where('person', '=', person)
    .orderBy('at')
    .orderBy('what')
    .execute();
  return rows.map(({ what }) => what);
}

export async function mute(
  trx: Transaction<Database>,
  { ws, person, what, at }: { ws: string; person: string; what: string; at: Date },
): Promise<void> {
  await trx
    .insertInto('muted')
    .values({ ws, person, what, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function unmute(trx: Transaction<Database>, ws: string, person: string, what: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('muted')
    .where('ws', '=', ws)
    .where('person', '=', person)
    .where('what', '=', what)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

const readerRow = (db: Reads, ws: string, person: string) =>
  db
    .selectFrom('person')
    .select(['tz', 'hours', 'digests', 'digest_at', 'digest_since', 'opted_out_at', 'quiet_from', 'quiet_to'])
    .where('ws', '=', ws)
    .where('id', '=', person);

export const findReader = (db: Reads, ws: string, person: string) => readerRow(db, ws, person).executeTakeFirst();

/** Whoever uses Hypha gets digests from then on. */
export async function beginDigests(trx: Transaction<Database>, ws: string, person: string, now: Date): Promise<void> {
  const reader = await findReader(trx, ws, person);
  if (reader && !reader.digest_at && takesDigests(reader)) await setDigestAt(trx, ws, person, nextDigest(reader, now));
}

/** Hours or times changed: so does when the next one comes, where they get any. */
export async function replanDigest(
  trx: Transaction<Database>,
  ws: string,
  person: string,
  now: Date,
): Promise<Date | null> {
  const reader = await findReader(trx, ws, person);
  const next = reader ? nextDigest(reader, now) : null;
  await setDigestAt(trx, ws, person, next);
  return next;
}

export async function setDigestAt(
  trx: Transaction<Database>,
  ws: string,
  person: string,
  at: Date | null,
): Promise<void> {
  await trx
    .updateTable('person')
    .set({ digest_at: at, digest_retry_at: null, digest_since: sql<Date>`coalesce(digest_since, clock_timestamp())` })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .execute();
}

export async function keepTimes(
  trx: Transaction<Database>,
  ws: string,
  person: string,
  digests: string,
): Promise<void> {
  await trx.updateTable('person').set({ digests }).where('ws', '=', ws).where('id', '=', person).execute();
}

/** One attempt for all that would make it now; where it does not end well, another comes after a while. */
export async function leaseDigest(db: Kysely<Database>, ws: string, person: string, ms: number): Promise<boolean> {
  const row = await db
    .updateTable('person')
    .set({ digest_retry_at: sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'` })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .where('digest_at', 'is not', null)
    .where(sql<boolean>`coalesce(digest_retry_at <= clock_timestamp(), true)`)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function leaseRecap(db: Kysely<Database>, ws: string, channel: string, ms: number): Promise<boolean> {
  const row = await db
    .updateTable('channel')
    .set({ recap_retry_at: sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'` })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .where('recap_at', 'is not', null)
    .where(sql<boolean>`coalesce(recap_retry_at <= clock_timestamp(), true)`)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Somebody's digest, if it is due; locked, so that it is put together once. What is too late by now is not in it. */
export async function claimDigest(trx: Transaction<Database>, ws: string, person: string, now: Date) {
  const reader = await readerRow(trx, ws, person)
    .where('digest_at', '<=', now)
    .forUpdate()
    .$narrowType<{ digest_at: Date }>()
    .executeTakeFirst();
  if (reader)
    await trx
      .updateTable('action')
      .set({ state: 'expired', problem: 'Its reason had passed.' })
      .where('ws', '=', ws)
      .where('dest', '=', person)
      .where('state', '=', 'planned')
      .where('digest', 'is', null)
      .where(sql<boolean>`verdict->>'go' = 'digest'`)
      .where('expires_at', '<', now)
      .execute();
  return reader;
}

const placeRow = (db: Reads, ws: string, channel: string) =>
  db
    .selectFrom('channel as c')
    .leftJoin('person as p', (join) => join.onRef('p.ws', '=', 'c.ws').onRef('p.id', '=', 'c.host'))
    .select(['c.id', 'c.recap', 'c.recap_at', 'c.recap_since', 'c.reading', 'p.tz', 'p.hours'])
    .where('c.ws', '=', ws)
    .where('c.id', '=', channel);

/** When those who decide about a channel work: whoever let Hypha in. */
export async function workingIn(db: Reads, ws: string, channel: string): Promise<Working> {
  const place = await placeRow(db, ws, channel).executeTakeFirst();
  return workingOf(place?.tz ?? undefined, place?.hours);
}

export const claimRecap = (trx: Transaction<Database>, ws: string, channel: string, now: Date) =>
  placeRow(trx, ws, channel)
    .where('c.recap_at', '<=', now)
    .forUpdate('c')
    .$narrowType<{ recap_at: Date }>()
    .executeTakeFirst();

export async function setRecap(
  db: Kysely<Database> | Transaction<Database>,
  ws: string,
  channel: string,
  { recap, at }: { recap: 'daily' | 'weekly' | null; at: Date | null },
): Promise<void> {
  await db
    .updateTable('channel')
    .set({
      recap,
      recap_at: at,
      recap_retry_at: null,
      // The first one tells of the day or the week in which it was wanted. What was decided while none was wanted is no news.
      recap_since:
        recap &&
        sql<Date>`coalesce(recap_since, clock_timestamp() - ${recap === 'daily' ? '1 day' : '7 days'}::interval)`,
    })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .execute();
}

/**
 * Somebody's hours or mutes are others now: what waits for them is judged anew at once, and a digest that waits is put
 * together anew. What was tried already is left.
 */
export async function reconsider(trx: Transaction<Database>, ws: string, person: string, now: Date): Promise<void> {
  const waiting = trx
    .updateTable('action')
    .where('ws', '=', ws)
    .where('dest', '=', person)
    .where('asked', '=', false)
    .where('state', 'in', ['planned', 'due'])
    .where('attempts', '=', 0)
    .where('verdict', 'is not', null);
  const digests = waiting.set({ state: 'refused', problem: putAnew }).where('sort', '=', 'digest').returning('id');
  const refused = await digests.execute();
  await giveBack(
    trx,
    ws,
    refused.map(({ id }) => id),
  );
  const reader = refused.length > 0 ? await findReader(trx, ws, person) : undefined;
  if (reader && takesDigests(reader)) await setDigestAt(trx, ws, person, now);
  await waiting
    .set({ state: 'due', due_at: now })
    .where('sort', '!=', 'digest')
    .where(sql<boolean>`verdict->>'go' in ('later', 'digest')`)
    .execute();
}

const teamNowOf = (ws: string) => sql<Date>`(select ${teamNowSql} from workspace where ws = ${ws})`;

/**
 * A digest that is not sent tells nothing: what it was to tell is judged anew, for there may be no other in time, or it
 * was muted since.
 */
export async function giveBack(
  db: Kysely<Database> | Transaction<Database>,
  ws: string,
  digests: readonly string[],
): Promise<void> {
  if (digests.length === 0) return;
  await db
    .updateTable('action')
    .set({
      state: 'planned',
      due_at: sql<Date>`least(due_at, ${teamNowOf(ws)})`,
      digest: null,
      problem: 'The digest that had it was not sent. It comes with the next one.',
    })
    .where('ws', '=', ws)
    .where('digest', 'in', digests)
    .where('state', '=', 'cancelled')
    .execute();
}

/** What was put together is no longer what there is to say: it is put together anew at once. */
export async function tellAnew(trx: Transaction<Database>, ws: string, dest: string): Promise<void> {
  await trx
    .updateTable('person')
    .set({ digest_at: teamNowOf(ws), digest_retry_at: null })
    .where('ws', '=', ws)
    .where('id', '=', dest)
    .where('digest_at', 'is not', null)
    .execute();
  await trx
    .updateTable('channel')
    .set({ recap_at: teamNowOf(ws), recap_retry_at: null })
    .where('ws', '=', ws)
    .where('id', '=', dest)
    .where('recap', 'is not', null)
    .execute();
}
