import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { addAction } from '../../src/actions/store.ts';
import { say } from '../../src/card.ts';
import { keyForSandbox } from '../../src/clock/sandbox-key.ts';
import { openStores, type Stores } from '../support/database.ts';
import { type Hypha, openHypha } from '../support/hypha.ts';
import { eventually, slackAt } from '../support/slack.ts';

/** Moving the clock: over the whole story, at once and in steps. */

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;
/** Every message that is heard is a step, and steps are what takes time. */
const channels = ['pip-2', 'leads', 'money'];
const Time = z.looseObject({
  now: z.number(),
  stands: z.boolean(),
  problem: z.string(),
  walk: z.object({ from: z.number(), to: z.number() }).nullable(),
});

const opened: Hypha[] = [];
afterAll(async () => {
  for (const hypha of opened) await hypha.close();
});

/** A team in its first week, its clock standing, and Hypha let into some of its channels. */
async function openTown() {
  const hypha = await openHypha({ haste: 20, slack: { story: { name: 'halfdegree', from: { day: 1, minute: 550 } } } });
  opened.push(hypha);
  const ask = (verb: string, args: object = {}) => hypha.slack.control(verb, args, Time);
  await ask('product', { url: hypha.url, token: await keyForSandbox(hypha.app) });
  const { now: began } = await ask('pause');
  // From a whole hour on, so that two towns that were opened one after the other stand at the same time.
  await ask('walk', { to: new Date(Math.ceil(began / hour) * hour).toISOString(), wait: true });
  for (const channel of channels) {
    await hypha.slack.person('ines').invites('hypha', { to: channel });
    await hypha.settled();
    await hypha.asks('ines', 'channel.join', { channel: `#${channel}` });
  }
  await hypha.settled();
  const { now: start } = await ask('time');
  return { hypha, start, ask, to: (at: number) => ask('walk', { to: new Date(at).toISOString(), wait: true }) };
}
type Town = Awaited<ReturnType<typeof openTown>>;

/** What a later Hypha plans by itself: something to be said at times when nobody says anything. */
async function plan({ hypha, start }: Town): Promise<void> {
  const { db, workspace } = hypha.app;
  const { ws, botUser } = workspace;
  await db.write.transaction().execute(async (trx) => {
    for (const [n, after] of [90_250, 3 * day + 17_001, week + 5 * hour + 3, 4 * week, 6 * week - 1].entries())
      await addAction(trx, ws, botUser, new Date(start), {
        ...{ key: `planned ${n}`, kind: 'post', to: 'C0PIP2000', card: say(`Planned ${n}`) },
        ...{
          why: 'a test',
          subject: 'test',
          asked: true,
          audience: ['C0PIP2000'],
          dueAt: new Date(start + after),
          goodForMs: hour,
        },
      });
  });
}

async function decide({ hypha }: Town, statement: string, channel: string): Promise<void> {
  expect(await hypha.asks('lena', 'decision.log', { statement, channel: `#${channel}` })).toMatchObject({ ok: true });
}

/**
 * What is left of a run when what is drawn by lot, or measured by the machine, is taken out: how often channels are compared
 * with history too.
 */
async function rowsOf({ hypha }: Town): Promise<Record<string, unknown[]>> {
  const rows = async (query: string) =>
    (await hypha.app.db.pool.query(query)).rows.map((row) => JSON.stringify(row).replaceAll(/D-\d+/g, 'D-n')).sort();
  return {
    inbox: await rows(
      `select kind, case when kind in ('said', 'echo', 'removed') then what end as what, state, problem from inbox
       where event_id is not null`,
    ),
    message: await rows(
      `select channel, ts, thread_ts, author, text, removed, split_part(version, '+', 1) as version from message`,
    ),
    decision: await rows('select statement, why, state, decided_at, deciders, logged_by, via from decision'),
    evidence: await rows('select n, channel, author, quote, message_ts, thread_ts, removed from evidence'),
    action: await rows(
      `select kind, dest, thread_ts, body, audience, why, state, due_at, expires_at,
       case when dest like 'U%' then 'a DM' else sent_channel end as sent_channel, sent_ts, problem from action`,
    ),
    ledger: await rows(`select at, actor_kind, person, via, operation from ledger where operation not like 'clock.%'`),
  };
}

