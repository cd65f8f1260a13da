import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { planAllRepairs } from '../src/edges/repair-rows.ts';
import { happeningOf } from '../src/messages/events.ts';
import { justBefore, versionOf } from '../src/messages/rules.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually, type Said } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha({ slack: { timing: { retryMs: [0, 20, 40], ackTimeoutMs: 300 } } });
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());
beforeEach(() => hypha.slack.heal());

const person = (name: string) => hypha.slack.person(name);
const stored = ({ channel, ts }: Said) =>
  hypha.app.db.write
    .selectFrom('message')
    .selectAll()
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .executeTakeFirst();

describe('an event', () => {
  test('is acknowledged only once it is kept: without a database Slack is told to come again', async () => {
    const lock = await hypha.app.db.pool.connect();
    await lock.query('begin; lock table inbox in access exclusive mode');
    const said = person('ravi').says('while the door is shut', { in: 'eng' });
    const first = await eventually(
      async () => (await hypha.slack.deliveries()).findLast(({ outcome }) => outcome !== 'heard') ?? false,
    );
    expect(first.outcome).not.toBe('heard');
    await lock.query('rollback');
    lock.release();
    await hypha.settled();
    expect((await stored(await said))?.text).toBe('while the door is shut');
  });

  test('that comes three times is kept once, also when every copy has another id', async () => {
    await hypha.slack.fault({ on: 'event', type: 'message', do: 'duplicate' });
    await hypha.slack.fault({ on: 'event', type: 'message', do: 'lose-ack' });
    const said = await person('ravi').says('twice told', { in: 'eng' });
    await hypha.settled();
    const rows = await hypha.app.db.write
      .selectFrom('inbox')
      .select('what')
      .where('what', 'like', `%${said.ts}%`)
      .execute();
    expect(rows).toHaveLength(1);
  });

  test('leaves its words in the inbox no longer than it takes to read them', async () => {
    await person('ravi').says('not to be kept twice', { in: 'eng' });
    await hypha.settled();
    const rows = await hypha.app.db.write
      .selectFrom('inbox')
      .select('body')
      .where('body', 'like', '%not to be kept twice%')
      .execute();
    expect(rows).toEqual([]);
  });
});

