import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repairGaps } from '../jobs/repair-gaps.ts';
import type { App } from '../src/app.ts';
import { day } from '../src/edges/clock.ts';
import {
  claimStep,
  keepLine,
  planAllRepairs,
  type Step,
  threadsPerRound,
  turnToThreads,
} from '../src/edges/repair-rows.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { tsOf } from '../src/messages/rules.ts';
import { openStores } from './support/database.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually, type Said } from './support/slack.ts';

/** How gaps are made up for from history: a step at a time, no faster than Slack allows. */

const eng = channelId('eng');
const patience = { within: 30_000 };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: Parameters<typeof openHypha>[0] = {}): Promise<Hypha> {
  const hypha = await openHypha(options);
  closing.push(hypha.close);
  return hypha;
}

async function openInEng(options: Parameters<typeof openHypha>[0] = {}): Promise<Hypha> {
  const hypha = await open(options);
  await hypha.asks('maya', 'channel.join', { channel: eng });
  await hypha.settled();
  await rested(hypha.app);
  return hypha;
}

/** Whatever happens meanwhile, Hypha is not told. */
async function unheard<T>({ slack }: Hypha, happens: () => Promise<T>): Promise<T> {
  await slack.fault({ on: 'event', do: 'drop', probability: 1 });
  const result = await happens();
  await slack.settled();
  await slack.heal();
  return result;
}

async function saysMany({ slack }: Hypha, count: number): Promise<Said[]> {
  const all: Said[] = [];
  for (let n = 0; n < count; n++) all.push(await slack.person('ben').says(`number ${n}`, { in: 'eng' }));
  return all;
}

const planAll = ({ db, workspace, config }: App) => planAllRepairs(db.write, workspace.ws, config.pace.historyMs);

const rowsOf = async ({ db }: App, query: string, values: unknown[] = []) => (await db.pool.query(query, values)).rows;

/** Every channel was compared since, threads included as far as this round goes, and nothing is under way. */
async function rested(app: App, since = ''): Promise<void> {
  await eventually(async () => {
    const rows = await rowsOf(
      app,
      `select 1 from channel where reading
       and (gap or round_ts is not null or threads_left > 0 or repair_at <= clock_timestamp()
         or coalesce(cursor_ts, '') <= $1)`,
      [since],
    );
    expect(rows).toEqual([]);
  }, patience);
}

async function wholeRound(app: App): Promise<void> {
  const since = tsOf(await teamNow(app.db.read, app.workspace.ws));
  await planAll(app);
  await rested(app, since);
}

const kept = async (app: App): Promise<string[]> =>
  (await rowsOf(app, 'select ts from message where channel = $1 and not removed order by ts', [eng])).map(
    ({ ts }) => ts,
  );

const tsOfAll = (all: readonly Said[]) => all.map(({ ts }) => ts).toSorted();

const lastCall = async ({ slack }: Hypha) => (await slack.calls()).at(-1)?.seq ?? 0;

const historyCalls = async ({ slack }: Hypha, after: number) =>
  (await slack.calls(undefined, after)).filter(({ method }) =>
    ['conversations.history', 'conversations.replies'].includes(method),
  );