const Dump = z.looseObject({
  channels: z.array(
    z.looseObject({
      name: z.string(),
      messages: z.array(
        z.looseObject({
          ts: z.string(),
          text: z.string(),
          user: z.string().optional(),
          thread_ts: z.string().optional(),
          bot_id: z.string().optional(),
          subtype: z.string().optional(),
        }),
      ),
    }),
  ),
});

async function saidIn({ hypha }: Town): Promise<{ people: string[]; hypha: string[] }> {
  const dump = await hypha.slack.control('dump', {}, Dump);
  const said = dump.channels.flatMap(({ name, messages }) => messages.map((message) => ({ name, ...message })));
  const line = ({ name, ts, thread_ts = '', user = '', text }: (typeof said)[number]) =>
    [name, ts, thread_ts, user, text.replaceAll(/D-\d+/g, 'D-n')].join(' | ');
  return {
    people: said.filter(({ bot_id }) => !bot_id).map(line),
    hypha: said.filter(({ bot_id }) => bot_id).map(line),
  };
}

describe('moving the clock six weeks over the story', () => {
  test('at once gives the same rows and posts as in steps, with decisions logged on the way', async () => {
    const [once, steps] = await Promise.all([openTown(), openTown()]);
    expect(once.start).toBe(steps.start);
    await Promise.all(
      [once, steps].map(async (town) => {
        await plan(town);
        await decide(town, 'Alerts wait for a second reading', 'leads');
      }),
    );
    const { start } = once;
    const uneven = [1, 61_000, 7 * hour, 22 * hour, 3 * day, 4 * day + 1, 11 * day, 2 * week + 3 * day];
    const late = [3 * week, 3 * week + 1, 4 * week - 1, 4 * week, 5 * week + 2 * hour];
    const stepwise = async (afters: number[]) => {
      for (const after of afters) await steps.to(start + after);
    };
    const middle = 2 * week + 3 * day;
    const both = [once.to(start + middle), stepwise(uneven)];
    await Promise.all(both);
    for (const town of [once, steps]) await decide(town, 'Screws, not clips', 'pip-2');
    const arrived = await Promise.all([once.to(start + 6 * week), stepwise([...late, 6 * week])]);
    expect(arrived[0]).toMatchObject({ now: start + 6 * week, stands: true, problem: '', walk: null });

    const [rows, stepped] = await Promise.all([rowsOf(once), rowsOf(steps)]);
    for (const [table, all] of Object.entries(rows)) expect(stepped[table], table).toEqual(all);
    expect(rows.message?.length).toBeGreaterThan(100);
    const [said, saidInSteps] = await Promise.all([saidIn(once), saidIn(steps)]);
    expect(saidInSteps).toEqual(said);
    expect(said.hypha.filter((line) => line.includes('Planned'))).toHaveLength(5);
    expect(said.hypha.filter((line) => line.includes('noted'))).toHaveLength(2);
  }, 240_000);
});

/** `npm start`, on a database that can be looked into. */
async function start(home: string, { databaseUrl, queueName, redisUrl }: Stores) {
  const env = {
    ...{ PATH: process.env.PATH, HYPHA_HOME: home, PORT: '0', SANDBOX_PORT: '0', HYPHA_HASTE: '20' },
    ...{ DATABASE_URL: databaseUrl, HYPHA_QUEUE: queueName, ...(redisUrl && { REDIS_URL: redisUrl }) },
  };
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts'], { env, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout?.on('data', (chunk) => (said += chunk));
  const url = await eventually(() => /Open\s+(http:\S+)/.exec(said)?.[1] ?? false, { within: 60_000 });
  const slack = slackAt(url);
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { slack, kill, time: () => slack.control('time', {}, Time) };
}

