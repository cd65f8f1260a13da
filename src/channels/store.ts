import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Database, Reads, Transaction } from '../edges/db.ts';
import { worthTelling } from '../edges/retry.ts';
import type { PersonFacts, Viewer } from '../people/rules.ts';
import { savePerson } from '../people/store.ts';
import { type ChannelFacts, channelRef, noSuchChannel } from './rules.ts';

export type Channel = Selectable<Database['channel']>;

/**
 * Everything Slack says about where a person is, at once: what is not named is left. Where something happened since it was
 * asked, the answer may be older than that, and is good for nothing but public channels. Channels are locked in the order of
 * their ids and before people, here as everywhere, so that nobody waits for somebody who waits for them.
 */
export async function saveWhereabouts(
  trx: Transaction<Database>,
  ws: string,
  facts: PersonFacts,
  channels: readonly ChannelFacts[],
  askedAt: Date,
): Promise<void> {
  const person = facts.id;
  await saveChannels(trx, ws, channels);
  await trx.deleteFrom('membership').where('ws', '=', ws).where('person', '=', person).execute();
  if (channels.length > 0)
    await trx
      .insertInto('membership')
      .values(channels.map(({ id }) => ({ ws, channel: id, person })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  await savePerson(trx, ws, facts);
  await trx
    .updateTable('person')
    .set({ rights_at: sql<Date | null>`case when forgotten_at > ${askedAt} then null else clock_timestamp() end` })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .execute();
}

export const saveChannel = (trx: Transaction<Database>, ws: string, facts: ChannelFacts): Promise<void> =>
  saveChannels(trx, ws, [facts]);

/** In one statement, in one order everywhere, and touching only what changed: people look in by the minute. */
async function saveChannels(trx: Transaction<Database>, ws: string, channels: readonly ChannelFacts[]): Promise<void> {
  const said = JSON.stringify(channels.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  await sql`
    insert into channel as c (ws, id, name, kind, shared, archived, bot_in, creator)
    select ${ws}, id, name, kind, shared, archived, coalesce(bot_in, false), creator
    from jsonb_to_recordset(${said}::jsonb)
      as said (id text, name text, kind text, shared boolean, archived boolean, bot_in boolean, creator text)
    on conflict (ws, id) do update
    set name = excluded.name, kind = excluded.kind, shared = excluded.shared, archived = excluded.archived,
      creator = coalesce(excluded.creator, c.creator)
    where (c.name, c.kind, c.shared, c.archived, c.creator) is distinct from
      (excluded.name, excluded.kind, excluded.shared, excluded.archived, coalesce(excluded.creator, c.creator))`.execute(
    trx,
  );
  await sql`
    update channel as c set bot_in = said.bot_in
    from jsonb_to_recordset(${said}::jsonb) as said (id text, bot_in boolean)
    where c.ws = ${ws} and c.id = said.id and c.bot_in != said.bot_in`.execute(trx);
}

export async function enter(trx: Transaction<Database>, ws: string, channel: string, person: string): Promise<void> {
  await trx
    .insertInto('membership')
    .values({ ws, channel, person })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function leave(trx: Transaction<Database>, ws: string, channel: string, person: string): Promise<void> {
  await trx
    .deleteFrom('membership')
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('person', '=', person)
    .execute();
}

/**
 * The one audience predicate. The ids of the channels a person may read from: public ones for full members, and those
 * they are in. When Slack could not confirm their rights in time, the second kind does not count.
 */
export function readable(db: Reads, { ws, person, rights }: Viewer) {
  const full = rights.active && (rights.role === 'admin' || rights.role === 'member');
  const inside = rights.active && rights.fresh;
  return db
    .selectFrom('channel as place')
    .select('place.id')
    .where('place.ws', '=', ws)
    .where((is) =>
      is.or([is.and([is.lit(full), is('place.kind', '=', 'public')]), is.and([is.lit(inside), isIn(is, person)])]),
    );
}

/** The same as ids, all in one row, for what is asked of tables that grow: only what lies in those places is read. */
export const readableIds = async (db: Reads, viewer: Viewer): Promise<string[]> =>
  (await db.selectFrom(readable(db, viewer).as('place')).select(ids).executeTakeFirstOrThrow()).ids;
const ids = sql<string[]>`coalesce(json_agg(place.id), '[]')`.as('ids');

type Place = Database & { place: Database['channel'] };
const isIn = (is: ExpressionBuilder<Place, 'place'>, person: string) =>
  is.exists(
    is
      .selectFrom('membership as m')
      .select('m.person')
      .whereRef('m.ws', '=', 'place.ws')
      .whereRef('m.channel', '=', 'place.id')
      .where('m.person', '=', person),
  );

type Ref = { id: string } | { name: string };
/** Slack lets an archived channel's name be used again. */
export const findReadable = (db: Reads, viewer: Viewer, ref: Ref): Promise<Channel | undefined> =>
  db
    .selectFrom('channel')
    .selectAll()
    .where('ws', '=', viewer.ws)
    .where('id', 'in', readable(db, viewer))
    .where('id' in ref ? 'id' : 'name', '=', 'id' in ref ? ref.id : ref.name)
    .orderBy('archived')
    .executeTakeFirst();

/** Of those that somebody may read. */
export async function namesOfChannels(db: Reads, viewer: Viewer, ids: readonly string[]): Promise<Map<string, string>> {
  const channels = await db
    .selectFrom('channel')
    .select(['id', 'name'])
    .where('ws', '=', viewer.ws)
    .where('id', 'in', readable(db, viewer))
    .where('id', 'in', ids)
    .execute();
  return new Map(channels.map(({ id, name }) => [id, name]));
}

/** The channel that somebody names, if they may read it. */
export async function placeNamed(db: Reads, viewer: Viewer, said: string): Promise<Channel> {
  const place = await findReadable(db, viewer, channelRef(said));
  if (!place) throw noSuchChannel(viewer.rights);
  return place;
}

/** Since when Hypha may read in a channel, if it may. Locked against somebody showing it out meanwhile. */
export async function readingSince(trx: Transaction<Database>, ws: string, channel: string): Promise<Date | null> {
  const row = await trx
    .selectFrom('channel')
    .select(['reading', 'joined_at'])
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .forShare()
    .executeTakeFirst();
  return row?.reading ? row.joined_at : null;
}

/** Hypha was removed from it, or it is gone: nothing is read there, nothing said. */
export async function setGone(trx: Transaction<Database>, ws: string, channel: string): Promise<void> {
  await stopReading(trx, ws, channel);
  await trx.updateTable('channel').set({ bot_in: false }).where('ws', '=', ws).where('id', '=', channel).execute();
}

/** Slack shows it to Hypha no more: then nobody is shown it but those who are in it. */
export async function setHidden(trx: Transaction<Database>, ws: string, channel: string): Promise<void> {
  await setGone(trx, ws, channel);
  await trx.updateTable('channel').set({ kind: 'private' }).where('ws', '=', ws).where('id', '=', channel).execute();
}

/** Public channels that something decided rests on, and of which Hypha hears nothing: some of them, by lot. */
export async function unheardPlaces(db: Reads, ws: string, most: number): Promise<string[]> {
  const places = await db
    .selectFrom('channel as c')
    .select('c.id')
    .where('c.ws', '=', ws)
    .where('c.kind', '=', 'public')
    .where('c.bot_in', '=', false)
    .where((is) =>
      is.exists(
        is.selectFrom('evidence as e').select('e.n').whereRef('e.ws', '=', 'c.ws').whereRef('e.channel', '=', 'c.id'),
      ),
    )
    .orderBy(sql`random()`)
    .limit(most)
    .execute();
  return places.map(({ id }) => id);
}

export async function isMember(db: Reads, ws: string, channel: string, person: string): Promise<boolean> {
  const row = await db
    .selectFrom('membership')
    .select('person')
    .where('ws', '=', ws)
    .where('channel', '=', channel)
    .where('person', '=', person)
    .executeTakeFirst();
  return row !== undefined;
}

type Standing = 'reading' | 'announced' | 'outside';

/** Locked, so that of two who let it in at the same time one does. */
export async function standingIn(trx: Transaction<Database>, ws: string, channel: string): Promise<Standing> {
  await trx.selectFrom('channel').select('id').where('ws', '=', ws).where('id', '=', channel).forUpdate().execute();
  return findStanding(trx, ws, channel);
}

/** Whether Hypha reads a channel, or its notice is on the way: in one look, for one becomes the other at any moment. */
export async function findStanding(db: Reads, ws: string, channel: string): Promise<Standing> {
  const open = ['planned', 'held', 'due', 'sending', 'unclear', 'needs a person'];
  const place = await db
    .selectFrom('channel as c')
    .leftJoin('action as a', (join) =>
      join.onRef('a.ws', '=', 'c.ws').onRef('a.id', '=', 'c.notice').on('a.state', 'in', open),
    )
    .select(['c.reading', 'a.id as notice'])
    .where('c.ws', '=', ws)
    .where('c.id', '=', channel)
    .executeTakeFirst();
  return place?.reading ? 'reading' : place?.notice ? 'announced' : 'outside';
}

/** Whether a whole channel may be told something: Hypha reads there, or this is what tells it that Hypha will. */
export async function mayTell(db: Reads, ws: string, channel: string, action: string): Promise<boolean> {
  const place = await db
    .selectFrom('channel')
    .select('id')
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .where((is) => is.or([is('reading', '=', true), is('notice', '=', action)]))
    .executeTakeFirst();
  return place !== undefined;
}

/** Somebody let Hypha in. It reads once the notice was sent (migrations/0013_notice.ts), from that message on. */
export async function awaitNotice(
  trx: Transaction<Database>,
  ws: string,
  channel: string,
  { host, notice }: { host: string; notice: string },
): Promise<void> {
  await withdrawNotice(trx, ws, channel);
  await trx
    .updateTable('channel')
    .set({ ...nothingKnown, host, notice })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .execute();
  await trx.deleteFrom('unread_thread').where('ws', '=', ws).where('channel', '=', channel).execute();
}

/** What an earlier stay left behind is not taken up again. */
const nothingKnown = {
  gap: false,
  round_ts: null,
  below_ts: null,
  threads_ts: null,
  threads_left: 0,
  repair_tries: 0,
  repair_since: null,
  repair_problem: null,
};

/** Hypha was shown out. */
export async function stopReading(trx: Transaction<Database>, ws: string, channel: string): Promise<void> {
  await withdrawNotice(trx, ws, channel);
  await trx
    .updateTable('channel')
    .set({ reading: false, notice: null, repair_at: null, recap: null, recap_at: null, recap_since: null })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .execute();
}

/** A notice that was not sent yet would say what is not so, now and if somebody took it up again. */
async function withdrawNotice(trx: Transaction<Database>, ws: string, channel: string): Promise<void> {
  await trx
    .updateTable('action')
    .set({ state: 'expired', problem: 'Its reason had passed.' })
    .where('ws', '=', ws)
    .where('id', '=', (from) =>
      from.selectFrom('channel').select('notice').where('ws', '=', ws).where('id', '=', channel),
    )
    .where('state', 'in', ['planned', 'due', 'held', 'needs a person', 'cancelled'])
    .execute();
}

/** Channels that could not be compared with Slack's history for some time. */
export const unrepaired = (db: Reads, ws: string) =>
  db
    .selectFrom('channel')
    .select(['id', 'name', 'kind', 'repair_since as since', 'repair_problem as problem'])
    .where('ws', '=', ws)
    .where('reading', '=', true)
    .where('repair_tries', '>=', worthTelling)
    .where('repair_since', 'is not', null)
    .orderBy('repair_since')
    .$narrowType<{ since: Date }>()
    .execute();
