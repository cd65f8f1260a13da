import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { addAction } from '../src/actions/store.ts';
import { say } from '../src/card.ts';
import { hour } from '../src/edges/clock.ts';
import { openLog } from '../src/edges/log.ts';
import { openQueue, type WakeQueue } from '../src/edges/queue.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { cutDatabase } from './support/cut.ts';
import { openStores, type Stores } from './support/database.ts';
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
  await web.wake(wake);
  await eventually(() => expect(heard).toEqual([['read-inbox', { ws: 'T1' }]]));
  expect(await web.works()).toBe(true);
});

test('used after it was closed, the queue says nothing and does not hang', async () => {
  const stores = await openStores();
  closing.push(stores.drop);
  const queue = await openOne(stores);
  await queue.close();
  await queue.wake(wake);
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
  await queue.wake(wake);
  await queue.wake({ job: 'forget', payload: { ws: 'T1' } });
  await eventually(() => expect(heard).toEqual(['read-inbox', 'forget']));
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
  for (let n = 0; n < 10; n++) await queue.wake(wake);
  await eventually(() => expect(heard).toHaveLength(2));
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
  const { ws, botUser } = app.workspace;
  const card = say('sent without a queue');
  await app.db.write.transaction().execute(async (trx) => {
    const draft = {
      key: randomUUID(),
      kind: 'post',
      to: channelId('eng'),
      card,
      why: 'a test',
      subject: 'test',
      audience: [channelId('eng')],
      goodForMs: hour,
    } as const;
    await addAction(trx, ws, botUser, await teamNow(trx, ws), draft);
  });
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
