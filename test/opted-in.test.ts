import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repairGaps } from '../jobs/repair-gaps.ts';
import { whereItStands } from './support/everywhere.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually, type Said } from './support/slack.ts';

/** Whoever opts in again is read from then on: what they said before was erased, and Slack's history still shows it. */

const eng = channelId('eng');
let hypha: Hypha;
let before: Said;
let reply: Said;
let meanwhile: Said;

beforeAll(async () => {
  hypha = await openHypha();
  await hypha.asks('maya', 'channel.join', { channel: eng });
  await hypha.settled();
  before = await ben().says('the zebrafish budget', { in: 'eng' });
  reply = await ben().replies(before, 'and the walrus budget');
  await hypha.settled();
  await hypha.asks('ben', 'person.optout');
  await eventually(async () => expect(await whereIs('zebrafish')).toEqual([]));
  meanwhile = await ben().says('the dugong budget', { in: 'eng' });
  await hypha.asks('ben', 'person.optin');
  await hypha.settled();
});
afterAll(() => hypha.close());

const ben = () => hypha.slack.person('ben');
const whereIs = (words: string) => whereItStands(hypha.app, words);

/** The channel's line, and each of its threads. */
async function looksBack(): Promise<void> {
  const { app } = hypha;
  // What came in and was read is known for some days only.
  await app.db.pool.query(`delete from inbox where state = 'done'`);
  for (let page = 0; page < 4; page++) {
    await app.db.pool.query('update channel set repair_at = clock_timestamp() where id = $1', [eng]);
    await app.db.pool.query(`delete from pace where bucket = 'history'`);
    await repairGaps(app, { ws: app.workspace.ws, channel: eng });
  }
  app.queue.wake({ job: 'readInbox', payload: { ws: app.workspace.ws } });
  await hypha.settled();
}

describe('after somebody opted in again', () => {
  test('what they say is kept', async () => {
    await ben().says('the manatee budget', { in: 'eng' });
    await hypha.settled();
    expect(await whereIs('manatee')).toEqual(['message.text']);
  });

  test('what they said before they opted out stays gone when history is read, in its threads too', async () => {
    await looksBack();
    expect(await whereIs('zebrafish')).toEqual([]);
    expect(await whereIs('walrus')).toEqual([]);
  });

  test('what they said while they were out is not read either', async () => {
    expect(meanwhile.ts > reply.ts).toBe(true);
    expect(await whereIs('dugong')).toEqual([]);
  });

  test('an older message that they edit by now is not kept, as it reads now or as it read', async () => {
    await ben().edits(before, 'the zebrafish budget of the lamprey');
    await ben().edits(meanwhile, 'the dugong budget of the lamprey');
    await hypha.settled();
    await looksBack();
    for (const words of ['zebrafish', 'dugong', 'lamprey']) expect(await whereIs(words)).toEqual([]);
  });

  test('a late word of an older message finds it gone', async () => {
    const { app } = hypha;
    const event = { type: 'message', channel: eng, user: 'U0BEN0000', text: 'the axolotl budget', ts: before.ts };
    const row = { ws: app.workspace.ws, id: crypto.randomUUID(), what: 'late', kind: 'said' };
    await app.db.write
      .insertInto('inbox')
      .values({ ...row, body: JSON.stringify({ event }) })
      .execute();
    app.queue.wake({ job: 'readInbox', payload: { ws: app.workspace.ws } });
    await hypha.settled();
    expect(await whereIs('axolotl')).toEqual([]);
  });

  test('their yes to what is older counts: they say it now', async () => {
    const said = await hypha.slack.person('maya').says('We take the capybara', { in: 'eng' });
    await ben().reacts(said, '+1');
    await hypha.settled();
    const logged = await hypha.asks('maya', 'decision.log', { statement: 'Capybara', channel: eng, message: said.ts });
    expect(logged).toMatchObject({ ok: true, value: { agreed: [{ name: 'ben' }] } });
  });

  test('asked to opt in once more, Hypha forgets nothing of what was said since', async () => {
    const said = await ben().says('the opossum budget', { in: 'eng' });
    await hypha.asks('ben', 'person.optin');
    await ben().edits(said, 'the opossum budget of june');
    await hypha.settled();
    expect(await whereIs('opossum budget of june')).toEqual(['message.text']);
  });
});
