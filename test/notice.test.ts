import { afterEach, expect, test } from 'vitest';
import { day, hour } from '../src/edges/clock.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually, type Said } from './support/slack.ts';

/** A channel is read only after it was told so. */

const eng = channelId('eng');
const told = 'Hypha reads #eng';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(): Promise<Hypha> {
  const hypha = await openHypha();
  closing.push(hypha.close);
  return hypha;
}

const letsIn = (hypha: Hypha, who = 'maya') => hypha.asks(who, 'channel.join', { channel: eng });

const says = (hypha: Hypha, text: string) => hypha.slack.person('ben').says(text, { in: 'eng' });

/** Everything that came in was read; what goes out may wait. */
async function allRead({ app, slack }: Hypha): Promise<void> {
  await slack.settled();
  await eventually(async () => {
    const waiting = await app.db.read.selectFrom('inbox').select('id').where('state', '=', 'waiting').execute();
    expect(waiting).toEqual([]);
  });
}

async function isKept({ app }: Hypha, { ts }: Said): Promise<boolean> {
  const row = await app.db.read.selectFrom('message').select('ts').where('ts', '=', ts).executeTakeFirst();
  return row !== undefined;
}

const notices = async ({ slack }: Hypha) =>
  (await slack.person('ben').sees('eng')).filter(({ text }) => text.includes(told));

const noticeRow = ({ app }: Hypha) =>
  app.db.write
    .selectFrom('action')
    .select(['id', 'state'])
    .where('key', 'like', 'joined:%')
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow();

const becomes = (hypha: Hypha, state: string) =>
  eventually(async () => expect((await noticeRow(hypha)).state).toBe(state));

test('what is read begins with the message that says so', async () => {
  const hypha = await open();
  await hypha.slack.fault({ on: 'event', type: 'message', do: 'late', ms: 1_500 });
  const before = await says(hypha, 'before, though heard of later');
  await letsIn(hypha);
  await becomes(hypha, 'sent');
  await hypha.settled();
  const after = await says(hypha, 'after');
  await hypha.settled();
  expect([await isKept(hypha, before), await isKept(hypha, after)]).toEqual([false, true]);
  const [notice] = await notices(hypha);
  const rows = await hypha.app.db.read.selectFrom('message').select('ts').execute();
  expect(rows.filter(({ ts }) => ts <= (notice?.ts ?? ''))).toEqual([]);
});

test('while the notice is stopped or held nothing is read; released, it is, from then on', async () => {
  const hypha = await open();
  await hypha.asks('maya', 'sending.stop');
  expect(await letsIn(hypha)).toMatchObject({ ok: true, value: { already: false } });
  const { id: action } = await noticeRow(hypha);
  const stopped = await says(hypha, 'while everything is stopped');
  await allRead(hypha);
  await hypha.asks('maya', 'action.hold', { action });
  await hypha.asks('maya', 'sending.go');
  const held = await says(hypha, 'while it is held');
  await hypha.settled();
  expect([await isKept(hypha, stopped), await isKept(hypha, held)]).toEqual([false, false]);
  expect(await hypha.slack.calls('conversations.history')).toEqual([]);

  expect(await letsIn(hypha)).toMatchObject({ ok: true, value: { already: false } });
  await hypha.settled();
  expect(await notices(hypha)).toEqual([]);
  await hypha.asks('maya', 'action.release', { action });
  await becomes(hypha, 'sent');
  const after = await says(hypha, 'after it was released');
  await hypha.settled();
  expect([await isKept(hypha, held), await isKept(hypha, after)]).toEqual([false, true]);
  expect(await notices(hypha)).toHaveLength(1);
});

test('a notice that is cancelled lets nothing be read; let in once more, Hypha says so once', async () => {
  const hypha = await open();
  await hypha.asks('maya', 'sending.stop');
  await letsIn(hypha);
  const { id: action } = await noticeRow(hypha);
  await hypha.asks('maya', 'action.cancel', { action });
  await hypha.asks('maya', 'sending.go');
  const unread = await says(hypha, 'after it was cancelled');
  await hypha.settled();
  expect(await isKept(hypha, unread)).toBe(false);
  await letsIn(hypha);
  await hypha.asks('maya', 'action.restore', { action });
  await hypha.settled();
  expect(await notices(hypha)).toHaveLength(1);
});

test('a notice taken back stays taken back, even if it turns out to have arrived', async () => {
  const hypha = await open();
  await hypha.asks('maya', 'sending.stop');
  await letsIn(hypha);
  const { id: action } = await noticeRow(hypha);
  await hypha.asks('maya', 'action.cancel', { action });
  await hypha.app.db.write.updateTable('action').set({ state: 'sent' }).where('id', '=', action).execute();
  const row = hypha.app.db.read.selectFrom('channel').select('reading').where('id', '=', eng);
  expect(await row.executeTakeFirst()).toEqual({ reading: false });
});

