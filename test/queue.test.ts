import { Redis } from 'ioredis';
import { Client } from 'pg';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { deliver } from '../jobs/deliver.ts';
import { openLocks } from '../src/edges/locks.ts';
import { openLog } from '../src/edges/log.ts';
import { countWaiting, openQueue, type WakeQueue } from '../src/edges/queue.ts';
import { cutDatabase } from './support/cut.ts';
import { openStores, type Stores } from './support/database.ts';
import { draftFor, write } from './support/drafts.ts';
import { openGate } from './support/gate.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openOne(stores: Stores): Promise<WakeQueue> {
  const queue = await openQueue(
    { name: stores.queueName, databaseUrl: stores.databaseUrl, redisUrl: stores.redisUrl },
    openLog('silent'),
  );
  closing.push(queue.close);
  return queue;
}

async function open(options: Parameters<typeof openHypha>[0] = {}): Promise<Hypha> {
  const hypha = await openHypha(options);
  closing.push(hypha.close);
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
  return hypha;
}

const wake = { job: 'readInbox', payload: { ws: 'T1' } } as const;

test('a wake-up reaches a worker of another process, with ids and nothing else', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const [web, worker] = [await openOne(stores), await openOne(stores)];
  const heard: unknown[] = [];
  const working = worker.work(async (name, payload) => void heard.push([name, payload]), 2);
  closing.push(working.close);
  web.wake(wake);
  await eventually(() => expect(heard).toEqual([['read-inbox', { ws: 'T1' }]]));
  expect(await web.works()).toBe(true);
});

test('used after it was closed, the queue says nothing and does not hang', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const queue = await openOne(stores);
  await queue.close();
  queue.wake(wake);
});

test('what was woken before the queue was closed arrives', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const [web, worker] = [await openOne(stores), await openOne(stores)];
  const heard: string[] = [];
  const working = worker.work(async (name) => void heard.push(name), 2);
  closing.push(working.close);
  for (let n = 0; n < 20; n++) web.wake(wake);
  await web.close();
  await eventually(() => expect(heard).toHaveLength(20));
});

test('looking how much waits makes no queue where there is none', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  expect(await countWaiting({ ...stores, name: stores.queueName }, openLog('silent'))).toBe(0);
  expect(await tracesOf(stores)).toEqual([]);
  const queue = await openOne(stores);
  queue.wake(wake);
  await eventually(async () =>
    expect(await countWaiting({ ...stores, name: stores.queueName }, openLog('silent'))).toBe(1),
  );
  await eventually(async () => expect(await tracesOf(stores)).not.toEqual([]));
});

async function tracesOf({ databaseUrl, redisUrl, queueName }: Stores): Promise<unknown[]> {
  if (redisUrl) {
    const redis = new Redis(redisUrl);
    const keys = await redis.keys(`${queueName}:*`);
    redis.disconnect();
    return keys;
  }
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query('select queue from bullmq.meta where queue = $1', [queueName]);
  await client.end();
  return rows;
}

test('a frozen store keeps nobody waiting, is complained of once, and afterwards all goes on', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const { databaseUrl, redisUrl } = stores;
  const gate = await openGate(redisUrl ?? databaseUrl);
  closing.push(gate.close);
  const complaints: string[] = [];
  const log = pino({}, { write: (line) => void (line.includes('could not wake') && complaints.push(line)) });
  const there = redisUrl ? { databaseUrl, redisUrl: gate.url } : { databaseUrl: gate.url };
  const queue = await openQueue({ name: stores.queueName, ...there }, log);
  closing.push(queue.close);
  expect(await queue.works()).toBe(true);
  gate.shut();
  const began = performance.now();
  for (let n = 0; n < 50; n++) queue.wake(wake);
  expect(performance.now() - began).toBeLessThan(500);
  await eventually(() => expect(complaints).toHaveLength(1));
  await eventually(async () => expect(await queue.works()).toBe(false));
  expect(complaints).toHaveLength(1);
  gate.reopen();
  const heard: string[] = [];
  const working = (await openOne(stores)).work(async (name) => void heard.push(name), 2);
  closing.push(working.close);
  await eventually(
    () => {
      queue.wake(wake);
      expect(heard.length).toBeGreaterThan(0);
    },
    { within: 10_000, every: 200 },
  );
});

test('a job that fails is not tried again by the queue: its row decides', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const queue = await openOne(stores);
  const heard: string[] = [];
  const working = queue.work(async (name) => {
    heard.push(name);
    throw new Error('no');
  }, 1);
  closing.push(working.close);
  queue.wake(wake);
  await eventually(() => expect(heard).toEqual(['read-inbox']));
  queue.wake({ job: 'forget', payload: { ws: 'T1' } });
  await eventually(() => expect(heard).toEqual(['read-inbox', 'forget']));
});

