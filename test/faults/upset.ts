import { setTimeout } from 'node:timers/promises';
import type { FaultInput } from '../../src/sandbox/faults.ts';
import type { Slack } from '../support/slack.ts';
import type { Dice } from './dice.ts';

/** What happens to the connections of Socket Mode on a bad day. Each leaves Slack as it was, some of it a moment later. */
type Upset = (slack: Slack, dice: Dice) => Promise<unknown>;

const told =
  (reason: string, count: number): Upset =>
  (slack) =>
    slack.sockets({ do: 'disconnect', reason, count });

/** So that there is something to open, and it fails a few times. */
const reopening =
  (fault: Omit<Extract<FaultInput, { on: 'api' }>, 'on' | 'method'>): Upset =>
  async (slack, dice) => {
    await slack.fault({ on: 'api', method: 'apps.connections.open', times: 1 + dice.below(3), ...fault });
    await slack.sockets({ do: 'drop', count: 1 + dice.below(2) });
  };

const upsets: Readonly<Record<string, Upset>> = {
  'a connection is refreshed': told('refresh_requested', 1),
  'all connections are refreshed': told('refresh_requested', 10),
  'a connection is warned, and refreshed': async (slack, dice) => {
    await told('warning', 1)(slack, dice);
    await told('refresh_requested', 1)(slack, dice);
  },
  'a connection breaks': (slack) => slack.sockets({ do: 'drop', count: 1 }),
  'all connections break': (slack) => slack.sockets({ do: 'drop' }),
  'a connection falls silent': (slack) => slack.sockets({ do: 'silence', count: 1 }),
  'all connections fall silent': (slack) => slack.sockets({ do: 'silence' }),
  'Slack says that there are too many': told('too_many_websockets', 1),
  'Socket Mode is switched off for a moment': told('link_disabled', 10),
  'reopening is answered with 500': reopening({ answer: '500', lands: 'never' }),
  'reopening is reset': reopening({ answer: 'reset' }),
  'reopening is answered with half a word': reopening({ answer: 'truncated' }),
  'reopening goes wrong inside Slack': reopening({ answer: 'internal_error', lands: 'never' }),
  'reopening is refused for a moment': reopening({ answer: 'invalid_auth', lands: 'never' }),
  'reopening is too much': reopening({ answer: '429', retryAfter: 0 }),
  'a new connection is never greeted': async (slack) => {
    await slack.sockets({ do: 'mute', count: 1 });
    await slack.sockets({ do: 'drop', count: 1 });
  },
};

/** As often as told, evenly over the time, whichever the dice say; something is said before and after each. */
export async function storm(
  slack: Slack,
  dice: Dice,
  { times, ms, say }: { times: number; ms: number; say: (n: number) => Promise<unknown> },
): Promise<void> {
  const names = Object.keys(upsets);
  const began = performance.now();
  for (let n = 0; n < times; n++) {
    await say(n);
    // Each kind once, then any.
    await upsets[n < names.length ? (names[n] ?? '') : dice.one(names)]?.(slack, dice);
    const wait = began + (ms * (n + 1)) / times - performance.now();
    await setTimeout(Math.max(0, wait * dice.between(0, 1)));
    await say(n + 0.5);
  }
}