test('a notice that came too late lets nothing be read', async () => {
  const hypha = await open();
  await hypha.asks('maya', 'sending.stop');
  await letsIn(hypha);
  await hypha.slack.moveClock({ forward: day + hour });
  await hypha.asks('maya', 'clock.move', { by: '25h' });
  await becomes(hypha, 'expired');
  await hypha.asks('maya', 'sending.go');
  const unread = await says(hypha, 'a day later');
  await hypha.settled();
  expect(await isKept(hypha, unread)).toBe(false);
  expect(await notices(hypha)).toEqual([]);
});

test('a channel where Slack does not let it speak is not read', async () => {
  const hypha = await open();
  await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'never', answer: 'restricted_action' });
  await letsIn(hypha);
  await becomes(hypha, 'refused');
  const unread = await says(hypha, 'not for you');
  await hypha.settled();
  expect(await isKept(hypha, unread)).toBe(false);
  expect(await hypha.asks('maya', 'channel.leave', { channel: eng })).toMatchObject({ ok: false, code: 'conflict' });
});

test('a notice that landed without an answer counts from when it stood there', async () => {
  const hypha = await open();
  await hypha.slack.fault({ on: 'event', do: 'drop', probability: 1 });
  await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'now', answer: 'reset' });
  await letsIn(hypha);
  await becomes(hypha, 'unclear');
  const between = await says(hypha, 'already told, not yet known');
  await hypha.slack.heal();
  await becomes(hypha, 'sent');
  await eventually(async () => expect(await isKept(hypha, between)).toBe(true));
  expect(await notices(hypha)).toHaveLength(1);
});

test('shown out before it has said so, Hypha does not say so, whoever takes it up again', async () => {
  const hypha = await open();
  await hypha.asks('maya', 'sending.stop');
  await letsIn(hypha);
  expect(await hypha.asks('ben', 'channel.leave', { channel: eng })).toMatchObject({ ok: false, code: 'forbidden' });
  expect(await hypha.asks('maya', 'channel.leave', { channel: eng })).toMatchObject({ ok: true });
  await hypha.asks('maya', 'action.release', { action: (await noticeRow(hypha)).id });
  await hypha.asks('maya', 'sending.go');
  const unread = await says(hypha, 'after it was shown out');
  await hypha.settled();
  expect(await isKept(hypha, unread)).toBe(false);
  expect(await notices(hypha)).toEqual([]);
});

test('thrown out and invited again before it has said so, Hypha has to be let in anew', async () => {
  const hypha = await open();
  await hypha.asks('maya', 'sending.stop');
  await letsIn(hypha);
  await hypha.slack.person('maya').removes('hypha', { from: eng });
  await allRead(hypha);
  await hypha.slack.person('maya').invites('hypha', { to: eng });
  await allRead(hypha);
  await hypha.asks('maya', 'sending.go');
  await hypha.settled();
  expect(await notices(hypha)).toEqual([]);
});

test('two who let it in at the same time let it in once', async () => {
  const hypha = await open();
  const { pool } = hypha.app.db;
  const lock = await pool.connect();
  closing.push(async () => lock.release());
  await lock.query('begin; lock table action in share mode');
  const answers = Promise.all(['maya', 'ravi'].map((who) => letsIn(hypha, who)));
  await eventually(async () => {
    const { rows } = await pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });
  await lock.query('rollback');
  expect(await answers).toMatchObject([{ ok: true }, { ok: true }]);
  await hypha.settled();
  expect(await notices(hypha)).toHaveLength(1);
});

test('whoever lets it in again after it left is told again', async () => {
  const hypha = await open();
  const at = { at: new Date('2026-11-21T12:00:00Z') };
  await hypha.asks('maya', 'channel.join', { channel: eng }, at);
  await hypha.settled();
  await hypha.asks('maya', 'channel.leave', { channel: eng });
  await hypha.asks('maya', 'channel.join', { channel: eng }, at);
  await hypha.settled();
  expect(await notices(hypha)).toHaveLength(2);
  const after = await says(hypha, 'read again');
  await hypha.settled();
  expect(await isKept(hypha, after)).toBe(true);
});

test('nothing else is said in the channel before the notice, and nothing at all without it', async () => {
  const hypha = await open();
  const logs = (statement: string) => hypha.asks('maya', 'decision.log', { statement, channel: '#eng' });
  const heard = async () =>
    (await hypha.slack.person('ben').sees('eng'))
      .filter(({ user }) => user === hypha.app.workspace.botUser)
      .map(({ text }) => /Hypha reads|noted: (.*)$/m.exec(text)?.[0]);
  await hypha.asks('maya', 'sending.stop');
  await letsIn(hypha);
  const { id: action } = await noticeRow(hypha);
  await hypha.asks('maya', 'action.hold', { action });
  await logs('While it is held');
  await hypha.asks('maya', 'sending.go');
  await hypha.asks('ana', 'decision.log', { statement: 'Elsewhere, later', channel: '#leads' });
  await allRead(hypha);
  expect(await heard()).toEqual([]);
  await hypha.asks('maya', 'action.release', { action });
  await hypha.settled();
  expect(await heard()).toEqual(['Hypha reads', 'noted: While it is held']);

  await hypha.asks('maya', 'channel.leave', { channel: eng });
  await hypha.asks('maya', 'sending.stop');
  await letsIn(hypha);
  await logs('Never told');
  await hypha.asks('maya', 'action.cancel', { action: (await noticeRow(hypha)).id });
  await hypha.asks('maya', 'sending.go');
  await hypha.settled();
  expect(await heard()).toEqual(['Hypha reads', 'noted: While it is held']);
});

