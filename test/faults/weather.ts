import type { FaultInput } from '../../src/sandbox/faults.ts';
import { lateShare, type Plan } from './plan.ts';
import type { Stage } from './stage.ts';
import type { Town } from './town.ts';

/** Slack on a bad day, all at once. */
export async function makeWeather({ slack }: Stage, town: Town, plan: Plan): Promise<void> {
  const deafness = town.deaf.map((channel): FaultInput => ({ on: 'event', do: 'drop', channel, probability: 1 }));
  const faults = [...deafness, ...events(plan), ...interactions(plan), ...posts(plan), ...looks()];
  for (const [index, fault] of faults.entries()) await slack.fault({ ...fault, seed: plan.seed * 1000 + index });
}

/** One in a hundred is lost for good, as when Slack has given up: only history still has it. */
const events = ({ pace }: Plan): FaultInput[] => [
  { on: 'event', do: 'duplicate', probability: 0.1 },
  { on: 'event', do: 'reorder', probability: 0.1, ms: pace.settleMs / 3 },
  { on: 'event', do: 'late', probability: 0.08, ms: pace.settleMs / 2 },
  { on: 'event', do: 'lose-ack', probability: 0.05 },
  { on: 'event', do: 'drop', type: 'message', probability: 0.01 },
];

const interactions = ({ pace }: Plan): FaultInput[] => [
  { on: 'interaction', do: 'duplicate', probability: 0.15 },
  { on: 'interaction', do: 'lose-ack', probability: 0.05 },
  { on: 'interaction', do: 'late', probability: 0.05, ms: pace.settleMs / 10 },
];

/** More than a fifth of posts land and nobody says so: at once, or late by up to nine tenths of settle. */
function posts({ pace }: Plan): FaultInput[] {
  const post = { on: 'api', method: 'chat.postMessage' } as const;
  const silent = ['hang', 'reset', '500', 'truncated', 'fatal_error'];
  const now = silent.map((answer): FaultInput => ({ ...post, lands: 'now', answer, probability: 0.03 }));
  const steps = 9;
  const late = Array.from({ length: steps }, (_, step): FaultInput => {
    const ms = ((step + 1) / steps) * lateShare * pace.settleMs;
    return { ...post, lands: 'late', ms, answer: silent[step % 3] ?? 'hang', probability: 0.015 };
  });
  return [
    ...now,
    ...late,
    { ...post, lands: 'never', answer: '500', probability: 0.04 },
    { ...post, lands: 'never', answer: 'reset', probability: 0.02 },
    { ...post, answer: '429', retryAfter: 0, probability: 0.02 },
    { ...post, answer: '429', retryAfter: 1, probability: 0.004 },
    { ...post, answer: '429', retryAfter: null, probability: 0.004 },
  ];
}

/** Looking fails too, or takes its time. */
function looks(): FaultInput[] {
  const methods = ['conversations.history', 'conversations.replies', 'users.info', 'conversations.info'];
  return methods.flatMap((method): FaultInput[] => [
    { on: 'api', method, answer: '500', probability: 0.03 },
    { on: 'api', method, answer: 'truncated', probability: 0.02 },
    { on: 'api', method, answer: 'hang', probability: 0.02 },
    { on: 'api', method, answer: '429', retryAfter: 1, probability: 0.01 },
    { on: 'api', method, answer: 'normal', ms: 80, probability: 0.2 },
  ]);
}
