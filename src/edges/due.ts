import { type Kysely, sql } from 'kysely';
import type { Database } from './db.ts';
import type { Wake } from './queue.ts';
import { teamNowSql } from './workspace.ts';

/** What is due, or overdue by so much, whoever should have done it; and when the next thing will be. */
export async function findDue(
  db: Kysely<Database>,
  ws: string,
  overdueMs: number,
): Promise<{ wakes: Wake[]; nextInMs: number | undefined }> {
  const { rows } = await sql<Due>`
    with clock as (
      select clock_timestamp() as machine, ${teamNowSql} as team, stands_at is null as runs,
             stopped_at is null as going
      from workspace where ws = ${ws}),
    open as (
      select a.dest, a.state, a.due_at, a.seq,
             greatest(clock.machine + (a.due_at - clock.team), a.retry_at, p.free_at) as at,
             coalesce(not a.asked and a.state in ('planned', 'due') and a.retry_at > clock.machine, false) as passed
      from action a cross join clock
      left join pace p on p.ws = a.ws and p.bucket = a.dest
      where a.ws = ${ws} and a.state in ('planned', 'due', 'sending', 'unclear')
        and (clock.runs or a.due_at <= clock.team)
        and (clock.going or a.kind = 'home' or a.state in ('sending', 'unclear') or a.expires_at < clock.team)),
    heads as (select distinct on (dest) dest, at from open order by dest, passed, due_at, seq),
    due as (
      (select 'deliver' as job, dest as id, at from heads)
      union all
      (select 'readInbox', null, next_at from inbox where ws = ${ws} and state = 'waiting' order by next_at limit 1)
      union all
      (select 'repairGaps', c.id, greatest(c.repair_at, p.free_at)
       from channel c left join pace p on p.ws = c.ws and p.bucket = 'history'
       where c.ws = ${ws} and c.reading and c.repair_at is not null order by c.repair_at limit 1)
      union all
      (select 'capture', null, next_at from capture where ws = ${ws} and state = 'waiting' order by next_at limit 1)
      union all
      (select 'digest', d.id, greatest(clock.machine + (d.digest_at - clock.team), d.digest_retry_at) as at
       from person d cross join clock
       where d.ws = ${ws} and d.digest_at is not null and clock.going and (clock.runs or d.digest_at <= clock.team)
       order by at limit 50)
      union all
      (select 'recap', r.id, greatest(clock.machine + (r.recap_at - clock.team), r.recap_retry_at) as at
       from channel r cross join clock
       where r.ws = ${ws} and r.recap_at is not null and clock.going and (clock.runs or r.recap_at <= clock.team)
       order by at limit 50)
      union all
      (select 'erasePerson', id, erase_at from person where ws = ${ws} and erase_at is not null))
    select job, id, extract(epoch from at - clock.machine) * 1000 as "inMs" from due cross join clock order by at limit 500`.execute(
    db,
  );
  const due = rows.map((row) => ({ ...row, inMs: Number(row.inMs) }));
  const next = due.find(({ inMs }) => inMs > 0);
  return { wakes: due.filter(({ inMs }) => inMs <= -overdueMs).map((row) => wakeOf(ws, row)), nextInMs: next?.inMs };
}

interface Due {
  job: 'deliver' | 'readInbox' | 'repairGaps' | 'erasePerson' | 'capture' | 'digest' | 'recap';
  id: string;
  inMs: string | number;
}

function wakeOf(ws: string, { job, id }: Due): Wake {
  switch (job) {
    case 'deliver':
      return { job, payload: { ws, dest: id } };
    case 'readInbox':
    case 'capture':
      return { job, payload: { ws } };
    case 'repairGaps':
    case 'recap':
      return { job, payload: { ws, channel: id } };
    case 'erasePerson':
    case 'digest':
      return { job, payload: { ws, person: id } };
  }
}
