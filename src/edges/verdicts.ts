import { sql } from 'kysely';
import { judge, type Reader, type Request, type Said, type Sort, sorts, type Verdict } from '../delivery/rules.ts';
import { findReader, mutedBy, nextDigest, workingIn, workingOf } from '../delivery/store.ts';
import { isChannel } from './audience.ts';
import type { Database, Transaction } from './db.ts';
import type { Claimed } from './outbox-head.ts';

/** With when it was judged, in team time. */
type Judged = Verdict & { sort: Sort; at: Date };

/**
 * What the delivery policy says of something that is due: the only place where it is asked, under the destination's lock.
 * Whether somebody wants quiet has to be asked of Slack first.
 */
export async function verdictNow(
  trx: Transaction<Database>,
  row: Claimed,
  now: Date,
  isAsked: boolean,
): Promise<Judged | 'ask'> {
  const reader = isChannel(row.dest) ? await channelReader(trx, row) : await personReader(trx, row, now);
  if (!reader) return 'ask';
  const request = requestOf(row);
  const verdict = judge(request, reader, await saidBefore(trx, row, now), now);
  // It only matters where nothing else holds this back.
  const matters = verdict.go === 'now' ? !request.wakes : verdict.rule === 'quiet';
  if (matters && !isAsked && !isChannel(row.dest)) return 'ask';
  if (verdict.go === 'digest') await expectDigest(trx, row, verdict.until);
  return { ...verdict, sort: request.sort, at: now };
}

const sortOf = (said: string | null): Sort => {
  const sort = sorts.find((one) => one === said);
  if (!sort) throw new Error(`unknown sort of action: ${said}`);
  return sort;
};

const requestOf = ({ sort, about, thread_ts, audience, wakes, expires_at, verdict }: Claimed): Request => ({
  sort: sortOf(sort),
  about,
  thread: thread_ts,
  audience,
  wakes,
  expiresAt: expires_at,
  folded: typeof verdict === 'object' && verdict !== null && 'go' in verdict && verdict.go === 'digest',
});

/** A channel works when whoever let Hypha in does. */
async function channelReader(trx: Transaction<Database>, { ws, dest }: Claimed): Promise<Reader> {
  return { ...(await workingIn(trx, ws, dest)), quiet: null, muted: [], digestAt: null };
}

async function personReader(trx: Transaction<Database>, { ws, dest }: Claimed, now: Date): Promise<Reader | undefined> {
  const person = await findReader(trx, ws, dest);
  if (!person) return undefined;
  const { tz, hours, quiet_from: from, quiet_to: to, digest_at } = person;
  return {
    ...workingOf(tz, hours),
    quiet: from && to ? { from, to } : null,
    muted: await mutedBy(trx, ws, dest),
    // What is late for one digest comes with the next.
    digestAt: digest_at && digest_at > now ? digest_at : nextDigest(person, now),
  };
}

/** Whoever never used Hypha gets a digest too where there is something for them. */
async function expectDigest(trx: Transaction<Database>, { ws, dest }: Claimed, at: Date | null): Promise<void> {
  await trx
    .updateTable('person')
    .set({ digest_at: at, digest_since: sql<Date>`coalesce(digest_since, clock_timestamp())` })
    .where('ws', '=', ws)
    .where('id', '=', dest)
    .where('digest_at', 'is', null)
    .execute();
}

/** Everything that a budget could count: of the last days, of the same thread, about the same thing. */
async function saidBefore(trx: Transaction<Database>, row: Claimed, now: Date): Promise<Said[]> {
  const rows = await trx
    .selectFrom('action')
    .select(['sort', 'about', 'thread_ts', 'said_at'])
    .where('ws', '=', row.ws)
    .where('dest', '=', row.dest)
    .where('id', '!=', row.id)
    .where('sort', 'is not', null)
    .where('said_at', 'is not', null)
    .where((is) =>
      is.or([
        is('said_at', '>', sql<Date>`${now}::timestamptz - interval '9 days'`),
        ...(row.thread_ts ? [is('thread_ts', '=', row.thread_ts)] : []),
        ...(row.about ? [is('about', '=', row.about)] : []),
      ]),
    )
    .$narrowType<{ said_at: Date }>()
    .execute();
  return rows.map(({ sort, about, thread_ts, said_at }) => ({
    sort: sortOf(sort),
    about,
    thread: thread_ts,
    at: said_at,
  }));
}