async function ask<T>({ databaseUrl }: Stores, query: string, row: z.ZodType<T>): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return z.array(row).parse((await client.query(query)).rows);
  } finally {
    await client.end();
  }
}

const teamTime = async (stores: Stores): Promise<number> => {
  const rows = await ask(
    stores,
    'select team_time(stands_at, offset_ms) as at from workspace',
    z.object({ at: z.date() }),
  );
  return rows[0]?.at.getTime() ?? 0;
};

/** While time is moved, one is set after the other: they agree whenever neither is on its way. */
const expectToAgree = (stores: Stores, { time }: Awaited<ReturnType<typeof start>>) =>
  eventually(async () => {
    const [team, { now }] = await Promise.all([teamTime(stores), time()]);
    expect(Math.abs(team - now)).toBeLessThan(1_000);
  });

test('killed in the middle again and again, it goes on from where it was: nothing is said twice, nothing is left out', async () => {
  const home = await mkdtemp(join(tmpdir(), 'hypha-walk-'));
  const stores = await openStores();
  onTestFinished(stores.drop);
  let hypha = await start(home, stores);
  await expectToAgree(stores, hypha);
  const began = await hypha.time();
  expect(
    new Date(began.now).toLocaleString('en-GB', {
      timeZone: 'Europe/Lisbon',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ).toBe('Tue 09:10');
  const sam = hypha.slack.person('sam');
  await sam.types('/invite @hypha', { in: 'engineering' });
  await sam.types('/hypha join', { in: 'engineering' });
  await eventually(async () => JSON.stringify(await sam.sees('engineering')).includes('Hypha reads #engineering'));
  const to = began.now + 10 * day;
  await hypha.slack.control('walk', { to: new Date(to).toISOString() }, Time);

  for (const part of [0.15, 0.3, 0.45]) {
    const reached = await eventually(
      async () => {
        const { now, walk, problem } = await hypha.time();
        expect(problem).toBe('');
        return (now > began.now + part * 5 * day || walk === null) && now;
      },
      { within: 60_000 },
    );
    expect(reached).toBeLessThan(to);
    await hypha.kill();
    hypha = await start(home, stores);
    await expectToAgree(stores, hypha);
    expect((await hypha.time()).now).toBeGreaterThanOrEqual(reached);
  }
  const arrived = await eventually(
    async () => {
      const time = await hypha.time();
      return time.walk === null && time;
    },
    { within: 60_000 },
  );
  expect(arrived).toMatchObject({ stands: false, problem: '' });
  expect(arrived.now).toBeGreaterThanOrEqual(to);
  await expectToAgree(stores, hypha);

  await hypha.slack.settled();
  const { channels: rooms } = await hypha.slack.control('dump', {}, Dump);
  const said = rooms.flatMap(({ name, messages }) => messages.map((message) => ({ name, ...message })));
  const keys = said.map(({ name, user, ts, text }) => [name, user, Math.floor(Number(ts) / 60), text].join('|'));
  expect(new Set(keys).size).toBe(keys.length);
  // In each channel what people said from the message on that told them of Hypha.
  const heard = rooms.flatMap(({ name, messages }) => {
    const notice = messages.find(({ bot_id, text }) => bot_id && text.startsWith(`Hypha reads #${name}`));
    return messages.filter(({ ts, bot_id, subtype }) => notice && ts > notice.ts && !bot_id && !subtype);
  });
  expect(heard.length).toBeGreaterThan(20);
  await eventually(async () => {
    const kept = await ask(stores, `select ts from message where not removed`, z.object({ ts: z.string() }));
    expect(kept.map(({ ts }) => ts).sort()).toEqual(heard.map(({ ts }) => ts).sort());
  });
  await hypha.kill();
}, 180_000);