test('connections that end as soon as they stand take nobody with them, and afterwards all goes on', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const queue = await openOne(stores);
  const heard: string[] = [];
  const working = queue.work(async (name) => void heard.push(name), 2);
  closing.push(working.close);
  const ender = new Client({ connectionString: stores.databaseUrl });
  await ender.connect();
  closing.push(() => ender.end());
  const endAll = () =>
    ender.query(`select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`);
  const until = performance.now() + 2_000;
  while (performance.now() < until) await endAll();
  const woken = () => {
    queue.wake(wake);
    expect(heard.length).toBeGreaterThan(0);
  };
  await eventually(woken, { within: 10_000, every: 200 });
});

test('a database that lets nobody in is asked now and then, not as fast as it can refuse', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const gate = await openGate(stores.databaseUrl);
  closing.push(gate.close);
  const queue = await openQueue({ name: stores.queueName, databaseUrl: gate.url }, openLog('silent'));
  closing.push(queue.close);
  const heard: string[] = [];
  const wall = Promise.withResolvers<void>();
  // Killed while it has more to do, the worker does not wait for a wake-up but asks for the next job at once.
  const working = queue.work(async (name) => {
    heard.push(name);
    await wall.promise;
  }, 2);
  closing.push(working.close);
  for (let n = 0; n < 10; n++) queue.wake(wake);
  await eventually(() => expect(heard).toHaveLength(2));
  const { databaseUrl, queueName } = stores;
  await eventually(async () => expect(await countWaiting({ name: queueName, databaseUrl }, openLog('silent'))).toBe(8));
  const { restore } = await cutDatabase(stores.databaseUrl);
  closing.push(restore);
  const before = gate.entered();
  wall.resolve();
  const started = performance.now();
  await eventually(() => performance.now() - started > 1_500);
  expect(gate.entered() - before).toBeLessThan(40);
  await restore();
  closing.pop();
  await eventually(() => expect(heard.length).toBeGreaterThan(9));
});

test('what nobody was woken for is found by the scan', async () => {
  const hypha = await open();
  const { app } = hypha;
  await app.queue.close();
  await hypha.slack.person('ben').says('unheard by the queue', { in: 'eng' });
  await write(app, [draftFor(channelId('eng'), 'sent without a queue')]);
  await hypha.settled();
  const texts = (await hypha.slack.person('maya').sees('eng')).map(({ text }) => text);
  expect(texts.filter((text) => text === 'sent without a queue')).toHaveLength(1);
  const kept = await app.db.read.selectFrom('message').select('text').execute();
  expect(kept).toEqual([{ text: 'unheard by the queue' }]);
});

test('two whole Hyphas on one database share the work and post everything once', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const one = await openHypha({ stores });
  closing.push(one.close);
  const other = await openHypha({ stores, joinSlack: one.slack });
  closing.push(other.close);
  await one.asks('maya', 'channel.join', { channel: channelId('eng') });
  await one.settled();
  const logged = Array.from({ length: 30 }, (_, n) =>
    (n % 2 ? one : other).asks('maya', 'decision.log', { statement: `Shared ${n}`, channel: '#eng' }),
  );
  expect((await Promise.all(logged)).every(({ ok }) => ok)).toBe(true);
  await one.settled();
  const texts = (await one.slack.person('ravi').sees('eng'))
    .map(({ text }) => text)
    .filter((text) => text.includes('noted: Shared'));
  expect(texts).toHaveLength(30);
  expect(new Set(texts).size).toBe(30);
});

test('a destination that another sends to is tried again soon, not at the next scan', async () => {
  // Unhurried: the scan comes only every five seconds.
  const hypha = await open({ haste: 1 });
  const { app } = hypha;
  const dest = channelId('eng');
  const others = openLocks({ url: app.db.url, ws: app.workspace.ws, stolenAfterMs: 60_000 }, app.log);
  closing.push(others.close);
  const { ws } = app.workspace;
  await others.hold(dest, async () => {
    await write(app, [draftFor(dest, 'after the other')]);
    expect(await deliver(app, { dest })).toBe(app.config.pace.perChannelMs);
    app.queue.wake({ job: 'deliver', payload: { ws, dest } });
  });
  await eventually(
    async () => {
      const texts = (await hypha.slack.person('ravi').sees('eng')).map(({ text }) => text);
      expect(texts).toContain('after the other');
    },
    { within: 3_000 },
  );
});
