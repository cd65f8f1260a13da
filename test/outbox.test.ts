import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drawHome } from '../jobs/draw-home.ts';
import type { Draft } from '../src/actions/rules.ts';
import { hour } from '../src/edges/clock.ts';
import { sendNext } from '../src/edges/outbox.ts';
import { findPosted } from '../src/edges/posting.ts';
import { openSlack } from '../src/edges/slack.ts';
import { stampFor } from '../src/edges/stamp.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { draftFor, write } from './support/drafts.ts';
import { openGate } from './support/gate.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  // The shortest settle that is still longer than a request may take.
  hypha = await openHypha({ haste: 200 });
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());
beforeEach(() => hypha.slack.heal());

const draft = (text: string, more: Partial<Draft> = {}): Draft => draftFor(channelId('eng'), text, more);

/** Writes actions as an operation would, and wakes the sender. */
async function send(...drafts: Draft[]): Promise<string[]> {
  const { app } = hypha;
  const { ws } = app.workspace;
  const ids = await write(app, drafts);
  for (const { to } of drafts) app.queue.wake({ job: 'deliver', payload: { ws, dest: to } });
  return ids;
}

async function action(which: string) {
  return hypha.app.db.write.selectFrom('action').selectAll().where('id', '=', which).executeTakeFirstOrThrow();
}

const becomes = (which: string, state: string) =>
  eventually(async () => expect((await action(which)).state).toBe(state), { within: 8_000 });

const seen = async (text: string) =>
  (await hypha.slack.person('ravi').sees('eng')).filter((message) => message.text === text).length;

describe('one post', () => {
  test('is posted once, without unfurling anything', async () => {
    const [first = ''] = await send(draft('plain'));
    await becomes(first, 'sent');
    expect(await seen('plain')).toBe(1);
    const calls = await hypha.slack.calls('chat.postMessage');
    expect(calls.at(-1)?.args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      parse: 'none',
      link_names: 'false',
    });
  });

  test('asked for twice under one key, is posted once', async () => {
    const twice = draft('only once');
    await send(twice);
    await send(twice);
    await hypha.settled();
    expect(await seen('only once')).toBe(1);
  });

  test('that would ring a channel or a person is not even written down', async () => {
    await expect(send(draft('<!channel> hello'))).rejects.toThrow('ring');
    await expect(send(draft('<@U123> hello'))).rejects.toThrow('ring');
  });

  test('goes into a thread where it has one', async () => {
    const parent = await hypha.slack.person('maya').says('A question', { in: 'eng' });
    const [reply = ''] = await send(draft('in the thread', { thread: parent.ts }));
    await becomes(reply, 'sent');
    const [question] = (await hypha.slack.person('ravi').sees('eng')).filter(({ ts }) => ts === parent.ts);
    expect(question?.replies.map(({ text }) => text)).toEqual(['in the thread']);
  });

  test('posts to one place keep their order, whatever happens to the first', async () => {
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer: '500' });
    await send(draft('order 1'), draft('order 2'), draft('order 3'));
    await hypha.settled();
    const order = (await hypha.slack.person('ravi').sees('eng'))
      .map(({ text }) => text)
      .filter((text) => text.startsWith('order'));
    expect(order).toEqual(['order 1', 'order 2', 'order 3']);
  });
});

