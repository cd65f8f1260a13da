import { expect, test } from 'vitest';
import { describe, planOf, type QueueKind } from '../faults/plan.ts';
import { redisIsHere } from '../faults/redis.ts';
import { tryOut } from '../faults/trial.ts';

/** The short form of `npm run torture`. */
const plan = planOf({ events: 1_000, posts: 400, decisions: 40, kills: 30, freezes: 15, minutes: 5 });
const queues: [QueueKind, boolean][] = [
  ['postgres', true],
  ['redis', redisIsHere()],
];

for (const [queue, isHere] of queues)
  test.runIf(isHere)(
    `with the queue on ${queue} nothing is lost, doubled or out of order, whatever is killed`,
    async () => {
      const story = [describe(plan)];
      const { invariants } = await tryOut(plan, queue, (line) => story.push(line));
      expect(
        invariants.filter(({ broken }) => broken.length > 0),
        story.join('\n'),
      ).toEqual([]);
    },
  );
