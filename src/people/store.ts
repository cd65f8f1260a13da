import { type Kysely, type Selectable, sql } from 'kysely';
import { type Database, databaseNow, type Reads, type Transaction } from '../edges/db.ts';
import { againAt, worthTelling } from '../edges/retry.ts';
import { type PersonFacts, type PersonRef, rightsKeptMs } from './rules.ts';

type Person = Selectable<Database['person']>;

export const findPerson = (db: Reads, ws: string, id: string): Promise<Person | undefined> =>
  db.selectFrom('person').selectAll().where('ws', '=', ws).where('id', '=', id).executeTakeFirst();

export async function namesOfPeople(db: Reads, ws: string, ids: readonly string[]): Promise<Map<string, string>> {
  const people = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('ws', '=', ws)
    .where('id', 'in', ids)
    .execute();
  return new Map(people.map(({ id, name }) => [id, name]));
}

const rightsFrom = sql<Date>`clock_timestamp() - ${rightsKeptMs} * interval '1 millisecond'`;

/** With whether Slack confirmed their rights recently, by the database's clock. */
export const findRights = (db: Reads, ws: string, id: string) =>
  db
    .selectFrom('person')
    .select(['id', 'role', 'name', 'active', 'tz as zone'])
    .select([sql<boolean>`coalesce(rights_at > ${rightsFrom}, false)`.as('fresh'), databaseNow.as('looked_at')])
    .where('ws', '=', ws)
    .where('id', '=', id)
    .executeTakeFirst();

/** Those who act here; names are not unique. */
export function findPeople(db: Reads, ws: string, who: PersonRef | Record<string, never>) {
  let people = db
    .selectFrom('person')
    .select(['id', 'name', 'tz'])
    .where('ws', '=', ws)
    .where('active', '=', true)
    .where('role', '!=', 'bot')
    .orderBy('id')
    .limit(20);
  const { id, name } = { id: undefined, name: undefined, ...who };
  if (id !== undefined) people = people.where('id', '=', id);
  if (name !== undefined) people = people.where((is) => is(is.fn('lower', ['name']), '=', name.toLowerCase()));
  return people.execute();
}

export async function savePerson(trx: Transaction<Database>, ws: string, facts: PersonFacts): Promise<void> {
  const { id, ...rest } = facts;
  await trx
    .insertInto('person')
    .values({ ws, id, ...rest })
    .onConflict((conflict) => conflict.columns(['ws', 'id']).doUpdateSet(rest))
    .execute();
}

/** Somebody's next request asks Slack again what they may see; an answer that is under way is too old already. */
export async function forgetRights(trx: Transaction<Database>, ws: string, person: string): Promise<void> {
  await trx
    .updateTable('person')
    .set({ rights_at: null, forgotten_at: databaseNow })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .execute();
}

/** Where anybody is has to be asked anew. Locked in one order, so that two who do it do not wait crosswise. */
export async function forgetAllRights(trx: Transaction<Database>, ws: string): Promise<void> {
  const known = (is: Kysely<Database>) =>
    is
      .selectFrom('person')
      .select('id')
      .where('ws', '=', ws)
      .where(sql<boolean>`rights_at > ${rightsFrom}`)
      .orderBy('id')
      .forUpdate();
  await trx.updateTable('person').set({ rights_at: null }).where('ws', '=', ws).where('id', 'in', known(trx)).execute();
}

/** Locked against an opt-out that happens meanwhile: it waits, and then erases what was kept. */
export const findReader = (trx: Transaction<Database>, ws: string, person: string) =>
  trx
    .selectFrom('person')
    .select(['opted_out_at', 'opted_in_at'])
    .where('ws', '=', ws)
    .where('id', '=', person)
    .forShare()
    .executeTakeFirst();

export async function unknownAmong(db: Reads, ws: string, people: readonly string[]): Promise<string[]> {
  if (people.length === 0) return [];
  const known = await db.selectFrom('person').select('id').where('ws', '=', ws).where('id', 'in', people).execute();
  const ids = new Set(known.map(({ id }) => id));
  return people.filter((id) => !ids.has(id));
}

export async function optOut(trx: Transaction<Database>, ws: string, person: string, at: Date): Promise<void> {
  await trx
    .updateTable('person')
    .set({ opted_out_at: at, erase_at: databaseNow, digest_at: null })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .execute();
}

/** Only of somebody who had opted out: whoever asks for it twice has not said less in between. */
export async function optIn(trx: Transaction<Database>, ws: string, person: string, at: Date): Promise<void> {
  await trx
    .updateTable('person')
    .set({ opted_out_at: null, opted_in_at: at })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .where('opted_out_at', 'is not', null)
    .execute();
}

/** Gives the zone they are meant in: the one Slack knows. When their next digest comes follows from them, and is found anew. */
export async function keepHours(
  trx: Transaction<Database>,
  ws: string,
  person: string,
  hours: string,
): Promise<string> {
  const row = await trx
    .updateTable('person')
    .set({ hours, digest_at: null })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .returning('tz')
    .executeTakeFirst();
  return row?.tz ?? 'UTC';
}

/** When somebody wants no disturbance, as Slack just said. */
export async function saveQuiet(
  db: Kysely<Database>,
  ws: string,
  person: string,
  quiet: { from: Date; to: Date } | null,
): Promise<void> {
  await db
    .updateTable('person')
    .set({ quiet_from: quiet?.from ?? null, quiet_to: quiet?.to ?? null })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .execute();
}

/** Still to be erased; locked, so that it is done once. */
export async function isToBeErased(trx: Transaction<Database>, ws: string, person: string): Promise<boolean> {
  const row = await trx
    .selectFrom('person')
    .select('id')
    .where('ws', '=', ws)
    .where('id', '=', person)
    .where('erase_at', 'is not', null)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

export async function markErased(trx: Transaction<Database>, ws: string, person: string): Promise<void> {
  await trx
    .updateTable('person')
    .set({ erase_at: null, erase_tries: 0, erase_since: null, erase_problem: null })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .execute();
}

/** One more attempt, if it is due. It is tried again, for ever, until somebody says that it is done. */
export async function claimErasing(
  db: Kysely<Database>,
  ws: string,
  person: string,
  waits: { firstMs: number; mostMs: number },
): Promise<boolean> {
  const row = await db
    .updateTable('person')
    .set((set) => ({
      erase_at: againAt('erase_tries', waits),
      erase_tries: set('erase_tries', '+', 1),
      erase_since: sql<Date>`coalesce(erase_since, clock_timestamp())`,
    }))
    .where('ws', '=', ws)
    .where('id', '=', person)
    .where('erase_at', '<=', databaseNow)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function noteErasing(db: Kysely<Database>, ws: string, person: string, problem: string): Promise<void> {
  await db
    .updateTable('person')
    .set({ erase_problem: problem })
    .where('ws', '=', ws)
    .where('id', '=', person)
    .where('erase_at', 'is not', null)
    .execute();
}

/** Whose words should be gone by now, and are not. */
export const unerased = (db: Reads, ws: string) =>
  db
    .selectFrom('person')
    .select(['id', 'erase_since as since', 'erase_problem as problem'])
    .where('ws', '=', ws)
    .where('erase_at', 'is not', null)
    .where('erase_tries', '>=', worthTelling)
    .where('erase_since', 'is not', null)
    .orderBy('erase_since')
    .$narrowType<{ since: Date }>()
    .execute();