describe('when Slack does not answer clearly', () => {
  const unclear = [
    ['the answer is cut off', 'reset'],
    ['there is none', 'hang'],
    ['it is an error page', '502'],
    ['it is half an answer', 'truncated'],
    ['it says that something went wrong inside', 'internal_error'],
  ] as const;
  test.each(unclear)('a post that landed though %s is found and not posted again', async (_, answer) => {
    const text = `landed, ${answer}`;
    await hypha.slack.fault({ on: 'event', type: 'message', do: 'drop' });
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'now', answer });
    const [one = ''] = await send(draft(text));
    await becomes(one, 'sent');
    expect(await seen(text)).toBe(1);
    expect((await action(one)).sent_ts).toBeTruthy();
  });

  test.each(unclear)('a post that did not land, and %s, is posted after that was made sure', async (_, answer) => {
    const text = `lost, ${answer}`;
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer });
    const [one = ''] = await send(draft(text));
    await becomes(one, 'sent');
    expect(await seen(text)).toBe(1);
    const tries = (await hypha.slack.calls('chat.postMessage')).filter(({ args }) => args.text === text);
    expect(tries).toHaveLength(2);
  });

  test('a post that lands late is waited for', async () => {
    const { settleMs } = hypha.app.config.pace;
    await hypha.slack.fault({ on: 'event', type: 'message', do: 'drop' });
    await hypha.slack.fault({
      on: 'api',
      method: 'chat.postMessage',
      lands: 'late',
      answer: 'reset',
      ms: settleMs * 0.8,
    });
    const [one = ''] = await send(draft('late'));
    await becomes(one, 'sent');
    expect(await seen('late')).toBe(1);
  });

  test('a post that cannot be looked up waits, and then asks a person; released, it is sent again', async () => {
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer: 'reset' });
    const blind = await hypha.slack.fault({
      on: 'api',
      method: 'conversations.history',
      lands: 'never',
      answer: '500',
      probability: 1,
    });
    const [one = ''] = await send(draft('nobody knows'));
    await becomes(one, 'needs a person');
    await hypha.slack.heal(blind.id);
    const released = await hypha.asks('maya', 'action.release', { action: one });
    expect(released).toMatchObject({ ok: true });
    await becomes(one, 'sent');
    expect(await seen('nobody knows')).toBe(1);
  });

  test('what only one person sees cannot be looked up, so it is never sent twice', async () => {
    await hypha.slack.fault({ on: 'api', method: 'chat.postEphemeral', lands: 'now', answer: 'reset' });
    const [one = ''] = await send(draft('for you', { kind: 'ephemeral', reader: id('ravi') }));
    await becomes(one, 'needs a person');
    expect(await hypha.slack.calls('chat.postEphemeral')).toHaveLength(1);
  });

  test('an update is simply made again', async () => {
    const [post = ''] = await send(draft('before'));
    await hypha.slack.fault({ on: 'api', method: 'chat.update', lands: 'never', answer: 'reset' });
    const [update = ''] = await send(draft('after', { kind: 'update', dependsOn: post }));
    await becomes(update, 'sent');
    expect([await seen('before'), await seen('after')]).toEqual([0, 1]);
  });

  test('where a post stands that is known to be there, only an update has to know', async () => {
    const [post = ''] = await send(draft('somewhere'));
    await becomes(post, 'sent');
    await hypha.app.db.pool.query('update action set sent_ts = null, sent_channel = null where id = $1', [post]);
    const after = { dependsOn: post };
    const [reply = '', change = ''] = await send(
      draft('goes on', after),
      draft('changes it', { kind: 'update', ...after }),
    );
    await becomes(reply, 'sent');
    await becomes(change, 'refused');
    expect((await action(change)).problem).toBe('Hypha does not know where the message stands that this would change.');
  });

  test('our own post coming back as an event settles it at once', async () => {
    await hypha.slack.fault({
      on: 'api',
      method: 'conversations.history',
      lands: 'never',
      answer: '500',
      probability: 1,
    });
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'now', answer: 'reset' });
    const [one = ''] = await send(draft('echo'));
    await becomes(one, 'sent');
  });

  /** Lost without a trace: nobody heard whether it arrived, and until its turn comes nobody looks. */
  async function lost(text: string, lands: 'now' | 'never'): Promise<string> {
    await hypha.slack.fault({ on: 'event', type: 'message', do: 'drop', probability: 1 });
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands, answer: 'reset' });
    const [one = ''] = await send(draft(text));
    await becomes(one, 'unclear');
    return one;
  }
  const stamp = (action: string, mark: string) => ({
    event_type: 'hypha_action',
    event_payload: { id: action, mark },
  });
  const says = (text: string, metadata: unknown) =>
    hypha.app.slack.act('chat.postMessage', { channel: channelId('eng'), text, metadata });

  test('somebody else’s message with our action’s id does not pass for ours', async () => {
    const one = await lost('genuine', 'never');
    await hypha.slack.botSays('parrot', 'forged', { in: 'eng', metadata: stamp(one, '0'.repeat(32)) });
    await becomes(one, 'sent');
    expect(await seen('genuine')).toBe(1);
  });

  test('a post that landed is known again with a new token', async () => {
    const { slackSettings } = hypha.app;
    const one = await lost('older than the token', 'now');
    Object.assign(hypha.app, { slackSettings: { ...slackSettings, botToken: 'xoxb-installed-again' } });
    await becomes(one, 'sent');
    Object.assign(hypha.app, { slackSettings });
    expect(await seen('older than the token')).toBe(1);
  });

  test.each([
    ['another mark', 'f'.repeat(32)],
    ['a mark that is none', 'é'.repeat(32)],
  ])('our own message with the action’s id and %s may be it, so a person decides', async (_, mark) => {
    const one = await lost(`doubtful: ${mark}`, 'never');
    await says('what is this?', stamp(one, mark));
    await becomes(one, 'needs a person');
    expect(await seen(`doubtful: ${mark}`)).toBe(0);
  });

  test('its mark under another app’s name means that it was there, so it is not posted again', async () => {
    const one = await lost('copied', 'now');
    const [original] = (await hypha.slack.dump(channelId('eng'))).channels.flatMap(({ messages }) =>
      messages.filter(({ text }) => text === 'copied'),
    );
    await hypha.slack.botSays('parrot', 'a copy', { in: 'eng', metadata: original?.metadata });
    await hypha.app.slack.act('chat.delete', { channel: channelId('eng'), ts: original?.ts });
    await becomes(one, 'needs a person');
    expect(await seen('copied')).toBe(0);
  });

  test('an echo under another app’s name settles nothing, and one that nobody can read harms nothing', async () => {
    const [one = ''] = await send(draft('copied from', { dueAt: new Date('2100-01-01'), key: 'for later' }));
    const { event_payload } = stampFor(hypha.app.workspace, await action(one));
    for (const mark of [event_payload.mark, 'é'.repeat(32)])
      await hypha.slack.botSays('parrot', 'an echo', { in: 'eng', metadata: stamp(one, mark) });
    await hypha.slack.settled();
    await eventually(async () => {
      const { rows } = await hypha.app.db.pool.query("select state, attempts from inbox where state != 'done'");
      expect(rows).toEqual([]);
    });
    expect(await action(one)).toMatchObject({ state: 'planned', sent_ts: null });
    await hypha.asks('maya', 'action.cancel', { action: one });
  });

  test('a look takes its turn among the questions about history', async () => {
    const { ws } = hypha.app.workspace;
    const one = await lost('in its turn', 'now');
    await hypha.app.db.pool.query(
      `insert into pace (ws, bucket, free_at) values ($1, 'history', clock_timestamp() + interval '1.2 s')
       on conflict (ws, bucket) do update set free_at = excluded.free_at`,
      [ws],
    );
    const before = (await hypha.slack.calls('conversations.history')).length;
    await eventually(async () => {
      const { sending_at, retry_at } = await action(one);
      const waits = (retry_at?.getTime() ?? 0) - (sending_at?.getTime() ?? 0);
      expect(waits).toBeGreaterThan(900);
    });
    expect((await hypha.slack.calls('conversations.history')).length).toBe(before);
    expect(await hypha.app.locks.hold(channelId('eng'), async () => {})).toBe('held');
    await becomes(one, 'sent');
    expect((await hypha.slack.calls('conversations.history')).length).toBeGreaterThan(before);
    expect(await seen('in its turn')).toBe(1);
  });
});