describe('a long gap', () => {
  test('is kept page by page; told to slow down in the middle, Hypha goes on where it was', async () => {
    const hypha = await openInEng();
    const said = await unheard(hypha, () => saysMany(hypha, 450));
    const before = await lastCall(hypha);
    await hypha.slack.fault({
      ...{ on: 'api', method: 'conversations.history', lands: 'never', answer: '429' },
      ...{ retryAfter: 1, skip: 1, times: 1 },
    });
    await planAll(hypha.app);
    await eventually(async () => expect(await kept(hypha.app)).toEqual(tsOfAll(said).slice(-200)));
    await eventually(async () => expect(await kept(hypha.app)).toEqual(tsOfAll(said)), patience);
    await rested(hypha.app, said.at(-1)?.ts);
    const asked = (await historyCalls(hypha, before)).map(({ args, answer }) => [args.latest, answer === '429']);
    const [first, second, third] = [...new Set(asked.map(([latest]) => latest))];
    expect(asked).toEqual([
      [first, false],
      [second, true],
      [second, false],
      [third, false],
    ]);
  });

  test('is gone on with by the next process when one is killed in the middle', async () => {
    const stores = await openStores();
    closing.push(stores.drop);
    const hypha = await open({ stores, worker: false });
    const first = await startWorker(hypha);
    await hypha.asks('maya', 'channel.join', { channel: eng });
    await hypha.settled();
    await rested(hypha.app);
    const said = await unheard(hypha, () => saysMany(hypha, 300));
    const before = await lastCall(hypha);
    await hypha.slack.fault({ on: 'api', method: 'conversations.history', answer: 'hang', skip: 1, times: 1 });
    await planAll(hypha.app);
    await eventually(async () => expect(await historyCalls(hypha, before)).toHaveLength(2), patience);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await rowsOf(hypha.app, `select count(*)::int as n from inbox where event_id is null`)).toEqual([
      { n: 200 },
    ]);
    await startWorker(hypha);
    await eventually(async () => expect(await kept(hypha.app)).toEqual(tsOfAll(said)), patience);
    const asked = (await historyCalls(hypha, before)).map(({ args }) => args.latest);
    expect(asked.filter((latest) => latest === asked[0])).toHaveLength(1);
    expect(asked[2]).toBe(asked[1]);
  }, 40_000);

  test('hides no deleted message between two pages, and takes no other for deleted', async () => {
    const hypha = await openInEng();
    const said = await saysMany(hypha, 230);
    await hypha.settled();
    const deleted = [10, 24, 25, ...Array.from({ length: 7 }, (_, n) => 28 + n)];
    const more = await unheard(hypha, async () => {
      for (const n of deleted) await hypha.slack.person('ben').deletes(said[n] ?? { channel: eng, ts: '' });
      return saysMany(hypha, 3);
    });
    await planAll(hypha.app);
    const standing = tsOfAll([...said.filter((_, n) => !deleted.includes(n)), ...more]);
    await eventually(async () => expect(await kept(hypha.app)).toEqual(standing), patience);
    await rested(hypha.app, more.at(-1)?.ts);
    await hypha.settled();
    expect(await kept(hypha.app)).toEqual(standing);
  });

  test('is compared piece by piece also where there is more here than there', async () => {
    const hypha = await openInEng();
    const said = await saysMany(hypha, 3);
    await hypha.settled();
    await hypha.app.db.pool.query(
      `insert into message (ws, channel, ts, author, text, version)
       select ws, channel, made.ts, author, 'not in Slack', made.ts
       from message, lateral (
         select (message.ts::numeric + n * 0.000001)::text as ts from generate_series(1, 1300) as n) as made
       where message.ts = $1
       on conflict do nothing`,
      [said[0]?.ts],
    );
    await planAll(hypha.app);
    await eventually(async () => expect(await kept(hypha.app)).toEqual(tsOfAll(said)), patience);
  });
});

/** History as it was some time ago, to whoever asks: events may be ahead of it. */
function behind({ app }: Hypha, isThere: (ts: string) => boolean): () => void {
  const { history } = app.slack;
  app.slack.history = async (...asked) => {
    const page = await history(...asked);
    return { ...page, messages: page.messages.filter(({ ts }) => isThere(ts)) };
  };
  return () => {
    app.slack.history = history;
  };
}

async function isRemoved({ app }: Hypha, { ts }: Said): Promise<boolean> {
  const [row] = await rowsOf(app, 'select removed from message where ts = $1', [ts]);
  return row.removed;
}

const isDoubted = async ({ app }: Hypha, { ts }: Said): Promise<boolean> =>
  (await rowsOf(app, 'select 1 from message where ts = $1 and absent_at is not null', [ts])).length === 1;

/** As if the first time that it was missing were longer ago than history ever lags behind. */
const longAgo = ({ app }: Hypha) =>
  rowsOf(app, `update message set absent_at = absent_at - interval '1 hour' where absent_at is not null`);

