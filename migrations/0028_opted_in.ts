import { type Kysely, sql } from 'kysely';

/** Whoever opted in again is read from then on only: what they said before was erased, and Slack's history still shows it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table person add column opted_in_at timestamptz`.execute(db);
  await sql`
    update person as p set opted_in_at = (
      select max(l.at) from ledger as l
      where l.ws = p.ws and l.person = p.id and l.operation = 'person.optin' and exists (
        select from ledger as o
        where o.ws = l.ws and o.person = l.person and o.operation = 'person.optout' and o.machine_at < l.machine_at))
    where p.opted_out_at is null`.execute(db);
}
