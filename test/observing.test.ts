import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { forget } from '../jobs/forget.ts';
import { day, hour, later } from '../src/edges/clock.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { unaskedFor, write } from './support/drafts.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';

/** For its first two weeks in a channel Hypha only listens; and who decides about that, and about the channel. */

let hypha: Hypha;
let channel: string;
let name: string;
const person = (who: string) => hypha.slack.person(who);
const asks = (who: string, operation: string, input: object = { channel }) => hypha.asks(who, operation, input);
const no = async (who: string, operation: string, input: object = { channel }) => {
  const result = await asks(who, operation, input);
  return result.ok ? '' : result.sentence;
};

beforeAll(async () => {
  // Machines are slow at times: with less haste, what is sent is not taken for late.
  hypha = await openHypha({ haste: 25 });
  await hypha.asks('ravi', 'person.hours', { hours: '0:00-24:00 every day' });
});
afterAll(() => hypha.close());
// Each test has a channel of its own: Ben made it, Ravi let Hypha in, June is there too, and Ana and Maya are admins.
beforeEach(async () => {
  name = `room-${randomUUID().slice(0, 8)}`;
  channel = await person('ben').createsChannel(name);
  for (const one of ['ravi', 'june', 'maya']) await person('ben').invites(one, { to: name });
  await person('ravi').invites('hypha', { to: name });
  await hypha.settled();
  expect(await asks('ravi', 'channel.join')).toMatchObject({ ok: true });
  await hypha.settled();
});

const Standing = z.object({ value: z.object({ observingUntil: z.string().nullable(), mayDecide: z.boolean() }) });
const standing = async (who: string, at?: Date) =>
  Standing.parse(await hypha.asks(who, 'channel.show', { channel }, { at })).value;
const home = async (who: string) => {
  await person(who).opensHome();
  await hypha.settled();
  return JSON.stringify((await person(who).home())?.blocks ?? []);
};
const now = () => teamNow(hypha.app.db.read, hypha.app.workspace.ws);
const row = async () =>
  hypha.app.db.read.selectFrom('channel').selectAll().where('id', '=', channel).executeTakeFirstOrThrow();

describe('how long it only listens', () => {
  test('two weeks from when it began to read, in the time that people have; everybody there sees until when', async () => {
    const { joined_at, observing_until } = await row();
    expect(joined_at && later(joined_at, 14 * day)).toEqual(observing_until);
    const { observingUntil } = await standing('june');
    expect(observingUntil).toBe(observing_until?.toISOString());
    expect((await standing('june', later(await now(), 13 * day))).observingUntil).toBe(observingUntil);
    expect((await standing('june', later(await now(), 15 * day))).observingUntil).toBeNull();
    expect(await home('june')).toMatch(new RegExp(`#${name} · only listens until`));
    expect(JSON.stringify(await person('june').sees(name))).toContain('for 14 days nothing unasked');
  });

  test.each([
    ['whoever let it in', 'ravi'],
    ['whoever made the channel', 'ben'],
    ['an admin', 'maya'],
  ])('%s ends it and begins it again, and sees on their Home that they can', async (_, who) => {
    expect(await home(who)).toContain('`/hypha speak up` in it lets it speak');
    expect((await person(who).types('/hypha speak up', { in: name })).text).toContain(
      `✓ Hypha may speak in #${name} from now on.`,
    );
    expect((await standing('june')).observingUntil).toBeNull();
    expect(await home('june')).not.toMatch(new RegExp(`#${name} · only listens`));
    expect(await no(who, 'channel.speak')).toBe(`Hypha may already speak in #${name}.`);
    expect((await person(who).types('/hypha observe', { in: name })).text).toContain('only listens');
    expect((await standing('june')).observingUntil).not.toBeNull();
  });

  test('nobody else does, and is not told that they could', async () => {
    const sentence = `Only whoever let Hypha into #${name}, whoever made the channel, or an admin, can do that.`;
    for (const operation of ['channel.speak', 'channel.observe']) expect(await no('june', operation)).toBe(sentence);
    expect(await standing('june')).toMatchObject({ mayDecide: false });
    expect(await home('june')).not.toContain('speak up');
  });

  test('shown out and let in again it does not begin anew, and the channel is told what is so', async () => {
    await asks('ravi', 'channel.speak');
    await asks('ravi', 'channel.leave');
    await asks('ravi', 'channel.join');
    await hypha.settled();
    expect((await standing('june')).observingUntil).toBeNull();
    expect(JSON.stringify((await person('june').sees(name)).at(-1))).toContain('also unasked');

    const { observingUntil } = z
      .object({ value: z.object({ until: z.string() }) })
      .transform(({ value }) => ({ observingUntil: value.until }))
      .parse(await asks('ravi', 'channel.observe'));
    await asks('ravi', 'channel.leave');
    await asks('ravi', 'channel.join');
    await hypha.settled();
    expect((await standing('june')).observingUntil).toBe(observingUntil);
    expect(JSON.stringify((await person('june').sees(name)).at(-1))).toMatch(/until <!date.* nothing unasked/);
  });

  test('where Hypha does not read, there is nothing to begin or end, and it is said how it could read', async () => {
    await asks('ravi', 'channel.leave');
    for (const operation of ['channel.speak', 'channel.observe'])
      expect(await no('ravi', operation)).toBe(`Hypha does not read #${name}: /hypha join there lets it in.`);
  });
});