describe('a message that history does not show', () => {
  // Slowly, so that what is missing twice is not yet missing for long.
  const slowly = { haste: 5 };

  async function openWithQuote() {
    const hypha = await openInEng(slowly);
    const said = await hypha.slack.person('ravi').says('We go with Postgres', { in: 'eng' });
    const reply = await hypha.slack.person('ben').replies(said, 'Seen');
    await hypha.settled();
    const logged = await hypha.asks('maya', 'decision.log', { statement: 'Postgres', channel: eng, message: said.ts });
    if (!logged.ok) throw new Error(logged.sentence);
    await hypha.settled();
    const quotes = () => rowsOf(hypha.app, 'select quote, removed from evidence');
    return { hypha, said, reply, quotes };
  }

  test('is not taken for deleted while history may lag behind events', async () => {
    const { hypha, said, reply, quotes } = await openWithQuote();
    const catchUp = behind(hypha, (ts) => ts !== said.ts && ts !== reply.ts);
    await wholeRound(hypha.app);
    await wholeRound(hypha.app);
    await hypha.settled();
    expect(await isDoubted(hypha, said)).toBe(true);
    expect([await isRemoved(hypha, said), await isRemoved(hypha, reply)]).toEqual([false, false]);
    catchUp();
    await longAgo(hypha);
    await wholeRound(hypha.app);
    await eventually(async () => expect(await isDoubted(hypha, reply)).toBe(false), patience);
    await hypha.settled();
    expect([await isRemoved(hypha, said), await isRemoved(hypha, reply)]).toEqual([false, false]);
    expect(await isDoubted(hypha, said)).toBe(false);
    expect(await quotes()).toEqual([{ quote: 'We go with Postgres', removed: false }]);
  });

  test('is gone once it was missing again later, and back with its quotes when history shows it after all', async () => {
    const { hypha, said, quotes } = await openWithQuote();
    for (const _ of ['once', 'and once more']) {
      const catchUp = behind(hypha, (ts) => ts !== said.ts);
      await wholeRound(hypha.app);
      await longAgo(hypha);
      await wholeRound(hypha.app);
      await hypha.settled();
      expect(await isRemoved(hypha, said)).toBe(true);
      expect(await quotes()).toEqual([{ quote: null, removed: true }]);
      catchUp();
      await wholeRound(hypha.app);
      await hypha.settled();
      expect(await isRemoved(hypha, said)).toBe(false);
      expect(await quotes()).toEqual([{ quote: 'We go with Postgres', removed: false }]);
    }
  });

  test('stays gone when Slack says that it was deleted, whatever history still shows', async () => {
    const { hypha, said, quotes } = await openWithQuote();
    const catchUp = behind(hypha, (ts) => ts !== said.ts);
    await wholeRound(hypha.app);
    await longAgo(hypha);
    await wholeRound(hypha.app);
    await hypha.settled();
    catchUp();
    await hypha.slack.emit({
      ...{ type: 'message', subtype: 'message_deleted', channel: eng },
      ...{ ts: said.ts, deleted_ts: said.ts },
    });
    await hypha.settled();
    await wholeRound(hypha.app);
    await hypha.settled();
    expect(await isRemoved(hypha, said)).toBe(true);
    expect(await quotes()).toEqual([{ quote: null, removed: true }]);
  });

  test('is looked for once more also where a round no longer reaches, and in its thread', async () => {
    const { hypha, said, reply } = await openWithQuote();
    behind(hypha, (ts) => ts !== said.ts && ts !== reply.ts);
    await wholeRound(hypha.app);
    await eventually(async () => expect(await isDoubted(hypha, reply)).toBe(true), patience);
    await longAgo(hypha);
    await hypha.slack.moveClock({ forward: 3 * day });
    await hypha.asks('maya', 'clock.move', { by: '3d' });
    await rowsOf(hypha.app, 'update channel set cursor_ts = $2, threads_ts = $2 where id = $1', [
      eng,
      tsOf(await teamNow(hypha.app.db.read, hypha.app.workspace.ws)),
    ]);
    await wholeRound(hypha.app);
    await eventually(async () => {
      expect([await isRemoved(hypha, said), await isRemoved(hypha, reply)]).toEqual([true, true]);
    }, patience);
  });
});

