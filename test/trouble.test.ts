import { afterEach, expect, test } from 'vitest';
import { unrepaired } from '../src/channels/store.ts';
import { readConfig } from '../src/config.ts';
import { examine } from '../src/doctor.ts';
import { claimStep, planAllRepairs } from '../src/edges/repair-rows.ts';
import { troubles } from '../src/health/rules.ts';
import { claimErasing, unerased } from '../src/people/store.ts';
import type { Result } from '../src/run.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

/** What Hypha owes and cannot do for the time being: it goes on trying, and says so to those whom it concerns. */

const patience = { within: 15_000 };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: Parameters<typeof openHypha>[0] = {}): Promise<Hypha> {
  const hypha = await openHypha({ env: { HYPHA_ADMINS: id('ravi') }, ...options });
  closing.push(hypha.close);
  return hypha;
}

const troublesOf = async (hypha: Hypha, who: string): Promise<unknown[]> => {
  const health: Result = await hypha.asks(who, 'health.show');
  if (!health.ok || typeof health.value !== 'object' || health.value === null || !('troubles' in health.value))
    throw new Error('no health');
  return Array.isArray(health.value.troubles) ? health.value.troubles : [];
};

const doctor = ({ app: { config, slackSettings } }: Hypha) =>
  examine(() =>
    readConfig({
      DATABASE_URL: config.databaseUrl,
      REDIS_URL: config.redisUrl,
      HYPHA_QUEUE: config.queueName,
      SLACK_BOT_TOKEN: slackSettings.botToken,
      SLACK_SIGNING_SECRET: slackSettings.signingSecret,
      SLACK_API_URL: slackSettings.apiUrl,
    }),
  );

test('channels that cannot be compared with Slack are named to those who see them, and compared once it works', async () => {
  const hypha = await open();
  for (const channel of ['eng', 'leads']) await hypha.asks('maya', 'channel.join', { channel: channelId(channel) });
  await hypha.settled();
  const fault = { on: 'api', method: 'conversations.history', lands: 'never', probability: 1 } as const;
  await hypha.slack.fault({ ...fault, answer: 'missing_scope' });
  const problem = 'Slack refused it (missing_scope).';
  const named = (channel: string) => ({ what: 'history', channel, count: 1, problem });
  const both = [named('eng'), named('leads')].map((one) => expect.objectContaining(one));
  await eventually(async () => {
    const seen = await troublesOf(hypha, 'maya');
    expect(seen).toHaveLength(2);
    expect(seen).toEqual(expect.arrayContaining(both));
  }, patience);
  expect(await troublesOf(hypha, 'ben')).toMatchObject([named('eng')]);
  expect(await troublesOf(hypha, 'ravi')).toEqual(
    expect.arrayContaining([named('eng'), { ...named(''), channel: null }].map((one) => expect.objectContaining(one))),
  );
  const card = JSON.stringify(await hypha.asks('maya', 'health.show'));
  expect(card).toContain("#leads could not be compared with Slack's history since <!date");
  expect(card).toContain('⚠ Something does not work.');

  const report = await doctor(hypha);
  const history = report.parts.find(({ name }) => name === 'History');
  expect(report.ok).toBe(false);
  expect(history?.remedy).toMatch(/^(#eng|1 private channel) could not be compared with Slack's history since 20/);
  expect(history?.remedy).toContain('#eng');
  expect(history?.remedy).not.toContain('leads');

  const missed = await hypha.slack.person('ben').says('found in the end', { in: 'eng' });
  await hypha.slack.heal();
  const { db, workspace, config } = hypha.app;
  await planAllRepairs(db.write, workspace.ws, config.pace.historyMs);
  await eventually(async () => expect(await troublesOf(hypha, 'maya')).toEqual([]), patience);
  expect((await doctor(hypha)).parts.find(({ name }) => name === 'History')).toMatchObject({ works: true });
  await hypha.settled();
  const row = hypha.app.db.read.selectFrom('message').select('text').where('ts', '=', missed.ts);
  expect(await row.executeTakeFirst()).toEqual({ text: 'found in the end' });
});

test('a channel that failed once or twice is no trouble yet; one whose process is killed each time is found out', async () => {
  const { app } = await open({ worker: false });
  const { ws } = app.workspace;
  await app.db.pool.query(
    `insert into channel (ws, id, name, kind, bot_in, reading, joined_at) values ($1, 'C0KILLS', 'x', 'public', true, true, now())`,
    [ws],
  );
  for (const told of [0, 0, 1]) {
    await app.db.pool.query(`delete from pace; update channel set repair_at = now() where id = 'C0KILLS'`);
    expect(await claimStep(app.db.write, ws, 'C0KILLS', app.config.pace)).toBeDefined();
    expect(await unrepaired(app.db.read, ws)).toHaveLength(told);
  }
  const [named] = troubles('history', await unrepaired(app.db.read, ws));
  expect(named).toMatchObject({ channel: 'x', problem: 'It was stopped halfway.' });
});

test('an erasing that fails is told to admins and to whose words they are, and done in the end', async () => {
  const hypha = await open();
  const { pool } = hypha.app.db;
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
  const said = await hypha.slack.person('ben').says('my words', { in: 'eng' });
  await hypha.settled();
  await pool.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
    create trigger refuse before delete on message for each row execute function refuse()`);
  await hypha.asks('ben', 'person.optout');
  const problem = expect.stringMatching(/^The fault is Hypha's; its log says more under [0-9a-f]{8}\.$/);
  await eventually(async () => {
    expect(await troublesOf(hypha, 'ben')).toEqual([
      { what: 'your erasing', channel: null, count: 1, firstAt: expect.any(String), problem },
    ]);
  }, patience);
  expect(await troublesOf(hypha, 'maya')).toMatchObject([{ what: 'erasing', count: 1 }]);
  expect(await troublesOf(hypha, 'june')).toEqual([]);
  expect((await doctor(hypha)).parts.find(({ name }) => name === 'Erasing')).toMatchObject({
    works: false,
    remedy: expect.stringContaining('What 1 person said could not be erased since '),
  });
  await pool.query('drop trigger refuse on message');
  await eventually(async () => {
    const { rows } = await pool.query('select 1 from message where ts = $1', [said.ts]);
    expect(rows).toEqual([]);
  }, patience);
  await eventually(async () => expect(await troublesOf(hypha, 'ben')).toEqual([]));
});

test('an erasing whose process is killed each time is found out too, and comes again after a while that grows', async () => {
  const { app } = await open({ worker: false });
  const { ws } = app.workspace;
  await app.db.pool.query(
    `insert into person (ws, id, name, tz, role, active, erase_at) values ($1, 'U0GONE', 'x', 'UTC', 'member', true, now())`,
    [ws],
  );
  const waits: number[] = [];
  for (let n = 0; n < 6; n++) {
    expect(await claimErasing(app.db.write, ws, 'U0GONE', { firstMs: 90_000, mostMs: 900_000 })).toBe(true);
    expect(await claimErasing(app.db.write, ws, 'U0GONE', { firstMs: 90_000, mostMs: 900_000 })).toBe(false);
    expect(await unerased(app.db.read, ws)).toHaveLength(n < 2 ? 0 : 1);
    const { rows } = await app.db.pool.query(
      `select round(extract(epoch from erase_at - clock_timestamp()))::int as wait from person where id = 'U0GONE'`,
    );
    waits.push(rows[0].wait);
    await app.db.pool.query(`update person set erase_at = now() where id = 'U0GONE'`);
  }
  expect(waits).toEqual([90, 180, 360, 720, 900, 900]);
});
