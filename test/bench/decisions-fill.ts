import type { Pool } from 'pg';
import { channelRows, decisionRow, membershipRows, personRows } from './decisions-rows.ts';
import { diceOf } from './decisions-words.ts';

/** A workspace after three years, in which so many decisions were logged; each with all that logging it leaves behind. */
export async function fill(pool: Pool, ws: string, decisions: number): Promise<void> {
  const dice = diceOf(1);
  await pool.query(peopleSql, [ws, JSON.stringify(personRows())]);
  await pool.query(channelsSql, [ws, JSON.stringify(channelRows())]);
  await pool.query(membershipsSql, [ws, JSON.stringify(membershipRows(dice))]);
  const now = Date.now();
  const indexes = await withoutIndexes(pool);
  for (let from = 0; from < decisions; from += portion) {
    const length = Math.min(portion, decisions - from);
    const rows = Array.from({ length }, (_, n) => decisionRow(dice, from + n, decisions, now));
    await pool.query(decisionsSql, [ws, JSON.stringify(rows)]);
    await pool.query(evidenceSql, [ws, JSON.stringify(rows)]);
  }
  for (const index of indexes) await pool.query(index);
  for (const statement of whatFollows) await pool.query(statement, [ws]);
  await pool.query('vacuum analyze');
}

const portion = 2_000;

/** What finds words is quicker made at once than word by word. Gives what makes it again. */
async function withoutIndexes(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query(
    `select indexname as name, indexdef as made from pg_indexes where tablename = 'decision' and indexdef like '%USING gin%'`,
  );
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  return rows.map(({ made }) => String(made));
}

/** Slack confirmed what everybody may see: it is asked once a minute, and that is no part of what is measured. */
const peopleSql = `
  insert into person (ws, id, name, tz, role, active, rights_at, hours)
  select $1, id, name, 'Europe/Berlin', role, true, 'infinity', '09:00-17:30 Mon-Fri'
  from jsonb_to_recordset($2) as said (id text, name text, role text)`;

const channelsSql = `
  insert into channel (ws, id, name, kind, bot_in, reading, host, joined_at)
  select $1, id, name, kind, bot_in, reading, host, now() - interval '3 years'
  from jsonb_to_recordset($2) as said (id text, name text, kind text, bot_in boolean, reading boolean, host text)`;

const membershipsSql = `
  insert into membership (ws, channel, person)
  select $1, channel, person from jsonb_to_recordset($2) as said (channel text, person text)`;

const decisionsSql = `
  insert into decision (ws, number, version, statement, why, state, decided_at, deciders, agreed, owner, logged_by, via, topic,
    alternatives, assumptions, reopen_if, review_at, changed_at)
  select $1, number, case when state in ('proposed', 'unconfirmed', 'decided') then 1 else 2 end, statement, why, state,
    decided_at, deciders, agreed, owner, logged_by, 'slack', topic,
    alternatives, assumptions, reopen_if, review_at, decided_at
  from jsonb_to_recordset($2) as said (number int, statement text, why text, state text, decided_at timestamptz,
    deciders text[], agreed text[], owner text, logged_by text, topic text, alternatives text, assumptions text,
    reopen_if text, review_at timestamptz)`;

const evidenceSql = `
  insert into evidence (ws, decision, n, channel, author, quote, message_ts, role)
  select $1, number, n, one->>'channel', one->>'author', one->>'quote', one->>'message_ts', one->>'role'
  from jsonb_to_recordset($2) as said (number int, evidence jsonb),
    jsonb_array_elements(evidence) with ordinality as of (one, n)`;

const whatFollows = [
  `insert into decision_change (ws, decision, n, kind, at, recorded_at, person, via, state, fields)
   select ws, number, n, case n when 1 then 'log' else 'drop' end, decided_at, decided_at, logged_by, via,
     case when n < version then 'decided' else state end, case n when 1 then jsonb_build_object('statement', statement) else '{}' end
   from decision, generate_series(1, version) n where ws = $1`,
  `insert into message (ws, channel, ts, author, text, version)
   select ws, channel, message_ts, author, quote, message_ts from evidence
   where ws = $1 and message_ts > extract(epoch from now() - interval '90 days')::text
   on conflict do nothing`,
  // What was said of each when it was logged; and what Hypha would have said unasked, and holds.
  `insert into action (ws, id, key, kind, dest, body, audience, why, subject, shows, requested_by, asked, state, due_at,
     expires_at, created_at, attempts)
   select ws, gen_random_uuid(), 'noted:D-' || number, 'post', audience[1], '{"text":"","blocks":[]}', audience[1:1],
     'A decision was logged in this channel.', 'D-' || number, array[number], logged_by, true, 'sent', decided_at,
     decided_at, decided_at, 1
   from decision where ws = $1`,
  `insert into action (ws, id, key, kind, dest, body, audience, why, subject, requested_by, asked, sort, state, due_at,
     expires_at)
   select ws, gen_random_uuid(), 'held:' || id || n, 'post', id, '{"text":"Later","blocks":[]}', array[id],
     'It only listens here.', 'nothing', host, false, 'card', 'held', now(), now() + interval '1 day'
   from channel, generate_series(1, 3) n where ws = $1 and reading`,
];