describe('a channel that was made private, and nobody said so', () => {
  test('is closed to whoever is not in it, once it is compared', async () => {
    const hypha = await openInEng();
    await hypha.slack.person('ravi').leaves('eng');
    const logged = await hypha.asks('maya', 'decision.log', { statement: 'We sell the company', channel: eng });
    const decision = `D-${z.object({ value: z.object({ number: z.number() }) }).parse(logged).value.number}`;
    await hypha.settled();
    expect(await hypha.asks('ravi', 'decision.show', { decision })).toMatchObject({ ok: true });
    await unheard(hypha, () => hypha.slack.person('maya').changesChannel('eng', 'to_private'));
    // Its history does not say so either.
    behind(hypha, () => false);
    await wholeRound(hypha.app);
    expect(await hypha.asks('ravi', 'decision.show', { decision })).toMatchObject({ ok: false, code: 'not_found' });
    expect(await hypha.asks('maya', 'decision.show', { decision })).toMatchObject({ ok: true });
  });

  test('is known to be so from its history alone', async () => {
    const hypha = await openInEng();
    await unheard(hypha, () => hypha.slack.person('maya').changesChannel('eng', 'to_private'));
    await wholeRound(hypha.app);
    const heard = await rowsOf(hypha.app, `select 1 from inbox where kind = 'channel' and event_id is null`);
    expect(heard).toHaveLength(1);
  });
});

describe('Slack is asked about history', () => {
  test('no more often than it allows, however many channels and processes there are', async () => {
    const stores = await openStores();
    closing.push(stores.drop);
    const haste = 20;
    const one = await open({ stores, haste });
    const other = await open({ stores, joinSlack: one.slack, haste });
    const maya = one.slack.person('maya');
    const channels: string[] = [];
    for (let n = 0; n < 12; n++) {
      const channel = await maya.createsChannel(`room-${n}`);
      await maya.invites('hypha', { to: channel });
      channels.push(channel);
    }
    await one.settled();
    for (const channel of channels) await one.asks('maya', 'channel.join', { channel });
    await one.settled();
    await rested(one.app);
    const missed = await unheard(one, async () => {
      const replies: Said[] = [];
      for (const channel of channels)
        for (let n = 0; n < 5; n++)
          replies.push(await maya.replies(await maya.says('a head', { in: channel }), `a reply in ${channel}`));
      return replies;
    });
    const before = await lastCall(one);
    await planAll(one.app);
    await eventually(
      async () => {
        // As many more workers would, all at the same time.
        for (const { app } of [one, other])
          await Promise.all(channels.map((channel) => repairGaps(app, { ws: app.workspace.ws, channel })));
        const rows = await rowsOf(one.app, `select channel, ts from message where text like 'a reply in %'`);
        expect(rows).toHaveLength(missed.length);
      },
      { within: 40_000 },
    );
    const times = (await historyCalls(one, before)).map(({ at }) => at);
    // A minute of Slack's, at the pace of this test.
    const minute = 60_000 / haste;
    const most = Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + minute).length));
    expect(times.length).toBeGreaterThan(70);
    expect(most).toBeLessThanOrEqual(50);
  }, 90_000);

  test('by no channel for as long as it wants to be left alone', async () => {
    const hypha = await openInEng();
    await hypha.asks('maya', 'channel.join', { channel: channelId('product') });
    await hypha.settled();
    await rested(hypha.app);
    const before = await lastCall(hypha);
    await hypha.slack.fault({
      ...{ on: 'api', method: 'conversations.history', lands: 'never', answer: '429' },
      ...{ retryAfter: 2, times: 1 },
    });
    await planAll(hypha.app);
    await eventually(async () => expect((await historyCalls(hypha, before)).length).toBeGreaterThan(2), patience);
    const [first = 0, ...others] = (await historyCalls(hypha, before)).map(({ at }) => at);
    expect(Math.min(...others) - first).toBeGreaterThanOrEqual(2_000);
  });

  test('one channel after the other when all are behind, those that waited longest first', async () => {
    const { app } = await open({ worker: false });
    await app.db.pool.query(
      `insert into channel (ws, id, name, kind, bot_in, reading, joined_at, cursor_ts, repair_at)
       select $1, 'C0BEHIND' || n, 'behind', 'public', true, true, now(), (1900000000 - n)::text || '.000000',
              now() + interval '1 hour'
       from generate_series(1, 5) as n`,
      [app.workspace.ws],
    );
    await planAllRepairs(app.db.write, app.workspace.ws, 60_000);
    const rows = await rowsOf(
      app,
      `select id, round(extract(epoch from repair_at - min(repair_at) over ()) / 60)::int as minute
       from channel where reading order by repair_at`,
    );
    expect(rows).toEqual([5, 4, 3, 2, 1].map((n, minute) => ({ id: `C0BEHIND${n}`, minute })));
  });

  test('again after a while that grows, up to an hour', async () => {
    const { app } = await open({ worker: false, haste: 1 });
    const { ws } = app.workspace;
    await app.db.pool.query(
      `insert into channel (ws, id, name, kind, bot_in, reading, joined_at) values ($1, 'C0BROKEN', 'x', 'public', true, true, now())`,
      [ws],
    );
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      await app.db.pool.query(`update channel set repair_at = now() where id = 'C0BROKEN'; delete from pace`);
      const step = await claimStep(app.db.write, ws, 'C0BROKEN', app.config.pace);
      expect(step?.repair_tries).toBe(tries + 1);
      const [{ wait }] = await rowsOf(
        app,
        `select round(extract(epoch from repair_at - clock_timestamp()))::int as wait from channel where id = 'C0BROKEN'`,
      );
      waits.push(wait);
    }
    expect(waits).toEqual([90, 180, 360, 720, 1440, 2880, 3600, 3600]);
  });
});

