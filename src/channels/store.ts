import { type ExpressionBuilder, type Kysely, type Selectable, sql } from 'kysely';
import { type Database, databaseNow, type Reads, type Transaction, together } from '../edges/db.ts';
import type { PersonFacts, Viewer } from '../people/rules.ts';
import { savePerson } from '../people/store.ts';
import type { ChannelFacts } from './rules.ts';

export type Channel = Selectable<Database['channel']>;

/**
 * Everything Slack says about where a person is, at once: what is not named is left. Channels are locked in the order of
 * their ids and before people, here as everywhere, so that nobody waits for somebody who waits for them.
 */
export async function saveWhereabouts(
  trx: Transaction<Database>,
  ws: string,
  facts: PersonFacts,
  channels: readonly ChannelFacts[],
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
    .set({ rights_at: databaseNow })
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
    insert into channel as c (ws, id, name, kind, shared, archived, bot_in)
    select ${ws}, id, name, kind, shared, archived, coalesce(bot_in, false)
    from jsonb_to_recordset(${said}::jsonb)
      as said (id text, name text, kind text, shared boolean, archived boolean, bot_in boolean)
    on conflict (ws, id) do update
    set name = excluded.name, kind = excluded.kind, shared = excluded.shared, archived = excluded.archived
    where (c.name, c.kind, c.shared, c.archived)
      is distinct from (excluded.name, excluded.kind, excluded.shared, excluded.archived)`.execute(trx);
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

export const findReadable = (
  db: Reads,
  viewer: Viewer,
  ref: { id: string } | { name: string },
): Promise<Channel | undefined> =>
  db
    .selectFrom('channel')
    .selectAll()
    .where('ws', '=', viewer.ws)
    .where('id', 'in', readable(db, viewer))
    .where('id' in ref ? 'id' : 'name', '=', 'id' in ref ? ref.id : ref.name)
    .orderBy('archived')
    .executeTakeFirst();

/** Slack lets an archived channel's name be used again. */
export async function findChannelId(db: Reads, ws: string, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('channel')
    .select('id')
    .where('ws', '=', ws)
    .where('name', '=', name)
    .orderBy('archived')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
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
  await trx
    .updateTable('channel')
    .set({ reading: false, bot_in: false, repair_at: null })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .execute();
}

/** Whoever moves its time on does the repair. If that fails, or its process dies, it is due again `againMs` later. */
export const claimRepair = (
  db: Kysely<Database>,
  ws: string,
  channel: string,
  againMs: number,
): Promise<Channel | undefined> =>
  db
    .updateTable('channel')
    .set({ repair_at: sql<Date>`clock_timestamp() + ${againMs} * interval '1 millisecond'` })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .where('reading', '=', true)
    .where('repair_at', '<=', databaseNow)
    .returningAll()
    .executeTakeFirst();

export async function planRepair(
  db: Kysely<Database>,
  ws: string,
  channel: string,
  { waitMs, cursor }: { waitMs: number; cursor?: string },
): Promise<void> {
  const repair_at = sql<Date>`clock_timestamp() + ${waitMs} * interval '1 millisecond'`;
  await db
    .updateTable('channel')
    .set({ repair_at, ...(cursor && { cursor_ts: cursor }) })
    .where('ws', '=', ws)
    .where('id', '=', channel)
    .where('reading', '=', true)
    .execute();
}

/** After a start, a reconnection or an outage: every channel is compared again, now. */
export async function planAllRepairs(db: Kysely<Database>, ws: string): Promise<void> {
  await together(db, (trx) =>
    trx
      .updateTable('channel')
      .set({ repair_at: databaseNow })
      .where('ws', '=', ws)
      .where('id', 'in', (from) =>
        from
          .selectFrom('channel')
          .select('id')
          .where('ws', '=', ws)
          .where('reading', '=', true)
          .orderBy('id')
          .forNoKeyUpdate(),
      )
      .execute(),
  );
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

/** Whatever time a person asked as of: nothing from before is read. */
const sinceNow = sql<Date>`(select clock_timestamp() + offset_ms * interval '1 millisecond' from workspace as w where w.ws = channel.ws)`;

export async function setReading(
  trx: Transaction<Database>,
  ws: string,
  channel: string,
  change: { reading: true; host: string } | { reading: false },
): Promise<void> {
  const columns = change.reading
    ? { reading: true, host: change.host, joined_at: sinceNow, repair_at: databaseNow }
    : { reading: false, repair_at: null };
  await trx.updateTable('channel').set(columns).where('ws', '=', ws).where('id', '=', channel).execute();
}
