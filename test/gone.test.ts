import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whereItStands } from './support/everywhere.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually, type Said } from './support/slack.ts';

/** Words that are gone at their source, or whose author opted out, are nowhere here any more. */

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());

const whereIs = (words: string) => whereItStands(hypha.app, words);
const person = (name: string) => hypha.slack.person(name);
const log = (message: Said, key: string) =>
  hypha.asks('maya', 'decision.log', { statement: 'Decided', channel: channelId('eng'), message: message.ts }, { key });
const quotes = (...all: object[]) => ({ ok: true, value: { sources: all } });
const gone = quotes({ quote: null, removed: true });

/** Put aside as it came: nobody could read it. */
async function park(what: string, kind: string, event: object): Promise<void> {
  const { workspace, db } = hypha.app;
  const said = { type: 'message', channel: channelId('eng'), ...event };
  const row = { ws: workspace.ws, id: randomUUID(), what, kind, body: JSON.stringify({ event: said }) };
  await db.write
    .insertInto('inbox')
    .values({ ...row, state: 'parked', problem: 'TypeError' })
    .execute();
}

describe('once it settled, no table holds', () => {
  test('the words of a deleted message, neither as it read last nor as it read before', async () => {
    const said = await person('ravi').says('the zebrafish budget', { in: 'eng' });
    await hypha.settled();
    expect(await log(said, 'deleted')).toMatchObject(quotes({ quote: 'the zebrafish budget' }));
    const what = `said|${said.channel}|${said.ts}|${said.ts}`;
    await park(`${what}|1`, 'said', { user: id('ravi'), text: 'the zebrafish budget', ts: said.ts });
    expect(await whereIs('zebrafish')).toEqual(['evidence.quote', 'inbox.body', 'message.text']);
    await person('ravi').edits(said, 'the walrus budget');
    await hypha.settled();
    expect(await whereIs('zebrafish')).toEqual([]);
    await park(`${what}|2`, 'said', { user: id('ravi'), text: 'the walrus budget', ts: said.ts });
    await park(`removed|${said.channel}|${said.ts}|2`, 'removed', { previous_message: { text: 'the walrus budget' } });
    await person('ravi').deletes(said);
    await hypha.settled();
    expect(await whereIs('walrus')).toEqual([]);
    expect(await log(said, 'deleted')).toMatchObject(gone);
  });

  test('the words of somebody who opted out', async () => {
    const said = await person('ben').says('the manatee budget', { in: 'eng' });
    await hypha.settled();
    await log(said, 'opted out');
    const what = `said|${said.channel}|1700000000.000100|1700000000.000100`;
    await park(what, 'said', { user: id('ben'), text: 'the manatee budget, unread', ts: '1700000000.000100' });
    expect(await whereIs('manatee')).toEqual(['evidence.quote', 'inbox.body', 'message.text']);
    await hypha.asks('ben', 'person.optout');
    await hypha.settled();
    await eventually(async () => expect(await whereIs('manatee')).toEqual([]));
    expect(await log(said, 'opted out')).toMatchObject(gone);
  });

  const unreadable = async (text: string, ts: string) => {
    const { db, workspace, queue } = hypha.app;
    const event = { type: 'message', user: id('ben'), text };
    const what = `said|${channelId('eng')}|${ts}|${ts}`;
    await db.write
      .insertInto('inbox')
      .values({ ws: workspace.ws, id: randomUUID(), what, kind: 'said', body: JSON.stringify({ event }), attempts: 8 })
      .execute();
    queue.wake({ job: 'readInbox', payload: { ws: workspace.ws } });
    await hypha.settled();
  };

  test('the words of somebody who opted out before, of what cannot be read and is put aside now', async () => {
    await unreadable('the dugong budget', '1700000000.000200');
    await eventually(async () => expect(await whereIs('dugong')).toEqual([]));
  });

  test('and what they said before they opted in again', async () => {
    await hypha.asks('ben', 'person.optin');
    await unreadable('the narwhal budget', '1700000000.000300');
    await eventually(async () => expect(await whereIs('narwhal')).toEqual([]));
    await unreadable('the beluga budget', '4000000000.000300');
    await eventually(async () => expect(await whereIs('beluga')).toEqual(['inbox.body']));
  });
});

describe('a request that comes again', () => {
  const kept = async (key: string) =>
    (await hypha.app.db.pool.query('select value from answer where key = $1', [key])).rows[0]?.value;

  test('is answered with what stands there now, from which only its number was kept', async () => {
    const ask = () =>
      hypha.asks('maya', 'decision.log', { statement: 'Read anew', channel: '#eng' }, { key: 'number' });
    const first = await ask();
    expect(await kept('number')).toMatch(/^D-\d+$/);
    await hypha.settled();
    const again = await ask();
    expect(again).toMatchObject({ ok: true, value: { statement: 'Read anew', decidedBy: 'maya' } });
    expect(JSON.stringify(again)).toContain(String(JSON.stringify(first).match(/D-\d+/)));
  });

  test('by somebody who may not see it any more is not answered with it', async () => {
    const ask = () =>
      hypha.asks('ana', 'decision.log', { statement: 'For leads', channel: channelId('leads') }, { key: 'left' });
    expect(await ask()).toMatchObject({ ok: true });
    await person('ana').leaves('leads');
    await hypha.settled();
    const refused = await ask();
    expect(refused).toMatchObject({ ok: false, code: 'not_found' });
    expect(JSON.stringify(refused)).not.toContain('For leads');
  });

  test('about what is planned is answered the same, from which only its id was kept', async () => {
    await hypha.asks('maya', 'sending.stop');
    await hypha.asks('maya', 'decision.log', { statement: 'Held twice', channel: '#eng' });
    const { rows } = await hypha.app.db.pool.query(`select id from action where body->>'text' like '%Held twice%'`);
    const hold = () => hypha.asks('maya', 'action.hold', { action: rows[0].id, page: '1' }, { key: 'hold' });
    const first = await hold();
    expect(first).toMatchObject({ ok: true, value: { did: 'hold', state: 'held', by: 'maya' } });
    expect(await kept('hold')).toBe(rows[0].id);
    expect(await hold()).toEqual(first);
  });
});