describe('a step', () => {
  const channel = 'C0STEP';

  async function openStep() {
    const { app } = await open({ worker: false });
    const { ws } = app.workspace;
    await app.db.pool.query(
      `insert into channel (ws, id, name, kind, bot_in, reading, joined_at, repair_at)
       values ($1, $2, 'step', 'public', true, true, now(), now())`,
      [ws, channel],
    );
    const claim = async () => {
      await app.db.pool.query(`delete from pace; update channel set repair_at = now() where id = '${channel}'`);
      const step = await claimStep(app.db.write, ws, channel, app.config.pace);
      if (!step) throw new Error('there is nothing to do');
      return step;
    };
    const keep = (step: Step, edge: string | null) =>
      app.db.write.transaction().execute(async (trx) => {
        const isOurs = await keepLine(trx, step, { latest: '2000000000.000000', edge });
        if (isOurs && edge === null)
          await turnToThreads(trx, step, '2000000000.000000', { repairMs: 60_000, settleMs: 60_000 });
        return isOurs;
      });
    const row = async () => (await rowsOf(app, 'select * from channel where id = $1', [channel]))[0];
    return { app, ws, claim, keep, row };
  }

  test('that two processes take counts once', async () => {
    const { claim, keep, row } = await openStep();
    const [one, other] = [await claim(), await claim()];
    expect(await keep(one, '1900000000.000000')).toBe(true);
    expect(await keep(other, '1950000000.000000')).toBe(false);
    const [oneMore, otherMore] = [await claim(), await claim()];
    expect(await keep(oneMore, '1800000000.000000')).toBe(true);
    expect(await keep(otherMore, '1850000000.000000')).toBe(false);
    expect(await row()).toMatchObject({ below_ts: '1800000000.000000' });
  });

  test('of an earlier stay says nothing about a later one', async () => {
    const { app, claim, keep, row } = await openStep();
    const step = await claim();
    await app.db.pool.query(`update channel set notice = gen_random_uuid() where id = $1`, [channel]);
    expect(await keep(step, null)).toBe(false);
    expect(await row()).toMatchObject({ cursor_ts: null });
  });

  test('is followed by another round at once when a gap became known in the middle of one', async () => {
    const { app, ws, claim, keep, row } = await openStep();
    await keep(await claim(), '1900000000.000000');
    await planAllRepairs(app.db.write, ws, 1);
    expect(await keep(await claim(), null)).toBe(true);
    expect((await row()).repair_at.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await claim()).toMatchObject({ gap: false, round_ts: null });
  });

  test('about threads gives way to the main line when a gap becomes known', async () => {
    const { app, ws, claim } = await openStep();
    await app.db.pool.query('update channel set threads_left = 5 where id = $1', [channel]);
    const thread = { ws, channel, thread_ts: '1900000000.000000', after_ts: '1900000000.000000' };
    await app.db.write.insertInto('unread_thread').values(thread).execute();
    expect(await claim()).toMatchObject({ threads_left: 5 });
    await planAllRepairs(app.db.write, ws, 1);
    expect(await claim()).toMatchObject({ threads_left: 0 });
    expect(await rowsOf(app, 'select thread_ts from unread_thread')).toHaveLength(1);
  });
});