describe('a message', () => {
  test('with a NUL, half a surrogate or 40,000 letters survives', async () => {
    const odd = await person('ben').says('a\u0000b \ud800 c', { in: 'eng' });
    const long = await person('ben').says('long '.repeat(8_000).trim(), { in: 'eng' });
    await hypha.settled();
    expect((await stored(odd))?.text).toBe('ab \ufffd c');
    expect((await stored(long))?.text.length).toBe(39_999);
  });

  test('that is edited is kept as it reads now; one that is deleted leaves no words', async () => {
    const edited = await person('ben').says('we use Redis', { in: 'eng' });
    await person('ben').edits(edited, 'we use Postgres');
    const deleted = await person('ben').says('forget this', { in: 'eng' });
    await person('ben').deletes(deleted);
    await hypha.settled();
    expect(await stored(edited)).toMatchObject({ text: 'we use Postgres', removed: false });
    expect(await stored(deleted)).toMatchObject({ text: '', removed: true });
  });

  test('that is deleted in a thread, or as the head of one, leaves no words either', async () => {
    const head = await person('ben').says('a head with words', { in: 'eng' });
    const reply = await person('ravi').replies(head, 'a reply with words');
    await person('ravi').replies(head, 'stays');
    await person('ben').deletes(head);
    await person('ravi').deletes(reply);
    await hypha.settled();
    expect(await stored(head)).toMatchObject({ text: '', removed: true });
    expect(await stored(reply)).toMatchObject({ text: '', removed: true });
  });

  test('that arrives in any order, any number of times, ends the same', async () => {
    const place = { channel: channelId('eng'), author: id('ben') };
    const start = 1_900_000_000;
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), fc.boolean(), async (versions, removed) => {
        const ts = `${start + n++}.000100`;
        const events = versions.map((v) => saidEvent({ ...place, ts, text: `version ${v}`, version: v }));
        if (removed)
          events.splice(versions.length % 3, 0, {
            type: 'message',
            subtype: 'message_deleted',
            channel: place.channel,
            ts,
            deleted_ts: ts,
          });
        const inbox = events
          .concat(events.slice(0, 1))
          .map((event, i) => ({ event, event_id: `Ev${ts.replace('.', '')}${i}` }));
        for (const { event, event_id } of inbox) await arrives(event, event_id);
        await hypha.settled();
        const kept = await stored({ channel: place.channel, ts });
        expect(kept).toMatchObject(
          removed ? { text: '', removed: true } : { text: `version ${Math.max(...versions)}`, removed: false },
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('an edit, of which Slack tells only the second', () => {
  const place = { channel: channelId('eng'), author: id('ben') };
  const second = 1_800_000_000;
  let n = 0;
  const send = async (events: readonly object[]) => {
    for (const event of events) await arrives(event, `EvEDIT${n++}`);
    await hypha.settled();
  };
  const posted = (ts: string) => saidEvent({ ...place, ts, text: 'as posted', version: 0 });
  const edit = (ts: string, text: string, moment: string) => {
    const edited = { user: place.author, ts: moment.replace(/\.\d+$/, '.000000') };
    const message = { type: 'message', user: place.author, ts, text, edited };
    return {
      type: 'message',
      subtype: 'message_changed',
      channel: place.channel,
      ts: moment,
      event_ts: moment,
      message,
    };
  };

  test('counts also within the second of posting, and the last of several in one second, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        fc.array(fc.nat(4), { maxLength: 3 }),
        async (order, again) => {
          const at = second + 10 * n++;
          const ts = `${at}.300000`;
          const events = [
            posted(ts),
            edit(ts, 'at once', `${at}.700000`),
            edit(ts, 'one', `${at + 5}.100000`),
            edit(ts, 'other', `${at + 5}.400000`),
            edit(ts, 'one', `${at + 5}.800000`),
          ];
          await send([...order, ...again].flatMap((which) => events[which] ?? []));
          expect(await stored({ channel: place.channel, ts })).toMatchObject({ text: 'one', removed: false });
        },
      ),
      { numRuns: 15 },
    );
    const ts = `${second + 10 * n++}.300000`;
    await send([edit(ts, 'at once', ts.replace('.3', '.7')), posted(ts)]);
    expect((await stored({ channel: place.channel, ts }))?.text).toBe('at once');
  });

  test('that was never heard of is found in history, also when another in its second was', async () => {
    const said = await person('ben').says('as posted', { in: 'eng' });
    await hypha.settled();
    await hypha.slack.fault({ on: 'event', do: 'drop', probability: 1 });
    for (const text of ['one', 'other']) await person('ben').edits(said, text);
    await hypha.slack.settled();
    await hypha.slack.heal();
    const [there] = (await hypha.app.slack.history(said.channel, { oldest: justBefore(said.ts) })).messages.filter(
      ({ ts }) => ts === said.ts,
    );
    const edited = z.object({ edited: z.object({ ts: z.string() }) }).parse(there).edited.ts;
    expect(edited).toMatch(/\.000000$/);
    // Both were heard, in the wrong order; or the clocks differ, so that what is here seems newer.
    for (const text of ['other', 'one']) await send([edit(said.ts, text, edited)]);
    for (const text of ['one', 'neither']) {
      await hypha.app.db.pool.query('update message set text = $2, version = $3 where ts = $1', [
        ...[said.ts, text, versionOf(said.ts, edited, '9999999999.999999')],
      ]);
      await planAllRepairs(hypha.app.db.write, hypha.app.workspace.ws, hypha.app.config.pace.historyMs);
      await eventually(async () => expect((await stored(said))?.text).toBe('other'));
    }
  });
});

function saidEvent({
  channel,
  author,
  ts,
  text,
  version,
}: {
  channel: string;
  author: string;
  ts: string;
  text: string;
  version: number;
}): object {
  const message = { type: 'message', user: author, ts, text };
  if (version === 0) return { ...message, channel };
  const edited = { user: author, ts: `${Number.parseInt(ts, 10) + version}.000000` };
  return { type: 'message', subtype: 'message_changed', channel, ts: edited.ts, message: { ...message, edited } };
}

/** As if Slack had delivered it. */
async function arrives(event: object, eventId: string): Promise<void> {
  const { ws } = hypha.app.workspace;
  const body = JSON.stringify({ type: 'event_callback', team_id: ws, event_id: eventId, event });
  const { createHmac } = await import('node:crypto');
  const stamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', hypha.slack.credentials.signingSecret).update(`v0:${stamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': signature,
  };
  const answer = await fetch(`${hypha.url}/slack/events`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
}

describe('only where Hypha was let in', () => {
  test('nothing is kept of a channel that did not let it in, nor from before it did', async () => {
    const outside = await person('maya').says('in product, unread', { in: 'product' });
    await hypha.settled();
    expect(await stored(outside)).toBeUndefined();
    await hypha.slack.moveClock({ forward: 60_000 });
    await hypha.asks('maya', 'clock.move', { by: '1m' });
    await hypha.asks('maya', 'channel.join', { channel: channelId('product') });
    await hypha.settled();
    await person('maya').edits(outside, 'in product, edited');
    const inside = await person('maya').says('in product, read', { in: 'product' });
    await hypha.settled();
    expect(await stored(outside)).toBeUndefined();
    expect((await stored(inside))?.text).toBe('in product, read');
  });

  test('the channel is told, once, what is read and kept, and how to get out of it', async () => {
    await hypha.asks('maya', 'channel.join', { channel: channelId('product') });
    await hypha.settled();
    const notices = (await person('june').sees('product')).filter(({ text }) => text.includes('Hypha reads #product'));
    expect(notices).toHaveLength(1);
    expect(JSON.stringify(notices)).toMatch(/90 days.*\/hypha opt out.*\/hypha leave/s);
  });

  test('whoever invites Hypha is asked, alone, and nothing is read until they say so', async () => {
    const channel = await person('ana').createsChannel('launch');
    await person('ana').invites('hypha', { to: channel });
    const offer = await eventually(
      async () => (await person('ana').sees(channel)).find(({ text }) => text.includes('May it read')) ?? false,
    );
    expect(offer.is_ephemeral).toBe(true);
    const before = await person('ana').says('before', { in: channel });
    await hypha.settled();
    expect(await stored(before)).toBeUndefined();
    await person('ana').clicks('channel.join', { channel, ts: offer.ts });
    await eventually(async () =>
      expect(JSON.stringify(await person('ana').sees(channel))).toContain('Hypha reads #launch from now on'),
    );
  });

  test('only its host or an admin shows Hypha out again', async () => {
    await hypha.asks('ben', 'channel.join', { channel: channelId('support') });
    expect(await hypha.asks('ben', 'channel.leave', { channel: '#eng' })).toMatchObject({
      ok: false,
      code: 'forbidden',
    });
    expect(await hypha.asks('maya', 'channel.leave', { channel: '#product' })).toMatchObject({ ok: true });
    const after = await person('maya').says('unread again', { in: 'product' });
    await hypha.settled();
    expect(await stored(after)).toBeUndefined();
  });
});

test('thrown out and invited back, Hypha asks again, and never learns what was said meanwhile', async () => {
  const channel = await person('ana').createsChannel('retro');
  await person('ana').invites('hypha', { to: channel });
  await hypha.settled();
  await hypha.asks('ana', 'channel.join', { channel });
  await hypha.settled();
  await person('ana').removes('hypha', { from: channel });
  await hypha.settled();
  const meanwhile = await person('ana').says('among ourselves', { in: channel });
  await person('ana').invites('hypha', { to: channel });
  await eventually(async () => {
    const offers = (await person('ana').sees(channel)).filter(({ text }) => text.includes('May it read'));
    expect(offers).toHaveLength(2);
  });
  await planAllRepairs(hypha.app.db.write, hypha.app.workspace.ws, hypha.app.config.pace.historyMs);
  await hypha.settled();
  expect(await stored(meanwhile)).toBeUndefined();
});

describe('a person who opts out', () => {
  test('is no longer kept, and what was kept goes', async () => {
    const before = await person('ravi').says('my words', { in: 'eng' });
    await hypha.settled();
    await hypha.asks('ravi', 'decision.log', { statement: 'Keep it', channel: '#eng', message: before.ts });
    const mine = await person('ravi').types('/hypha opt out', { in: 'eng' });
    expect(mine.text).toContain('no longer keeps what you say');
    const after = await person('ravi').says('more of my words', { in: 'eng' });
    await hypha.settled();
    await eventually(async () => expect(await stored(before)).toBeUndefined());
    expect(await stored(after)).toBeUndefined();
    const quotes = await hypha.app.db.write
      .selectFrom('evidence')
      .select(['quote', 'removed'])
      .where('message_ts', '=', before.ts)
      .execute();
    expect(quotes).toEqual([{ quote: null, removed: true }]);
    await person('ravi').types('/hypha opt in', { in: 'eng' });
    const again = await person('ravi').says('kept again', { in: 'eng' });
    await hypha.settled();
    expect((await stored(again))?.text).toBe('kept again');
  });
});

describe('after a gap', () => {
  test('what was said, edited and deleted while nobody listened is made up for from history', async () => {
    const kept = await person('ben').says('said before', { in: 'eng' });
    const gone = await person('ben').says('to be deleted', { in: 'eng' });
    const thread = await person('ben').says('a thread', { in: 'eng' });
    await hypha.settled();
    await hypha.slack.fault({ on: 'event', do: 'drop', probability: 1 });
    await person('ben').edits(kept, 'said before, and edited');
    await person('ben').deletes(gone);
    const missed = await person('ben').says('missed', { in: 'eng' });
    const reply = await person('ravi').replies(thread, 'missed reply');
    await hypha.slack.settled();
    await hypha.slack.heal();
    await planAllRepairs(hypha.app.db.write, hypha.app.workspace.ws, hypha.app.config.pace.historyMs);
    await eventually(async () => {
      expect((await stored(missed))?.text).toBe('missed');
      expect((await stored(reply))?.text).toBe('missed reply');
      expect((await stored(kept))?.text).toBe('said before, and edited');
      expect((await stored(gone))?.removed).toBe(true);
    });
  });
});

describe('what cannot be read', () => {
  test('is tried some times, then put aside with its reason, and health says so', async () => {
    const { ws } = hypha.app.workspace;
    const row = { ws, id: crypto.randomUUID(), event_id: 'EvPOISON', what: 'poison', kind: 'said', body: '{"broken' };
    await hypha.app.db.write
      .insertInto('inbox')
      .values({ ...row, attempts: 7 })
      .execute();
    const good = await person('ben').says('beside the poison', { in: 'eng' });
    await eventually(
      async () => {
        const { state } = await hypha.app.db.write
          .selectFrom('inbox')
          .select('state')
          .where('id', '=', row.id)
          .executeTakeFirstOrThrow();
        expect(state).toBe('parked');
      },
      { within: 12_000 },
    );
    expect((await stored(good))?.text).toBe('beside the poison');
    const health = await hypha.asks('maya', 'health.show');
    expect(health).toMatchObject({ ok: true, value: { parked: [{ problem: 'SyntaxError', count: 1 }] } });
  });
});

test('what needs Slack waits out an outage of Slack’s, however long, and is not put aside', async () => {
  const { app, slack } = hypha;
  await slack.fault({ on: 'api', method: 'conversations.info', lands: 'never', answer: '500', probability: 1 });
  await person('maya').changesChannel('support', 'rename', 'help-desk');
  const row = app.db.write
    .selectFrom('inbox')
    .select(['state', 'attempts', 'problem', 'id'])
    .where('kind', '=', 'channel')
    .orderBy('id', 'desc');
  const tried = async () => typeof (await row.executeTakeFirst())?.problem === 'string';
  await eventually(async () => expect(await tried()).toBe(true));
  const { id } = await row.executeTakeFirstOrThrow();
  for (let n = 0; n < 10; n++) {
    await app.db.write
      .updateTable('inbox')
      .set({ next_at: new Date(0), problem: null })
      .where('id', '=', id)
      .execute();
    await app.queue.wake({ job: 'readInbox', payload: { ws: app.workspace.ws } });
    await eventually(async () => expect(await tried()).toBe(true));
  }
  await slack.heal();
  await eventually(async () => {
    const known = await app.db.write
      .selectFrom('channel')
      .select('name')
      .where('id', '=', channelId('support'))
      .executeTakeFirst();
    expect(known?.name).toBe('help-desk');
  });
});

test('an event type that Hypha does not know is nothing', () => {
  expect(happeningOf({ type: 'star_added' })).toBeUndefined();
  expect(happeningOf({ type: '__proto__' })).toBeUndefined();
  expect(happeningOf({ type: 'constructor' })).toBeUndefined();
});
