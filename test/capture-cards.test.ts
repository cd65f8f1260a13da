import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as cards from '../src/decisions/captures/blocks.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

/** What is said to whoever asked by a reaction or by Hypha's name: one screen, with few buttons, all about one thing. */

const all = {
  answered: cards.answered(42, 'was noted'),
  'answered, with one that is close': cards.answered(42, 'was noted', 7),
  heldAlready: cards.heldAlready(42),
  takenBack: cards.takenBack(42),
  here: cards.here(42),
  notRead: cards.notRead('Hypha has not read that message.'),
  gaveUp: cards.gaveUp(),
  helpWithName: cards.helpWithName(),
  helpToReaders: cards.helpToReaders(),
};

describe.each(Object.entries(all))('%s', (_, { blocks }) => {
  const pressed = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  const buttons = pressed.flatMap((one) => (one.type === 'button' ? [one] : []));

  test('is a card of one screen', () => {
    expect(blocks.length).toBeLessThanOrEqual(5);
    expect(buttons.length).toBeLessThanOrEqual(3);
    expect(buttons.filter(({ style }) => style === 'primary').length).toBeLessThanOrEqual(1);
  });

  test('has no two buttons that Slack could not tell apart', () => {
    expect(new Set(buttons.map(({ action_id }) => action_id)).size).toBe(buttons.length);
  });
});

describe('a message close to what stands already', () => {
  let hypha: Hypha;
  beforeAll(async () => {
    hypha = await openHypha();
    await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
    await hypha.asks('maya', 'decision.log', { statement: 'Deploys happen on Mondays', channel: channelId('eng') });
    await hypha.settled();
  });
  afterAll(() => hypha.close());

  test('is asked about, and what else can be done is offered once that is answered', async () => {
    const ana = hypha.slack.person('ana');
    const message = await hypha.slack.person('ben').says('Deploys happen on Tuesdays', { in: 'eng' });
    await hypha.settled();
    await ana.reacts(message, 'memo');
    const asked = await eventually(
      async () => (await ana.sees('eng')).find(({ text }) => text.includes('was noted from that message')) ?? false,
    );
    expect(JSON.stringify(asked)).toMatch(/Does it replace that\?.*It replaces D-\d+.*Show D-\d+.*Both stand/);
    expect(JSON.stringify(asked)).not.toContain('form:decision.change');
    await ana.clicks('Both stand', { channel: asked.channel, ts: asked.ts });
    await eventually(async () => {
      const shown = JSON.stringify(await ana.sees('eng'));
      expect(shown).toMatch(/Deploys happen on Tuesdays.*form:decision\.change/);
    });
  });
});