describe('threads', () => {
  test('are compared some in each round, those last spoken in first, until all were', async () => {
    const hypha = await openInEng();
    const ravi = hypha.slack.person('ravi');
    const replies: Said[] = [];
    const heads = await saysMany(hypha, threadsPerRound + 3);
    for (const head of heads) replies.push(await ravi.replies(head, 'a reply'));
    await hypha.settled();
    const [oldest] = replies;
    if (!oldest) throw new Error('nobody replied');
    await unheard(hypha, () => ravi.edits(oldest, 'a reply, edited'));
    const threads = async (after: number) =>
      (await hypha.slack.calls('conversations.replies', after)).map(({ args }) => args.ts);

    const first = await lastCall(hypha);
    await wholeRound(hypha.app);
    expect(await threads(first)).toEqual(tsOfAll(heads.slice(3)).toReversed());
    const second = await lastCall(hypha);
    await wholeRound(hypha.app);
    expect(await threads(second)).toEqual(tsOfAll(heads.slice(0, 3)).toReversed());
    await hypha.settled();
    expect(await rowsOf(hypha.app, 'select text from message where ts = $1', [oldest.ts])).toEqual([
      { text: 'a reply, edited' },
    ]);
  });

  test('with more replies than fit on a page are read to their end, and stay as they are', async () => {
    const hypha = await openInEng();
    const [head] = await saysMany(hypha, 1);
    if (!head) throw new Error('nobody spoke');
    const ravi = hypha.slack.person('ravi');
    const replies = await unheard(hypha, async () => {
      const all: Said[] = [];
      for (let n = 0; n < 230; n++) all.push(await ravi.replies(head, `reply ${n}`));
      return all;
    });
    await planAll(hypha.app);
    await eventually(async () => expect(await kept(hypha.app)).toEqual(tsOfAll([head, ...replies])), patience);
    const gone = replies.slice(190, 205);
    await unheard(hypha, async () => {
      for (const reply of gone) await ravi.deletes(reply);
    });
    await planAll(hypha.app);
    const standing = tsOfAll([head, ...replies.filter((reply) => !gone.includes(reply))]);
    await eventually(async () => expect(await kept(hypha.app)).toEqual(standing), patience);
    await rested(hypha.app);
    await hypha.settled();
    expect(await kept(hypha.app)).toEqual(standing);
  });
});

const workers: ChildProcess[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
});

/** A worker in a process of its own, at work. */
async function startWorker({ app }: Hypha): Promise<ChildProcess> {
  const { config, slackSettings } = app;
  const env = {
    ...{ PATH: process.env.PATH, DATABASE_URL: config.databaseUrl, HYPHA_QUEUE: config.queueName },
    ...(config.redisUrl && { REDIS_URL: config.redisUrl }),
    ...{ SLACK_BOT_TOKEN: slackSettings.botToken, SLACK_SIGNING_SECRET: slackSettings.signingSecret },
    ...{ SLACK_API_URL: slackSettings.apiUrl, HYPHA_HASTE: '100' },
  };
  const worker = spawn(process.execPath, ['src/main.ts', '--role', 'worker'], { env, stdio: 'pipe' });
  workers.push(worker);
  let said = '';
  worker.stdout.on('data', (chunk) => (said += chunk));
  await eventually(() => expect(said).toContain('is at work'), patience);
  return worker;
}
