import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openStores, type Stores } from './support/database.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';

let stores: Stores;
let one: Hypha;
let other: Hypha;
beforeAll(async () => {
  stores = await openStores();
  const team = (id: string, name: string) => ({ id, name, domain: name.toLowerCase() });
  one = await openHypha({ stores, slack: { team: team('T0FIRST00', 'First') } });
  other = await openHypha({ stores, slack: { team: team('T0SECOND0', 'Second') } });
});
afterAll(async () => {
  await one.close();
  await other.close();
  await stores.drop();
});

test('two workspaces with the same channel and people ids stay apart in one database and one queue', async () => {
  for (const hypha of [one, other]) await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await Promise.all([one.settled(), other.settled()]);
  const logged = await one.asks('maya', 'decision.log', { statement: 'Only in the first', channel: '#eng' });
  const { number } = z.object({ value: z.object({ number: z.number() }) }).parse(logged).value;
  await other.slack.person('ben').says('said in the second', { in: 'eng' });
  await Promise.all([one.settled(), other.settled()]);
  expect(await other.asks('maya', 'decision.list')).toMatchObject({ ok: true, value: { total: 0 } });
  expect(await other.asks('maya', 'decision.show', { decision: `D-${number}` })).toMatchObject({
    ok: false,
    code: 'not_found',
  });
  expect(JSON.stringify(await other.slack.person('maya').sees('eng'))).not.toContain('Only in the first');
  // The same number may be drawn in both.
  await one.app.db.pool.query(
    `insert into decision (ws, number, statement, why, state, decided_at, deciders, logged_by, via)
     select 'T0SECOND0', number, 'First of the second', why, state, decided_at, deciders, logged_by, via from decision where ws = 'T0FIRST00'`,
  );
  const rows = await one.app.db.read.selectFrom('message').select(['ws', 'text']).execute();
  expect(rows).toEqual([{ ws: 'T0SECOND0', text: 'said in the second' }]);
});

test('stopping one workspace does not stop the other', async () => {
  await one.asks('maya', 'sending.stop');
  await other.asks('maya', 'decision.log', { statement: 'Still speaking', channel: '#eng' });
  await other.settled();
  expect(JSON.stringify(await other.slack.person('ben').sees('eng'))).toContain('Still speaking');
});

test('an event for another workspace is nobody’s here', async () => {
  const before = await one.app.db.read.selectFrom('inbox').select('id').execute();
  await other.slack.requestUrls([`${one.url}/slack/events`]);
  await other.slack
    .person('ben')
    .says('lost on its way', { in: 'eng' })
    .catch(() => {});
  const after = await one.app.db.read.selectFrom('inbox').select('id').execute();
  expect(after).toEqual(before);
});

test('every table is keyed by workspace first', async () => {
  const { rows } = await one.app.db.pool.query(
    `select c.relname as table, (select attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]) as first
     from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where n.nspname = 'public' and c.relkind = 'r' and c.relname not like 'kysely%'`,
  );
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter(({ first }) => first !== 'ws')).toEqual([]);
});
