import { afterAll, beforeAll, expect, test } from 'vitest';
import { diceOf } from '../faults/dice.ts';
import { storm } from '../faults/upset.ts';
import { channelId, type Hypha, openHypha } from '../support/hypha.ts';
import { eventually } from '../support/slack.ts';

const seed = 11;
let hypha: Hypha;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  hypha = await openHypha({ socket: true, slack: { timing: { retryMs: [50, 200, 1_000], ackTimeoutMs: 500 } } });
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await hypha.close();
});

test('500 refreshes, breaks and failed reconnections in a minute lose no event, and nothing is left unhandled', async () => {
  const dice = diceOf(seed);
  const texts: string[] = [];
  const say = async (n: number) => {
    texts.push(`number ${n}`);
    await hypha.slack.person('ben').says(`number ${n}`, { in: 'eng' });
  };
  await storm(hypha.slack, dice, { times: 500, ms: 60_000, say });
  await hypha.slack.heal();
  await eventually(async () => expect(await missing(texts)).toEqual([]), { within: 60_000, every: 200 });
  expect(unhandled).toEqual([]);
  await eventually(async () => expect(await hypha.slack.sockets({ do: 'count' })).toMatchObject({ connections: 2 }), {
    within: 10_000,
  });
  // Slack sends a command once: one that came upon the last of it is typed again.
  await eventually(
    async () => {
      const answer = await hypha.slack.person('maya').types('/decide Stay calm', { in: 'eng' });
      expect(answer.text).toMatch(/D-\d+ · Stay calm/);
    },
    { within: 20_000, every: 500 },
  );
});

/** Each is there once. */
async function missing(texts: readonly string[]): Promise<string[]> {
  const rows = await hypha.app.db.read.selectFrom('message').select('text').execute();
  const there = Map.groupBy(rows, ({ text }) => text);
  return texts.filter((text) => there.get(text)?.length !== 1);
}
