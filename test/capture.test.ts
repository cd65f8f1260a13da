import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { agreedIn, agrees } from '../src/decisions/agreement/rules.ts';
import { wantedIn } from '../src/decisions/captures/rules.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());

const person = (name: string) => hypha.slack.person(name);
const shown = (card: unknown) => JSON.stringify(card);
const texts = async (name: string, channel = 'eng') => (await person(name).sees(channel)).map(({ text }) => text);
const listed = async (about: string) => hypha.asks('maya', 'decision.list', { about, state: 'all' });

describe('a reaction', () => {
  test('logs the message it is put to, with its thread, and tells who put it there', async () => {
    const root = await person('ben').says('We move the standup to ten', { in: 'eng' });
    await person('ravi').replies(root, 'works for me');
    await hypha.settled();
    await person('ana').reacts(root, 'memo');
    await hypha.settled();
    expect(await listed('standup')).toMatchObject({
      value: {
        only: {
          statement: 'We move the standup to ten',
          decidedBy: 'ben',
          agreed: [{ name: 'ravi' }],
          loggedBy: 'ana',
        },
      },
    });
    await eventually(async () => expect((await texts('ana')).join('\n')).toMatch(/D-\d+ was noted from that message/));
    expect((await texts('ravi')).join('\n')).not.toMatch(/was noted from that message/);
  });

  test('put to it by a second person logs nothing twice, and says what it is', async () => {
    const root = await person('ben').says('Laptops are replaced after four years', { in: 'eng' });
    await hypha.settled();
    await person('ana').reacts(root, 'memo');
    await hypha.settled();
    await person('ravi').reacts(root, 'memo');
    await hypha.settled();
    expect(await listed('Laptops')).toMatchObject({ value: { total: 1 } });
    await eventually(async () => expect((await texts('ravi')).join('\n')).toMatch(/D-\d+ is that message already/));
  });

  test('taken away again takes the decision back; put there again, it is logged again', async () => {
    const root = await person('ben').says('Plants are watered by whoever is first', { in: 'eng' });
    await hypha.settled();
    await person('ana').reacts(root, 'memo');
    await hypha.settled();
    await person('ana').unreacts(root, 'memo');
    await hypha.settled();
    expect(await listed('Plants')).toMatchObject({ value: { only: { state: 'dropped' } } });
    await eventually(async () => expect((await texts('ana')).join('\n')).toMatch(/was taken back with your reaction/));
    await person('ana').reacts(root, 'memo');
    await hypha.settled();
    expect(await hypha.asks('maya', 'decision.list', { about: 'Plants' })).toMatchObject({
      value: { only: { state: 'decided' } },
    });
  });

  test('does not take back what was done to it since', async () => {
    const root = await person('ben').says('The lift is repaired in March', { in: 'eng' });
    await hypha.settled();
    await person('ana').reacts(root, 'memo');
    await hypha.settled();
    const { value } = z
      .object({ value: z.object({ only: z.object({ number: z.number() }) }) })
      .parse(await listed('lift'));
    await hypha.asks('ana', 'decision.start', { decision: String(value.only.number) });
    await person('ana').unreacts(root, 'memo');
    await hypha.settled();
    expect(await listed('lift')).toMatchObject({ value: { only: { state: 'in progress' } } });
  });

  test.each([
    [
      'as many letters as fit, some of two halves each',
      `Seedlings ${'🌱'.repeat(490)}`,
      `Seedlings ${'🌱'.repeat(490)}`,
    ],
    ['more than fit', `Saplings ${'🌳'.repeat(2_000)}`, `Saplings ${'🌳'.repeat(490)}…`],
  ])('to a message of %s logs it, cut where a letter ends', async (_, words, statement) => {
    const root = await person('ben').says(words, { in: 'eng' });
    await hypha.settled();
    await person('ana').reacts(root, 'memo');
    await hypha.settled();
    expect(await listed(words.slice(0, 8))).toMatchObject({ value: { only: { statement } } });
  });

  test('where Hypha does not read is answered with what helps', async () => {
    await person('maya').types('/invite @hypha', { in: 'general' });
    const root = await person('ben').says('Nobody reads this', { in: 'general' });
    await person('ben').reacts(root, 'memo');
    await hypha.settled();
    await eventually(async () => expect((await texts('ben', 'general')).join('\n')).toContain('/hypha join'));
  });

  test('is the team’s own choice', async () => {
    expect(await hypha.asks('ben', 'decision.emoji', { name: ':cake:' })).toMatchObject({
      ok: false,
      code: 'forbidden',
    });
    expect(await hypha.asks('maya', 'decision.emoji', { name: ':pushpin:' })).toMatchObject({ ok: true });
    const root = await person('ben').says('Scissors stay in the drawer', { in: 'eng' });
    await hypha.settled();
    await person('ana').reacts(root, 'pushpin');
    await hypha.settled();
    expect(await listed('Scissors')).toMatchObject({ value: { total: 1 } });
    await hypha.asks('maya', 'decision.emoji', { name: 'memo' });
  });

  test('another one logs nothing', async () => {
    const root = await person('ben').says('Cake is for everybody', { in: 'eng' });
    await person('ana').reacts(root, 'cake');
    await hypha.settled();
    expect(await listed('Cake')).toMatchObject({ value: { total: 0 } });
  });
});

