import type { Pool } from 'pg';

/** Some of what `fillDatabase` writes, to ask for. */
export const filled = {
  member: 'U6',
  guest: 'U200',
  /** Little is said there. */
  quiet: 'C99',
  action: '00000000-0000-7000-8000-00000000ac21',
};

/** As much of everything as a busy workspace has after years, scaled down: enough that reading all of it shows. */
export async function fillDatabase(pool: Pool, ws: string): Promise<void> {
  // Cleaned up halfway, rows would lie elsewhere than where they do when they are written day by day.
  await pool.query('alter table decision set (autovacuum_enabled = false)');
  for (const statement of statements) await pool.query(statement, [ws]);
  await pool.query('vacuum analyze');
}

const statements = [
  `insert into person (ws, id, name, tz, role, active, rights_at)
   select $1, 'U' || i, 'person ' || i, 'UTC', case when i < 200 then 'member' else 'guest' end, true, now()
   from generate_series(1, 200) i`,
  `insert into channel (ws, id, name, kind, bot_in, reading)
   select $1, 'C' || i, 'channel-' || i, case when i % 3 = 0 then 'private' else 'public' end, true, true
   from generate_series(1, 100) i`,
  `insert into membership (ws, channel, person)
   select $1, 'C' || c, 'U' || p from generate_series(1, 100) c, generate_series(1, 199) p where (c + p) % 5 = 0
   union all select $1, 'C99', 'U200'`,
  `insert into action (ws, id, key, kind, dest, body, audience, why, subject, requested_by, asked, state, due_at,
                       expires_at, created_at, attempts)
   select $1, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'key ' || i, 'post', dest,
          jsonb_build_object('text', case when i < 30000 then '' else 'card ' || i end, 'blocks', repeat('words ', 50)),
          array[dest], 'a test', 'test', 'U1', true,
          case when i > 49950 then 'planned' when i % 100 = 1 then 'refused' else 'sent' end, at, at, at, 1
   from (select i, 'C' || case when i % 1000 = 9 then 99 else 1 + i % 98 end as dest, now() - (50000 - i) * interval '1 minute' as at
         from generate_series(1, 50000) i) made`,
  `insert into inbox (ws, id, event_id, what, kind, body, state, received_at, next_at)
   select $1, gen_random_uuid(), 'Ev' || i, 'said ' || i, 'said', repeat('x', 100),
          case when i > 49900 then 'waiting' when i % 1000 = 0 then 'parked' else 'done' end,
          now() - (50000 - i) * interval '30 seconds', now()
   from generate_series(1, 50000) i`,
  `insert into message (ws, channel, ts, author, text, version)
   select $1, 'C' || 1 + i % 100, ts, 'U' || 1 + i % 200, 'what people say', ts
   from (select i, to_char(extract(epoch from now() - (50000 - i) * interval '3 minutes'), 'FM9999999999.000000') as ts
         from generate_series(1, 50000) i) made`,
  `insert into answer (ws, actor, key, operation, fingerprint, value, at)
   select $1, 'U' || 1 + i % 200, 'key ' || i, 'decision.log', 'f', '{}', now() - (50000 - i) * interval '3 seconds'
   from generate_series(1, 50000) i`,
  `insert into decision (ws, number, statement, why, state, decided_at, deciders, logged_by, via)
   select $1, i, 'Use ' || case when i % 4 = 0 then 'postgres' else 'paper' end || ' for ' || md5(i::text),
          case when i = 5000 then 'A walrus said so' end, 'decided', now() - (20000 - i) * interval '1 hour',
          array['U' || 1 + i % 200], 'U1', 'slack'
   from generate_series(1, 20000) i`,
  `insert into evidence (ws, decision, n, channel, author, quote)
   select $1, i, n, 'C' || case when i % 1000 = 9 then 99 else 1 + (i * n) % 98 end, 'U' || 1 + i % 200, 'words'
   from generate_series(1, 20000) i, generate_series(1, 2) n where n = 1 or i % 10 = 0`,
];