/** What a later Hypha says by itself. */
async function plans(text: string, more: Parameters<typeof unaskedFor>[2] = {}): Promise<string> {
  const { app } = hypha;
  const { ws } = app.workspace;
  const to = more.to ?? channel;
  const [which = ''] = await write(app, [unaskedFor(to, text, { audience: [], ...more })]);
  app.queue.wake({ job: 'deliver', payload: { ws, dest: to } });
  await hypha.settled();
  return which;
}
const stateOf = async (action: string) =>
  (
    await hypha.app.db.read
      .selectFrom('action')
      .select(['state', 'problem'])
      .where('id', '=', action)
      .executeTakeFirstOrThrow()
  ).state;
const heard = async (text: string) => JSON.stringify(await person('june').sees(name)).includes(text);

describe('while it only listens', () => {
  test('nothing unasked is said: whoever decides there sees it and lets it out, and nobody else', async () => {
    const action = await plans('Looks decided: ship on Fridays.');
    expect(await stateOf(action)).toBe('held');
    expect(await heard('ship on Fridays')).toBe(false);

    for (const who of ['ravi', 'ben']) expect(await home(who)).toContain('holds 1 that it would have said');
    expect(await home('june')).not.toContain('would have said');
    await person('ravi').clicks('What it would have said', 'home');
    await hypha.settled();
    expect(await asks('ravi', 'action.list', { state: 'held' })).toMatchObject({
      value: { actions: [{ id: action, problem: 'Hypha only listens there for now. Released, it is said.' }] },
    });

    expect(await no('june', 'action.release', { action })).toContain('Only whoever let Hypha into that channel');
    expect(await asks('ben', 'action.release', { action })).toMatchObject({ ok: true });
    await hypha.settled();
    expect(await stateOf(action)).toBe('sent');
    expect(await heard('ship on Fridays')).toBe(true);
    expect(await home('ravi')).not.toContain('would have said');
  });

  test('what was asked for is said at once', async () => {
    await asks('june', 'decision.log', { statement: 'Ship on Mondays', channel });
    await hypha.settled();
    expect(await heard('Ship on Mondays')).toBe(true);
  });

  test('a hold that is taken back before its time asks for nothing', async () => {
    const action = await plans('Too early', { dueAt: later(await now(), hour) });
    await asks('ravi', 'action.hold', { action });
    await asks('ravi', 'action.release', { action });
    expect(await stateOf(action)).toBe('planned');
    const { asked } = await hypha.app.db.read
      .selectFrom('action')
      .select('asked')
      .where('id', '=', action)
      .executeTakeFirstOrThrow();
    expect(asked).toBe(false);
  });

  test('what nobody let out while it made sense is dropped', async () => {
    const [old, fresh] = [await plans('Old', { goodForMs: 0 }), await plans('Fresh')];
    await hypha.app.db.pool.query("update action set state = 'held', asked = false where id = $1", [old]);
    await forget(hypha.app, { ws: hypha.app.workspace.ws });
    expect([await stateOf(old), await stateOf(fresh)]).toEqual(['expired', 'held']);
  });

  test('it holds for channels that it does not read at all too, and not for what is said to one person', async () => {
    expect(await stateOf(await plans('Hello everybody', { to: channelId('general') }))).toBe('held');
    expect(await stateOf(await plans('Hello Ravi', { to: id('ravi') }))).toBe('sent');
  });

  test('once it may speak, it does', async () => {
    await asks('ben', 'channel.speak');
    expect(await stateOf(await plans('Looks decided: ship on Sundays.'))).toBe('sent');
    expect(await heard('ship on Sundays')).toBe(true);
  });
});

describe('who decides about a channel', () => {
  test('whoever let Hypha in, whoever made it, and admins show it out; others are told who can', async () => {
    expect(await no('june', 'channel.leave')).toBe(
      `Only whoever let Hypha into #${name}, whoever made the channel, or an admin, can do that. To be left out yourself: /hypha opt out.`,
    );
    for (const who of ['ben', 'maya', 'ravi']) {
      expect(await asks(who, 'channel.leave')).toMatchObject({ ok: true });
      await asks('ravi', 'channel.join');
      await hypha.settled();
    }
  });

  test('whoever became a guest decides no more', async () => {
    await hypha.slack.addPerson({ name: 'ravi', role: 'guest' });
    await hypha.settled();
    expect(await standing('ravi')).toMatchObject({ mayDecide: false });
    expect(await no('ravi', 'channel.leave')).toContain('Guests and people of other companies can read here');
    await hypha.slack.addPerson({ name: 'ravi', role: 'member' });
    await hypha.settled();
    expect(await standing('ravi')).toMatchObject({ mayDecide: true });
  });

  test('where somebody is, is what Slack says now: who leaves sees nothing private from then on', async () => {
    const [secret] = [await person('ana').createsChannel(`${name}-s`, { private: true })];
    await person('ana').invites('maya', { to: `${name}-s` });
    await person('ana').invites('hypha', { to: `${name}-s` });
    await hypha.settled();
    expect(await asks('maya', 'channel.show', { channel: secret })).toMatchObject({ ok: true });
    await person('maya').leaves(`${name}-s`);
    await hypha.settled();
    expect(await no('maya', 'channel.show', { channel: secret })).toContain('There is no such channel');
  });
});