describe('a sender that was frozen while it sent', () => {
  /** Holds the channel for the test, so that every step in it is one of the test's own. */
  async function alone(work: () => Promise<void>) {
    const done = Promise.withResolvers<void>();
    const noted = () => work().then(done.resolve, done.reject);
    await eventually(async () => (await hypha.app.locks.hold(channelId('eng'), noted)) === 'held', { within: 15_000 });
    await done.promise;
  }

  const step = () => sendNext(hypha.app, channelId('eng'), (one, { dest }) => drawHome(one, dest));

  /** Marks the action as being sent, and freezes before its request gets through to Slack. */
  async function freezeWhileSending(text: string) {
    const { app } = hypha;
    const gate = await openGate(app.slackSettings.apiUrl);
    const slack = openSlack({ ...app.slackSettings, apiUrl: gate.url }, 60_000, app.log);
    const sender = { ...app, slack, config: { ...app.config, pace: { ...app.config.pace, settleMs: 60_000 } } };
    gate.shut();
    const [one = ''] = await send(draft(text));
    await app.db.pool.query('delete from pace');
    const sent = sendNext(sender, channelId('eng'), (one, { dest }) => drawHome(one, dest));
    await eventually(() => expect(gate.entered()).toBeGreaterThan(0));
    expect(await action(one)).toMatchObject({ state: 'sending', attempts: 1 });
    return {
      one,
      async thaw() {
        gate.reopen();
        await sent;
        await gate.close();
      },
    };
  }

  /** Another takes over, makes sure that it did not arrive, and tries again, until Slack has said something about it. */
  const takeOver = (one: string, state: string, problem: RegExp) =>
    eventually(
      async () => {
        await step();
        const now = await action(one);
        expect(now).toMatchObject({ state, problem: expect.stringMatching(problem) });
        expect(now.attempts).toBeGreaterThan(1);
        return now;
      },
      { within: 8_000 },
    );

  test('has no say in what became of a later attempt', async () => {
    await alone(async () => {
      const old = await freezeWhileSending('taken over');
      await hypha.slack.fault({ on: 'event', type: 'message', do: 'drop' });
      await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'now', answer: 'reset' });
      const newer = await takeOver(old.one, 'unclear', /answer/);
      await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer: '429' });
      await old.thaw();
      expect(await action(old.one)).toEqual(newer);
      await eventually(async () => {
        await step();
        expect((await action(old.one)).state).toBe('sent');
      });
    });
    expect(await seen('taken over')).toBe(1);
  });

  test('is believed when it says that its own attempt did arrive after all', async () => {
    await alone(async () => {
      const old = await freezeWhileSending('arrived late');
      await hypha.slack.fault({ on: 'event', type: 'message', do: 'drop' });
      await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer: '429' });
      await takeOver(old.one, 'due', /slow down/);
      await old.thaw();
      expect(await action(old.one)).toMatchObject({ state: 'sent', sent_ts: expect.any(String) });
    });
    await hypha.settled();
    expect(await seen('arrived late')).toBe(1);
  });
});

