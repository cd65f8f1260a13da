import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forget } from '../jobs/forget.ts';
import { day, later, machineNow } from '../src/edges/clock.ts';
import { foldAside } from '../src/edges/inbox-aside.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());

/** As it stands after its reader failed too often: what it says can be read by now. */
async function park(body: string): Promise<string> {
  const row = randomUUID();
  await hypha.app.db.write
    .insertInto('inbox')
    .values({
      ...{ ws: hypha.app.workspace.ws, id: row, event_id: `Ev${row}`, what: row, kind: 'said', body },
      ...{ state: 'parked', attempts: 8, problem: 'TypeError' },
    })
    .execute();
  return row;
}

const rowOf = (row: string) =>
  hypha.app.db.write.selectFrom('inbox').selectAll().where('id', '=', row).executeTakeFirstOrThrow();
const last = async () =>
  (await hypha.app.db.pool.query('select operation, person, subject from ledger order by id desc limit 1')).rows[0];

test('what was put aside is read once an admin has it tried again, and the ledger says who', async () => {
  await hypha.slack.fault({ on: 'event', type: 'message', do: 'drop' });
  const { channel, ts } = await hypha.slack.person('ravi').says('read late', { in: 'eng' });
  const event = { type: 'message', channel, user: id('ravi'), text: 'read late', ts };
  const row = await park(JSON.stringify({ event }));
  const card = await hypha.slack.person('maya').types('/hypha health', { in: 'eng' });
  expect(JSON.stringify(card.messages)).toContain('1 could not be read and was put aside: TypeError');
  await hypha.slack.person('maya').clicks('Try to read again', { in: 'eng' });
  await eventually(async () => expect(await rowOf(row)).toMatchObject({ state: 'done', problem: null }));
  const message = hypha.app.db.write.selectFrom('message').select('text').where('ts', '=', ts);
  expect(await message.executeTakeFirst()).toEqual({ text: 'read late' });
  expect(await last()).toEqual({ operation: 'message.retry', person: id('maya'), subject: 'everything put aside' });
});

test('what still cannot be read is taken alone, and counted anew', async () => {
  const row = await park('{"broken');
  expect(await hypha.asks('maya', 'message.retry')).toMatchObject({ ok: true, value: { count: 1 } });
  expect(await hypha.asks('maya', 'message.retry')).toMatchObject({ ok: true, value: { count: 0 } });
  await eventually(async () => expect((await rowOf(row)).problem).toBe('SyntaxError'));
  expect((await rowOf(row)).state).toBe('waiting');
  expect((await rowOf(row)).attempts).toBeGreaterThan(2);
});

test('only an admin can have it tried again', async () => {
  expect(await hypha.asks('ravi', 'message.retry')).toMatchObject({ ok: false, code: 'forbidden' });
});

describe('what nobody has tried again for long', () => {
  const aged = (row: string, days: number) =>
    hypha.app.db.pool.query('update inbox set received_at = $1 where id = $2', [later(machineNow(), -days * day), row]);
  beforeAll(() => hypha.app.db.pool.query('delete from inbox'));

  test('loses its words and is still told, until an admin lets it go', async () => {
    const old = await park('{"words": "of long ago"}');
    const recent = await park('{"words": "of now"}');
    await aged(old, 91);
    await aged(recent, 89);
    await forget(hypha.app, { ws: hypha.app.workspace.ws });
    expect(await rowOf(old)).toMatchObject({ state: 'parked', kind: 'said', problem: 'TypeError', body: '' });
    expect((await rowOf(recent)).body).toBe('{"words": "of now"}');
    const card = await hypha.slack.person('maya').types('/hypha health', { in: 'eng' });
    expect(JSON.stringify(card.messages)).toContain(
      '2 could not be read and were put aside: TypeError (1 too old to be tried again)',
    );
    expect(await hypha.asks('ravi', 'message.dismiss')).toMatchObject({ ok: false, code: 'forbidden' });
    await hypha.slack.person('maya').clicks('Let go', { in: 'eng' });
    await eventually(async () => expect(await rowOf(recent)).toMatchObject({ state: 'done', body: '' }));
    expect((await rowOf(old)).state).toBe('done');
    expect(await last()).toEqual({ operation: 'message.dismiss', person: id('maya'), subject: 'everything put aside' });
    expect(await hypha.asks('maya', 'health.show')).toMatchObject({ ok: true, value: { parked: [] } });
  });

  test('is not tried again without its words, and so keeps its reason', async () => {
    const row = await park('');
    expect(await hypha.asks('maya', 'message.retry')).toMatchObject({ ok: true, value: { count: 0 } });
    expect(await rowOf(row)).toMatchObject({ state: 'parked', problem: 'TypeError' });
  });

  test('piles up no further than so many rows, which stand for all of them', async () => {
    await hypha.app.db.pool.query('delete from inbox');
    for (const body of ['', '', '', '', '', 'words']) await park(body);
    for (const told of [6, 7]) {
      await foldAside(hypha.app.db.write, hypha.app.workspace.ws, 2);
      const { rows } = await hypha.app.db.pool.query('select stands_for from inbox');
      expect(rows).toHaveLength(3);
      expect(await hypha.asks('maya', 'health.show')).toMatchObject({
        ok: true,
        value: { parked: [{ problem: 'TypeError', count: told, readable: 1 }] },
      });
      await park('');
    }
  });
});
