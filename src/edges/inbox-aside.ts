import { type Kysely, sql } from 'kysely';
import { among, type Database, databaseNow, type Transaction, whereItLies } from './db.ts';

/** What could not be read stays, without its words in the end, until a person has it tried again or lets it go. */

/** Of one kind with one reason this many rows without words are kept; what is older is counted on the last of them. */
const mostOfAKind = 1_000;

/** What was put aside is tried once more, each with as few attempts left as one that failed. Gives how much that is. */
export async function tryAgain(trx: Transaction<Database>, ws: string, attempts: number): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('inbox')
    .set({ state: 'waiting', attempts, next_at: databaseNow, problem: null })
    .where('ws', '=', ws)
    .where('state', '=', 'parked')
    .where('body', '!=', '')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Gives how much was let go: it counts as read from now on. */
export async function letGo(trx: Transaction<Database>, ws: string): Promise<number> {
  const gone = await trx
    .updateTable('inbox')
    .set({ state: 'done', body: '', problem: null })
    .where('ws', '=', ws)
    .where('state', '=', 'parked')
    .returning('stands_for')
    .execute();
  return gone.reduce((total, { stands_for }) => total + stands_for, 0);
}

/**
 * Words that are not to be here any more are not kept to be read later either: of a message that was deleted or reads
 * otherwise by now, and of somebody who opted out, also where they opted in again since. Nothing is left to be read of it then.
 */
export async function dropMoot(db: Kysely<Database>, ws: string): Promise<void> {
  await sql`
    update inbox as i set state = 'done', body = '', problem = null
    where i.ws = ${ws} and i.state = 'parked' and i.body != '' and i.kind in ('said', 'removed', 'mentioned') and (
      exists (
        select from message as m
        where m.ws = i.ws and m.channel = split_part(i.what, '|', 2) and m.ts = split_part(i.what, '|', 3)
          and (m.removed or i.kind = 'mentioned' and m.version != m.ts or i.kind = 'said'
            and regexp_replace(m.version, '[+].*$', '+') collate "C" > regexp_replace(split_part(i.what, '|', 4), '[+].*$', '+')))
      or exists (
        select from person as p
        where p.ws = i.ws and (p.opted_out_at is not null or p.opted_in_at >= ${saidAt}) and i.body ~ ('"user"\\s*:\\s*"' || p.id || '"')))`.execute(
    db,
  );
}

/** By Slack's stamp of what a row is about. */
const saidAt = sql<Date>`case when split_part(i.what, '|', 3) ~ '^[0-9]+[.][0-9]+$'
  then to_timestamp(split_part(i.what, '|', 3)::float8) end`;

/** Kept as long as messages are, words go; that something could not be read, when, and why, stays. */
export async function emptyAside(db: Kysely<Database>, ws: string, before: Date, most: number): Promise<number> {
  const over = db
    .selectFrom('inbox')
    .select(whereItLies)
    .where('ws', '=', ws)
    .where('state', '=', 'parked')
    .where('body', '!=', '')
    .where('received_at', '<', before)
    .limit(most);
  const emptied = db.updateTable('inbox').set({ body: '' }).where(among(over));
  return Number((await emptied.executeTakeFirst()).numUpdatedRows);
}

/** So that nothing piles up where nobody looks. No number is lost by it. */
export async function foldAside(db: Kysely<Database>, ws: string, keep: number = mostOfAKind): Promise<void> {
  await sql`
    with aside as (
      select ws, id, kind, problem, stands_for,
             row_number() over (partition by kind, problem order by received_at desc, id) as n
      from inbox where ws = ${ws} and state = 'parked' and body = ''),
    gone as (
      delete from inbox using aside
      where inbox.ws = aside.ws and inbox.id = aside.id and aside.n > ${keep}
      returning inbox.kind, inbox.problem, inbox.stands_for),
    sums as (select kind, problem, sum(stands_for)::integer as more from gone group by kind, problem)
    update inbox set stands_for = inbox.stands_for + sums.more
    from aside, sums
    where inbox.ws = aside.ws and inbox.id = aside.id and aside.n = ${keep}
      and aside.kind = sums.kind and aside.problem is not distinct from sums.problem`.execute(db);
}
