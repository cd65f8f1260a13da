import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Hypha, openHypha } from './support/hypha.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha({ worker: false });
  // Both are known by now, with where they are.
  for (const name of ['maya', 'ben']) await hypha.asks(name, 'home.show');
});
afterAll(() => hypha.close());
beforeEach(() => hypha.slack.heal());

const ways: [string, Record<string, unknown>][] = [
  ['decision.log', { statement: 'Raise prices' }],
  ['decision.list', {}],
  ['channel.join', {}],
  ['channel.leave', {}],
];

const invite = {
  ok: false,
  code: 'not_found',
  field: 'channel',
  sentence: 'There is no such channel that both you and Hypha can see. Private: first /invite @Hypha there.',
};
const later = {
  ok: false,
  code: 'unavailable',
  field: 'channel',
  sentence: 'Slack does not say right now which private channels you are in. Try again in a minute.',
};

describe('a channel that somebody names and cannot see', () => {
  test.each(ways)('%s: they are told to invite Hypha, hidden or not there', async (name, input) => {
    expect(await hypha.asks('ben', name, { ...input, channel: '#nowhere' })).toEqual(invite);
    expect(await hypha.asks('ben', name, { ...input, channel: '#leads' })).toEqual(invite);
  });

  test.each(ways)('%s: while Slack is silent they are told to wait, member or not', async (name, input) => {
    await hypha.app.db.pool.query('update person set rights_at = null');
    await hypha.slack.fault({ on: 'api', lands: 'never', answer: '500', probability: 1 });
    for (const [who, channel] of [
      ['maya', '#leads'],
      ['ben', '#leads'],
      ['ben', '#nowhere'],
    ] as const)
      expect(await hypha.asks(who, name, { ...input, channel })).toEqual(later);
  });

  test('and once Slack speaks again, its members are there', async () => {
    expect(await hypha.asks('maya', 'decision.list', { channel: '#leads' })).toMatchObject({ ok: true });
  });
});
