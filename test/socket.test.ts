import { afterEach, beforeEach, expect, test } from 'vitest';
import { diceOf } from './faults/dice.ts';
import { storm } from './faults/upset.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeEach(async () => {
  hypha = await openHypha({ socket: true, slack: { timing: { retryMs: [50, 100, 200], ackTimeoutMs: 500 } } });
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterEach(() => hypha.close());

const ben = () => hypha.slack.person('ben');
const stored = async (ts: string) =>
  (await hypha.app.db.read.selectFrom('message').select('text').where('ts', '=', ts).executeTakeFirst())?.text;
const connections = async () => (await hypha.slack.sockets({ do: 'count' })).connections;
const thereAre = (count: number) => eventually(async () => expect(await connections()).toBe(count), { within: 10_000 });

test('over Socket Mode a message becomes a row and a command is answered', async () => {
  const said = await ben().says('over the socket', { in: 'eng' });
  await hypha.settled();
  expect(await stored(said.ts)).toBe('over the socket');
  const answer = await hypha.slack.person('maya').types('/decide Use sockets', { in: 'eng' });
  expect(answer.text).toMatch(/D-\d+ · Use sockets/);
  expect((await hypha.slack.deliveries()).every(({ via }) => via === 'socket')).toBe(true);
});

test('an event is acknowledged over the socket only once it is kept', async () => {
  const lock = await hypha.app.db.pool.connect();
  await lock.query('begin; lock table inbox in access exclusive mode');
  const said = await ben().says('the door is shut', { in: 'eng' });
  await eventually(async () =>
    expect((await hypha.slack.deliveries()).some(({ outcome }) => outcome !== 'heard')).toBe(true),
  );
  await lock.query('rollback');
  lock.release();
  await hypha.settled();
  expect(await stored(said.ts)).toBe('the door is shut');
});

test('there are two connections, and a refreshed one goes only when its successor is there', async () => {
  await thereAre(2);
  await hypha.slack.sockets({ do: 'mute', count: 1 });
  await hypha.slack.sockets({ do: 'disconnect', reason: 'warning', count: 1 });
  // The successor is never greeted: until the next one is, the old one goes on.
  await eventually(async () => expect((await opens()).length).toBeGreaterThan(2));
  expect(await connections()).toBe(2);
  const said = await ben().says('meanwhile', { in: 'eng' });
  await hypha.settled();
  expect(await stored(said.ts)).toBe('meanwhile');
  await eventually(async () => expect((await opens()).length).toBeGreaterThan(3), { within: 10_000 });
  await thereAre(2);
});

test('a connection that is open and dead is noticed and replaced', async () => {
  await thereAre(2);
  await hypha.slack.sockets({ do: 'silence' });
  const said = await ben().says('anybody there', { in: 'eng' });
  await eventually(async () => expect(await stored(said.ts)).toBe('anybody there'));
  await thereAre(2);
});

test('what happened while there was no connection is made up for', async () => {
  await thereAre(2);
  const { repairMs } = hypha.app.config.pace;
  await eventually(async () => expect(await nextComparison()).toBeGreaterThan(repairMs / 2), { within: 15_000 });
  await hypha.slack.fault({ on: 'event', do: 'drop', probability: 1 });
  await hypha.slack.fault({ on: 'api', method: 'apps.connections.open', answer: '500', lands: 'never', times: 4 });
  await hypha.slack.sockets({ do: 'drop' });
  const said = await ben().says('between two connections', { in: 'eng' });
  await hypha.slack.settled();
  await hypha.slack.heal();
  // By itself the channel would be compared again much later.
  await eventually(async () => expect(await stored(said.ts)).toBe('between two connections'), { within: repairMs / 4 });
});

test('nothing is lost in a storm of refreshes, breaks and failed reconnections, and afterwards all is as before', async () => {
  const texts: string[] = [];
  const say = async (n: number) => {
    texts.push(`number ${n}`);
    await ben().says(`number ${n}`, { in: 'eng' });
  };
  await storm(hypha.slack, diceOf(7), { times: 40, ms: 4_000, say });
  await hypha.slack.heal();
  await eventually(async () => expect(await missing(texts)).toEqual([]), { within: 15_000 });
  await thereAre(2);
  const answer = await hypha.slack.person('maya').types('/decide Stay calm', { in: 'eng' });
  expect(answer.text).toMatch(/D-\d+ · Stay calm/);
});

/** In how many milliseconds the channel is compared with Slack's history by itself. */
async function nextComparison(): Promise<number> {
  const { rows } = await hypha.app.db.pool.query<{ ms: number }>(
    'select extract(epoch from repair_at - clock_timestamp())::float8 * 1000 as ms from channel where reading',
  );
  return rows[0]?.ms ?? 0;
}

const opens = () => hypha.slack.calls('apps.connections.open');

async function missing(texts: readonly string[]): Promise<string[]> {
  const rows = await hypha.app.db.read.selectFrom('message').select('text').where('text', 'in', texts).execute();
  const there = rows.map(({ text }) => text);
  return texts.filter((text) => there.filter((one) => one === text).length !== 1);
}
