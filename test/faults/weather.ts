import type { FaultInput } from '../../src/sandbox/faults.ts';
import { lateShare, type Plan } from './plan.ts';
import type { Stage } from './stage.ts';
import type { Town } from './town.ts';

/** Slack on a bad day, all at once. */
export async function makeWeather({ slack }: Stage, town: Town, plan: Plan): Promise<void> {
  const deafness = town.deaf.map((channel): FaultInput => ({ on: 'event', do: 'drop', channel, probability: 1 }));
  const faults = [...deafness, ...events(plan), ...interactions(plan), ...posts(plan), ...looks(plan)];
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
function posts({ pace, storm }: Plan): FaultInput[] {
  const post = (
    probability: number,
    fault: Pick<FaultInput & { on: 'api' }, 'lands' | 'answer' | 'ms' | 'retryAfter'>,
  ) => ({ on: 'api', method: 'chat.postMessage', probability: probability * storm, ...fault }) as const;
  const silent = ['hang', 'reset', '500', 'truncated', 'fatal_error'];
  const steps = 9;
  const late = Array.from({ length: steps }, (_, step) => ({
    ms: ((step + 1) / steps) * lateShare * pace.settleMs,
    answer: silent[step % 3] ?? 'hang',
  }));
  return [
    ...silent.map((answer) => post(0.03, { lands: 'now', answer })),
    ...late.map((when) => post(0.015, { lands: 'late', ...when })),
    post(0.06, { lands: 'never', answer: '500' }),
    post(0.06, { lands: 'never', answer: 'reset' }),
    post(0.02, { answer: '429', retryAfter: 0 }),
    post(0.004, { answer: '429', retryAfter: 1 }),
    post(0.004, { answer: '429', retryAfter: null }),
    post(0.3, { answer: 'normal', ms: slow(pace) }),
  ];
}

/** Long enough that much can happen meanwhile, not so long that it is given up. */
const slow = ({ postTimeoutMs }: Plan['pace']) => 0.6 * postTimeoutMs;

/** Looking fails too, or takes its time. */
function looks({ pace, storm }: Plan): FaultInput[] {
  const methods = ['conversations.history', 'conversations.replies', 'users.info', 'conversations.info'];
  const slownesses = [0.2, 0.5, 0.8].map((share) => share * pace.postTimeoutMs);
  return methods.flatMap((method): FaultInput[] => [
    { on: 'api', method, answer: '500', probability: 0.03 },
    { on: 'api', method, answer: 'truncated', probability: 0.02 },
    { on: 'api', method, answer: 'hang', probability: 0.02 },
    { on: 'api', method, answer: '429', retryAfter: 1, probability: 0.01 },
    ...slownesses.map((ms) => ({ on: 'api', method, answer: 'normal', ms, probability: 0.12 * storm }) as const),
  ]);
}