describe('pace and limits', () => {
  test('a channel gets one message at a time, a second apart', async () => {
    const { perChannelMs } = hypha.app.config.pace;
    const ids = await send(draft('pace 1'), draft('pace 2'), draft('pace 3'));
    for (const one of ids) await becomes(one, 'sent');
    const calls = (await hypha.slack.calls('chat.postMessage')).slice(-3).map(({ at }) => at);
    const gaps = calls.slice(1).map((at, n) => at - (calls[n] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(perChannelMs - 2);
  });

  test('asked by Slack to slow down, Hypha waits as long as asked, everywhere', async () => {
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer: '429', retryAfter: 1 });
    const before = (await hypha.slack.calls('chat.postMessage')).length;
    const [one = ''] = await send(draft('slower'));
    await eventually(async () => expect((await hypha.slack.calls('chat.postMessage')).length).toBe(before + 1));
    const [other = ''] = await send(draft('elsewhere', { to: id('ravi'), audience: [] }));
    await becomes(one, 'sent');
    await becomes(other, 'sent');
    const [limited, ...rest] = (await hypha.slack.calls('chat.postMessage')).slice(before).map(({ at }) => at);
    expect(Math.min(...rest) - (limited ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('what Slack refuses is not tried again, and says why', async () => {
    await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer: 'channel_not_found' });
    const [one = ''] = await send(draft('where?'));
    await becomes(one, 'refused');
    expect((await action(one)).problem).toContain('The channel is gone');
  });

  test('a revoked token refuses nothing: actions wait until it is mended', async () => {
    await hypha.slack.access({ revoked: true });
    const [one = ''] = await send(draft('patient'));
    await eventually(async () => expect((await action(one)).problem).toContain('install the app again'));
    expect((await action(one)).state).toBe('due');
    await hypha.slack.access({ revoked: false });
    await becomes(one, 'sent');
  });
});

describe('people decide', () => {
  test('stopped, nothing goes out, and going again sends only what still makes sense', async () => {
    expect(await hypha.asks('ravi', 'sending.stop')).toMatchObject({ ok: false, code: 'forbidden' });
    await hypha.asks('maya', 'sending.stop');
    const [old = '', fresh = ''] = await send(draft('old news', { goodForMs: 1 }), draft('still true'));
    await eventually(async () => expect((await action(old)).state).toBe('expired'));
    expect((await action(fresh)).state).toBe('due');
    await hypha.asks('maya', 'sending.go');
    await becomes(fresh, 'sent');
    expect([await seen('old news'), await seen('still true')]).toEqual([0, 1]);
  });

  test('what is planned can be held, released and cancelled, each once', async () => {
    const later = new Date((await teamNow(hypha.app.db.read, hypha.app.workspace.ws)).getTime() + hour);
    const [one = ''] = await send(draft('tomorrow', { dueAt: later }));
    const listed = await hypha.asks('maya', 'action.list', { state: 'planned' });
    expect(listed).toMatchObject({
      ok: true,
      value: { actions: [{ id: one, to: '#eng', text: 'tomorrow', why: 'a test' }] },
    });
    expect(await hypha.asks('ben', 'action.hold', { action: one })).toMatchObject({ ok: false, code: 'forbidden' });
    expect(await hypha.asks('maya', 'action.hold', { action: one.slice(-6) })).toMatchObject({ ok: true });
    expect(await hypha.asks('maya', 'action.hold', { action: one })).toMatchObject({ ok: false, code: 'conflict' });
    expect(await hypha.asks('maya', 'action.cancel', { action: one })).toMatchObject({
      ok: true,
      value: { state: 'cancelled' },
    });
    expect(await seen('tomorrow')).toBe(0);
  });

  test('what was held goes out at its time, not before', async () => {
    const later = new Date((await teamNow(hypha.app.db.read, hypha.app.workspace.ws)).getTime() + hour);
    const [one = ''] = await send(draft('at its time', { dueAt: later }));
    await hypha.asks('maya', 'action.hold', { action: one });
    await hypha.asks('maya', 'action.release', { action: one });
    expect((await action(one)).state).toBe('planned');
    expect(await seen('at its time')).toBe(0);
  });

  test('a planned action goes out when team time comes, and not before', async () => {
    const now = await teamNow(hypha.app.db.read, hypha.app.workspace.ws);
    const [one = ''] = await send(draft('in a week', { dueAt: new Date(now.getTime() + 7 * 24 * hour) }));
    await hypha.settled();
    expect(await seen('in a week')).toBe(0);
    await hypha.asks('maya', 'clock.move', { by: '1w' });
    await becomes(one, 'sent');
  });

  test('what an outage has made old is not sent in a burst afterwards', async () => {
    const cards = Array.from({ length: 20 }, (_, n) => draft(`burst ${n}`, { goodForMs: hour }));
    await hypha.asks('maya', 'sending.stop');
    const ids = await send(...cards);
    await hypha.asks('maya', 'clock.move', { by: '2h' });
    await hypha.asks('maya', 'sending.go');
    for (const one of ids) await becomes(one, 'expired');
    const texts = (await hypha.slack.person('ravi').sees('eng')).map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('burst'))).toEqual([]);
  });
});

