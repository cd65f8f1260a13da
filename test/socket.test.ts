import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha({ socket: true, slack: { timing: { retryMs: [50, 100, 200], ackTimeoutMs: 500 } } });
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());

const stored = async (ts: string) =>
  (await hypha.app.db.read.selectFrom('message').select('text').where('ts', '=', ts).executeTakeFirst())?.text;

test('over Socket Mode a message becomes a row and a command is answered', async () => {
  const said = await hypha.slack.person('ben').says('over the socket', { in: 'eng' });
  await hypha.settled();
  expect(await stored(said.ts)).toBe('over the socket');
  const answer = await hypha.slack.person('maya').types('/decide Use sockets', { in: 'eng' });
  expect(answer.text).toContain('D-1 · Use sockets');
  expect((await hypha.slack.deliveries()).every(({ via }) => via === 'socket')).toBe(true);
});

test('an event is acknowledged over the socket only once it is kept', async () => {
  const lock = await hypha.app.db.pool.connect();
  await lock.query('begin; lock table inbox in access exclusive mode');
  const said = await hypha.slack.person('ben').says('the door is shut', { in: 'eng' });
  await eventually(async () =>
    expect((await hypha.slack.deliveries()).some(({ outcome }) => outcome !== 'heard')).toBe(true),
  );
  await lock.query('rollback');
  lock.release();
  await hypha.settled();
  expect(await stored(said.ts)).toBe('the door is shut');
});

test('what happened between two connections is made up for', async () => {
  await hypha.slack.fault({ on: 'event', do: 'drop', probability: 1 });
  const said = await hypha.slack.person('ben').says('between two connections', { in: 'eng' });
  await hypha.slack.settled();
  await hypha.slack.heal();
  await hypha.slack.sockets({ do: 'disconnect', reason: 'refresh_requested' });
  await eventually(async () => expect(await stored(said.ts)).toBe('between two connections'), { within: 15_000 });
});