test('whoever let Hypha in already is not asked to by an invitation that is read later', async () => {
  const hypha = await open();
  await hypha.asks('maya', 'sending.stop');
  const ana = hypha.slack.person('ana');
  const channel = await ana.createsChannel('launch');
  await hypha.slack.fault({ on: 'event', type: 'member_joined_channel', do: 'drop', probability: 1 });
  await ana.invites('hypha', { to: channel });
  await hypha.slack.settled();
  await hypha.slack.heal();
  await hypha.asks('ana', 'channel.join', { channel });
  await hypha.slack.emit({
    ...{ type: 'member_joined_channel', user: hypha.app.workspace.botUser, channel, channel_type: 'C' },
    ...{ team: hypha.app.workspace.ws, inviter: id('ana') },
  });
  await allRead(hypha);
  await hypha.asks('maya', 'sending.go');
  await hypha.settled();
  const offers = (await ana.sees(channel)).filter(({ text }) => text.includes('May it read'));
  expect(offers).toEqual([]);
});

const own = async (hypha: Hypha) =>
  (await hypha.slack.person('ben').sees('eng')).filter(({ user }) => user === hypha.app.workspace.botUser);
const noted = ({ app }: Hypha) =>
  app.db.read
    .selectFrom('action')
    .select(['state', 'problem'])
    .where('key', 'like', 'noted:%')
    .orderBy('seq')
    .execute();
const isRead = ({ app }: Hypha) =>
  app.db.read.selectFrom('channel').select(['reading', 'joined_at']).where('id', '=', eng).executeTakeFirstOrThrow();

test('shown out, Hypha does not say there what was to be said, and whoever asked still has an answer', async () => {
  const hypha = await open();
  await letsIn(hypha);
  await hypha.settled();
  await hypha.asks('maya', 'sending.stop');
  const logged = await hypha.asks('maya', 'decision.log', { statement: 'Too late for this', channel: '#eng' });
  expect(logged).toMatchObject({ ok: true });
  await hypha.asks('maya', 'channel.leave', { channel: eng });
  await hypha.asks('maya', 'sending.go');
  await hypha.settled();
  expect(await own(hypha)).toHaveLength(1);
  expect(await noted(hypha)).toEqual([
    { state: 'expired', problem: 'Hypha does not read there, so it says nothing there.' },
  ]);
  await hypha.slack.person('maya').opensHome();
  await hypha.settled();
  expect(await hypha.slack.person('maya').home()).not.toBeNull();
});

test('shown out while nobody knows whether the notice arrived, Hypha does not say it once that is known', async () => {
  const hypha = await open();
  const lost = { on: 'api', method: 'chat.postMessage', lands: 'never', answer: 'reset' } as const;
  await hypha.slack.fault(lost);
  await letsIn(hypha);
  await becomes(hypha, 'unclear');
  expect(await hypha.asks('maya', 'channel.leave', { channel: eng })).toMatchObject({ ok: true });
  await becomes(hypha, 'expired');
  expect(await own(hypha)).toEqual([]);
  expect(await isRead(hypha)).toMatchObject({ reading: false });

  await hypha.slack.fault(lost);
  await letsIn(hypha);
  await becomes(hypha, 'unclear');
  await hypha.asks('maya', 'channel.leave', { channel: eng });
  await letsIn(hypha);
  await hypha.settled();
  expect(await notices(hypha)).toHaveLength(1);
  expect(await isRead(hypha)).toMatchObject({ reading: true });
});

test('a notice that a person says has arrived lets Hypha read, and say what waited for it', async () => {
  const hypha = await open();
  await hypha.slack.fault({ on: 'event', do: 'drop', probability: 1 });
  await hypha.slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'now', answer: 'reset' });
  await hypha.slack.fault({
    ...{ on: 'api', method: 'conversations.history', lands: 'never', answer: '500', probability: 1 },
  });
  await letsIn(hypha);
  await hypha.asks('maya', 'decision.log', { statement: 'It waits for the notice', channel: '#eng' });
  await hypha.app.db.pool.query(`update action set blind_since = now() - interval '1 day' where key like 'joined:%'`);
  await becomes(hypha, 'needs a person');
  expect((await noted(hypha))[0]).toMatchObject({ state: 'due' });
  await hypha.slack.heal();
  const told = await hypha.asks('maya', 'action.arrived', { action: (await noticeRow(hypha)).id });
  expect(told).toMatchObject({ ok: true });
  expect((await isRead(hypha)).joined_at).toBeInstanceOf(Date);
  await eventually(async () => expect(await noted(hypha)).toEqual([{ state: 'sent', problem: null }]));
  const after = await says(hypha, 'read from then on');
  await hypha.settled();
  expect(await isKept(hypha, after)).toBe(true);
  expect(await notices(hypha)).toHaveLength(1);
});