describe('only what everybody there may see', () => {
  test('something that rests on a private channel is not posted elsewhere', async () => {
    const [one = ''] = await send(draft('secret', { audience: [channelId('leads')] }));
    await becomes(one, 'refused');
    expect(await seen('secret')).toBe(0);
  });

  test('a direct message goes to somebody in every channel it rests on, and not to somebody who left since', async () => {
    await hypha.asks('ana', 'home.show');
    const leads = channelId('leads');
    const [ana = ''] = await send(draft('for ana', { to: id('ana'), audience: [leads] }));
    await becomes(ana, 'sent');
    await hypha.app.db.pool.query('update person set rights_at = null');
    await hypha.slack.fault({ on: 'api', method: 'users.info', lands: 'never', answer: '500', times: 3 });
    const [again = ''] = await send(draft('for ana, after a hiccup', { to: id('ana'), audience: [leads] }));
    await becomes(again, 'sent');
    const [ben = ''] = await send(draft('for ben', { to: id('ben'), audience: [leads] }));
    await becomes(ben, 'refused');
  });
});

describe('a look at history', () => {
  const waits = async () => {
    const { rows } = await hypha.app.db.pool.query(
      `select extract(epoch from free_at - clock_timestamp()) * 1000 as ms from pace where bucket = 'history'`,
    );
    return Number(rows[0]?.ms);
  };
  /** As if it was due when Slack says it was sent, whatever tests before this did to the clock. */
  const sentRow = async (one: string) => {
    const row = await action(one);
    return { ...row, due_at: row.sent_at ?? row.due_at, kind: 'post' as const, target: undefined };
  };
  const ease = () => hypha.app.db.pool.query(`update pace set free_at = clock_timestamp() where bucket = 'history'`);

  test('of several pages makes the next question wait for each of them', async () => {
    const { app } = hypha;
    const slow = { ...app, config: { ...app.config, pace: { ...app.config.pace, historyMs: 60_000 } } };
    const [one = ''] = await send(draft('far down'));
    await becomes(one, 'sent');
    for (let n = 0; n < 200; n++) await hypha.slack.botSays('chatter', `above ${n}`, { in: 'eng' });
    await ease();
    const row = await sentRow(one);
    expect(await findPosted(slow, row)).toMatchObject({ is: 'found', ts: row.sent_ts });
    expect(await waits()).toBeGreaterThan(50_000);
    await ease();
  });

  test('that Slack asks to slow down makes every such question wait', async () => {
    const { app } = hypha;
    const [one = ''] = await send(draft('slowly'));
    await becomes(one, 'sent');
    await hypha.slack.fault({
      ...{ on: 'api', method: 'conversations.history', lands: 'never', answer: '429', retryAfter: 60 },
    });
    const row = await sentRow(one);
    expect(await findPosted(app, row)).toEqual({ is: 'unknown' });
    expect(await waits()).toBeGreaterThan(50_000);
    await ease();
  });
});