describe('calling Hypha by its name', () => {
  test('with what was decided logs that, resting on the message itself', async () => {
    await person('ben').says('@hypha decided: we ship on Thursdays', { in: 'eng' });
    await hypha.settled();
    expect(await listed('Thursdays')).toMatchObject({
      value: {
        only: {
          statement: 'we ship on Thursdays',
          decidedBy: 'ben',
          sources: [{ author: 'ben', link: expect.any(String) }],
        },
      },
    });
  });

  test('in a thread logs what it began with, and may say what that replaces', async () => {
    const old = await hypha.asks('maya', 'decision.log', { statement: 'Backups run weekly', channel: '#eng' });
    const number = /D-\d+/.exec(shown(old))?.[0] ?? '';
    const root = await person('ravi').says('Backups run nightly from now on', { in: 'eng' });
    await hypha.settled();
    await person('ben').replies(root, '@hypha log this');
    await hypha.settled();
    expect(await listed('nightly')).toMatchObject({ value: { only: { decidedBy: 'ravi', loggedBy: 'ben' } } });
    await person('ben').replies(root, `@hypha this replaces ${number}`);
    await hypha.settled();
    expect(await hypha.asks('maya', 'decision.show', { decision: number })).toMatchObject({
      value: { state: 'superseded', replacedBy: { statement: 'Backups run nightly from now on' } },
    });
  });

  test('with anything else answers with what it understands, to whoever called and nobody else', async () => {
    await person('ben').says('@hypha tell us a joke', { in: 'eng' });
    await hypha.settled();
    await eventually(async () => expect((await texts('ben')).join('\n')).toContain('did not understand'));
    expect((await texts('ana')).join('\n')).not.toContain('did not understand');
  });

  test.each([
    ['decided: use B', { to: 'log', statement: 'use B' }],
    ['We decided that tea is at four', { to: 'log', statement: 'tea is at four' }],
    ['decision - no more Fridays', { to: 'log', statement: 'no more Fridays' }],
    ['log this as a decision', { to: 'log this' }],
    ['please record this', { to: 'log this' }],
    ['this replaces D-42', { to: 'replace', decision: 'D-42' }],
    ['D-42 is done', { to: 'step', step: 'finish', decision: 'D-42' }],
    ['D-42 was dropped because nobody came', { to: 'step', step: 'drop', decision: 'D-42', reason: 'nobody came' }],
    ['drop d42: too dear', { to: 'step', step: 'drop', decision: 'd42', reason: 'too dear' }],
    ['D-42 is still true', { to: 'step', step: 'keep', decision: 'D-42' }],
    ['D-42?', { to: 'show', decision: 'D-42' }],
    ['hello', { to: 'nothing we know' }],
    ['decisions about billing?', { to: 'nothing we know' }],
    ['noted, thanks', { to: 'nothing we know' }],
    ['D-42 is done?', { to: 'nothing we know' }],
    ['this replaces D-42? no', { to: 'nothing we know' }],
    ['log the results', { to: 'nothing we know' }],
    ['', { to: 'nothing we know' }],
  ])('“%s” is understood', (said, wanted) => {
    expect(wantedIn(said)).toEqual(wanted);
  });
});

describe('a yes', () => {
  test.each(['+1', 'yes', 'Agreed!', 'sounds good to me', 'LGTM', ':+1: do it', 'ok', '👍', 'makes sense, thanks'])(
    '%s',
    (text) => expect(agrees(text)).toBe(true),
  );
  test.each([
    'ok, no',
    'agree to disagree',
    'yes, but not now',
    'ok?',
    'yesterday',
    'okra',
    'agreed, unless it rains',
    'no',
    'I like it',
    '',
  ])('is not: %s', (text) => expect(agrees(text)).toBe(false));
});

describe('who agreed to what is logged from the end of a thread', () => {
  const reply = (author: string, text: string, n: number) => ({
    ...{ ts: `17000000${n}.000000`, thread_ts: '1700000000.000000', author, text },
    reactions: [],
  });
  const agreedTo = (last: string, ...before: [author: string, text: string][]) => {
    const replies = before.map(([author, text], n) => reply(author, text, n + 10));
    return agreedIn(reply('ana', last, 50), replies).map(({ person }) => person);
  };

  test('are those who said yes right before it was summed up', () => {
    const talk: [string, string][] = [
      ['zoe', '+1'],
      ['ana', 'Let us use Postgres for the queue'],
      ['ben', 'agreed'],
      ['ana', 'ok'],
      ['cho', 'Sounds good to me.'],
    ];
    expect(agreedTo('ok then: Postgres for the queue', ...talk)).toEqual(['cho', 'ben']);
    expect(agreedTo('So we use Postgres for it', ...talk)).toEqual(['cho', 'ben']);
  });

  test('is nobody where something else was said since, or something new is said', () => {
    expect(agreedTo('ok then: Postgres for the queue', ['ben', 'agreed'], ['cho', 'no, Redis'])).toEqual([]);
    expect(agreedTo('Also let us move to Tuesday', ['ben', '+1'])).toEqual([]);
    expect(agreedTo('So what do we do now?', ['ben', '+1'])).toEqual([]);
  });
});
