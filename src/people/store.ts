import { type Selectable, sql } from 'kysely';
import { type Database, databaseNow, type Reads, type Transaction } from '../edges/db.ts';
import { type PersonFacts, rightsKeptMs } from './rules.ts';

type Person = Selectable<Database['person']>;

export const findPerson = (db: Reads, ws: string, id: string): Promise<Person | undefined> =>
  db.selectFrom('person').selectAll().where('ws', '=', ws).where('id', '=', id).executeTakeFirst();

/** With whether Slack confirmed their rights recently, by the database's clock. */
export const findRights = (db: Reads, ws: string, id: string) =>
  db
    .selectFrom('person')
    .select(['id', 'role', 'name', 'active'])
    .select(
      sql<boolean>`coalesce(rights_at > clock_timestamp() - ${rightsKeptMs} * interval '1 millisecond', false)`.as(
        'fresh',
      ),
    )
    .where('ws', '=', ws)
    .where('id', '=', id)
    .executeTakeFirst();

/** Those who act here; names are not unique. */
export function findPeople(db: Reads, ws: string, { id, name }: { id?: string; name?: string }) {
  let people = db
    .selectFrom('person')
    .select(['id', 'name', 'tz'])
    .where('ws', '=', ws)
    .where('active', '=', true)
    .where('role', '!=', 'bot')
    .orderBy('id')
    .limit(20);
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

/** Somebody's next request asks Slack again what they may see. */
export async function forgetRights(trx: Transaction<Database>, ws: string, person: string): Promise<void> {
  await trx.updateTable('person').set({ rights_at: null }).where('ws', '=', ws).where('id', '=', person).execute();
}

/** Locked against an opt-out that happens meanwhile: it waits, and then erases what was kept. */
export const findReader = (trx: Transaction<Database>, ws: string, person: string) =>
  trx
    .selectFrom('person')
    .select('opted_out_at')
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

export async function setOptedOut(
  trx: Transaction<Database>,
  ws: string,
  person: string,
  at: Date | null,
): Promise<void> {
  await trx
    .updateTable('person')
    .set(at ? { opted_out_at: at, erase_at: databaseNow } : { opted_out_at: null })
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
  await trx.updateTable('person').set({ erase_at: null }).where('ws', '=', ws).where('id', '=', person).execute();
}
