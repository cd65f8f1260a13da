import { parseArgs } from 'node:util';
import { type Pace, paceFor } from '../../src/config.ts';

export type QueueKind = 'postgres' | 'redis';

/** How much of everything, and how fast. Everything random follows from the seed. */
export interface Plan {
  seed: number;
  /** The one factor by which settle, late landing, pacing, time limits, scan and Slack's retries are shorter than real. */
  haste: number;
  pace: Pace;
  events: number;
  posts: number;
  decisions: number;
  dests: number;
  kills: number;
  freezes: number;
  restarts: number;
  wipes: number;
  /** How many times as often as on an ordinary bad day Slack misbehaves about posts, and is slow. */
  storm: number;
  minutes: number;
}

const whole = {
  seed: 1,
  haste: 20,
  events: 10_000,
  posts: 3_000,
  decisions: 300,
  dests: 30,
  kills: 200,
  freezes: 100,
  restarts: 3,
  wipes: 2,
  storm: 1,
  minutes: 20,
};
type Numbers = typeof whole;

export function planOf(changes: Partial<Numbers> = {}): Plan {
  const numbers = { ...whole, ...changes };
  return { ...numbers, pace: paceFor(numbers.haste) };
}

export function readFlags(args: string[]): { plan: Plan; queues: QueueKind[] } {
  const names = Object.keys(whole);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args, options: { ...options, queue: { type: 'string', default: 'both' } } });
  const { queue, ...given } = values;
  const numbers = Object.entries(given).map(([name, value]) => [name, numberOf(name, value)]);
  return { plan: planOf(Object.fromEntries(numbers)), queues: queuesOf(String(queue)) };
}

function numberOf(name: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw new Error(`--${name} takes a number, not "${String(value)}".`);
  return number;
}

function queuesOf(queue: string): QueueKind[] {
  if (queue === 'both') return ['postgres', 'redis'];
  if (queue === 'postgres' || queue === 'redis') return [queue];
  throw new Error(`--queue takes postgres, redis or both, not "${queue}".`);
}

export function describe({ pace, ...plan }: Plan): string {
  const { settleMs, postTimeoutMs, scanMs, perChannelMs, stolenAfterMs } = pace;
  return [
    `seed ${plan.seed}, scale 1:${plan.haste} (settle ${settleMs} ms, late landing up to ${Math.round(lateShare * settleMs)} ms,`,
    `time limit ${postTimeoutMs} ms, pacing ${perChannelMs} ms, scan ${scanMs} ms, lock lost after ${stolenAfterMs} ms)\n`,
    `${plan.events} events, ${plan.posts} posts and ${plan.decisions} decisions to ${plan.dests} destinations;`,
    `${plan.kills} kill -9, ${plan.freezes} freezes, ${plan.restarts} database restarts, ${plan.wipes} queue wipes`,
  ].join(' ');
}

/** How late a post may land, as a share of settle. */
export const lateShare = 0.9;
