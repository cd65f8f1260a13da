import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { markOf } from '../src/messages/rules.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually, type Said } from './support/slack.ts';

/** A message is one decision, however many people ask for it at once, and in however many processes. */

const eng = channelId('eng');
const haste = 3;
let hypha: Hypha;
let other: Hypha;
beforeAll(async () => {
  // No faster than that anybody takes what another has begun for left lying.
  hypha = await openHypha({ haste });
  const { config, db } = hypha.app;
  const stores = { databaseUrl: db.url, redisUrl: config.redisUrl, queueName: config.queueName, drop: async () => {} };
  other = await openHypha({ stores, joinSlack: hypha.slack, haste });
  await hypha.asks('maya', 'channel.join', { channel: eng });
  await hypha.settled();
});
afterAll(async () => {
  await other.close();
  await hypha.close();
});

const person = (name: string) => hypha.slack.person(name);
const texts = async (name: string) => (await person(name).sees('eng')).map(({ text }) => text).join('\n');
const Listed = z.object({ value: z.object({ decisions: z.array(z.object({ number: z.number() })) }) });
const numbersOf = async (about: string, by = 'maya'): Promise<number[]> =>
  Listed.parse(await hypha.asks(by, 'decision.list', { about, state: 'all' })).value.decisions.map(
    ({ number }) => number,
  );

/** Each comes so far that only the message is waited for; then all go on. */
async function atOnce(message: Said, ...doings: (() => Promise<unknown>)[]): Promise<void> {
  const holder = await hypha.app.db.pool.connect();
  const going: Promise<unknown>[] = [];
  try {
    await holder.query('begin');
    await holder.query('select from message where channel = $1 and ts = $2 for update', [message.channel, message.ts]);
    for (const [done, doing] of doings.entries()) {
      going.push(doing());
      await eventually(async () => expect(await waiting()).toHaveLength(done + 1));
    }
  } finally {
    await holder.query('rollback').catch(() => {});
    holder.release();
  }
  await Promise.all(going);
  await hypha.settled();
}

async function waiting(): Promise<unknown[]> {
  const { rows } = await hypha.app.db.pool.query(
    `select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
     and query like '%"message"%'`,
  );
  return rows;
}

async function said(words: string, by = 'ben'): Promise<Said> {
  const message = await person(by).says(words, { in: 'eng' });
  await hypha.settled();
  return message;
}

describe('asked for at once', () => {
  test('two reactions log one decision, and whoever came second is told which', async () => {
    const message = await said('Laptops are replaced after four years');
    await atOnce(
      message,
      () => person('ana').reacts(message, 'memo'),
      () => person('ravi').reacts(message, 'memo'),
    );
    const [number, ...more] = await numbersOf('Laptops');
    expect(more).toEqual([]);
    await eventually(async () => expect(await texts('ana')).toContain(`D-${number} was noted from that message`));
    await eventually(async () => expect(await texts('ravi')).toContain(`D-${number} is that message already`));
  });

  test('a reaction and a call by name log one', async () => {
    const message = await said('Plants are watered on Mondays');
    await atOnce(
      message,
      () => person('ana').reacts(message, 'memo'),
      () => person('ravi').replies(message, '@hypha log this'),
    );
    const [number, ...more] = await numbersOf('Plants');
    expect(more).toEqual([]);
    await eventually(async () => expect(await texts('ana')).toContain(`D-${number} was noted from that message`));
  });

  test('a form that was sent and a reaction log one', async () => {
    const words = 'The lift is repaired in March';
    const message = await said(words);
    const rests = { channel: eng, message: message.ts, reads: markOf(words) };
    await atOnce(
      message,
      () => hypha.asks('ana', 'decision.log', { statement: words, ...rests }),
      () => person('ravi').reacts(message, 'memo'),
    );
    const [number, ...more] = await numbersOf('lift');
    expect(more).toEqual([]);
    await eventually(async () => expect(await texts('ravi')).toContain(`D-${number} is that message already`));
  });

  test('who says in a thread that it replaces another means the one that was quicker', async () => {
    const old = z
      .object({ value: z.object({ number: z.number() }) })
      .parse(await hypha.asks('maya', 'decision.log', { statement: 'Backups run weekly', channel: '#eng' }));
    const message = await said('Backups run nightly');
    await atOnce(
      message,
      () => person('ana').reacts(message, 'memo'),
      () => person('ravi').replies(message, `@hypha this replaces D-${old.value.number}`),
    );
    const [number, ...more] = await numbersOf('nightly');
    expect(more).toEqual([]);
    expect(await hypha.asks('maya', 'decision.show', { decision: `D-${old.value.number}` })).toMatchObject({
      value: { state: 'superseded', replacedBy: { number } },
    });
  });
});

describe('asked for one after the other', () => {
  test('a call by name in its thread is led to what is logged of it', async () => {
    const message = await said('Desks are booked by the week');
    await person('ana').reacts(message, 'memo');
    await hypha.settled();
    await person('ravi').replies(message, '@hypha log this');
    await hypha.settled();
    const [number, ...more] = await numbersOf('Desks');
    expect(more).toEqual([]);
    await eventually(async () => {
      expect(JSON.stringify(await person('ravi').sees('eng'))).toContain(`D-${number} is that message already`);
    });
  });

  test('the form logs it again: whoever fills it in looked at it', async () => {
    const words = 'Doors are locked at nine';
    const message = await said(words);
    const rests = { channel: eng, message: message.ts, reads: markOf(words) };
    await person('ana').reacts(message, 'memo');
    await hypha.settled();
    await hypha.asks('ravi', 'decision.log', { statement: words, ...rests });
    expect(await numbersOf('Doors')).toHaveLength(2);
  });
});

describe('a decision that somebody may not see', () => {
  test('is not named to them, neither by a reaction nor in the thread: for them nothing is logged yet', async () => {
    const message = await said('Rents go up in May');
    await person('ana').reacts(message, 'memo');
    await hypha.settled();
    const [hidden = 0] = await numbersOf('Rents');
    await hypha.app.db.pool.query(
      `insert into evidence (ws, decision, n, channel, author, quote)
       select ws, decision, 9, $2, author, quote from evidence where decision = $1`,
      [hidden, channelId('leads')],
    );
    await person('ravi').reacts(message, 'memo');
    await hypha.settled();
    const [own] = await numbersOf('Rents', 'ravi');
    await eventually(async () => expect(await texts('ravi')).toContain(`D-${own} was noted from that message`));
    await person('ben').replies(message, '@hypha log this');
    await hypha.settled();
    expect(await numbersOf('Rents', 'ben')).toEqual([own]);
    for (const name of ['ravi', 'ben']) {
      // Whoever may see it was told of it before it rested on more.
      const theirs = (await person(name).sees('eng')).filter((one) => !JSON.stringify(one).includes('noted: '));
      expect(JSON.stringify(theirs)).not.toContain(`D-${hidden}`);
    }
  });
});
