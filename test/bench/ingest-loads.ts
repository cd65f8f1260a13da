import { quantile } from './figures.ts';
import type { Loaded, Stage } from './stage.ts';

/** Connections on which the web process writes, and as many as it could open. */
export const few = 2;
export const many = 10;
/** Requests under way at the same time: far more than are needed, and so few that no process is busy all the time. */
const crowd = 64;
const handful = 4;
/** More a second than any machine here has managed. */
const enough = 20_000;
export const steady = 300;

export type Round = Awaited<ReturnType<typeof oneRound>>;

/** Everything once, in turn, so that whatever else the machine does falls on all alike. */
export async function oneRound(stage: Stage, length: number) {
  const ms = 3_000 * length;
  const long = 5_000 * length;
  return {
    bareFew: await inserts(stage, few, ms),
    one: await events(stage, 1, ms),
    bareMany: await inserts(stage, many, ms),
    two: await events(stage, 2, ms),
    easyOne: await events(stage, 1, ms, handful),
    easyTwo: await events(stage, 2, ms, 2 * handful),
    hypha: await answers(stage, stage.webs.slice(0, 1), long),
    bolt: await answers(stage, [stage.bolt], long),
    insert: percentiles(await inserts(stage, many, long, steady)),
  };
}

export async function inserts(stage: Stage, connections: number, ms: number, perSecond?: number): Promise<Loaded> {
  await stage.clear();
  const to = { kind: 'insert' as const, databaseUrl: stage.databaseUrl };
  return stage.load({ to, connections, ms, perSecond, prepared: enoughFor(ms, perSecond) });
}

export async function events(stage: Stage, webs: number, ms: number, connections = crowd): Promise<Loaded> {
  await stage.clear();
  const to = { kind: 'http' as const, urls: stage.webs.slice(0, webs), secret: stage.secret };
  return stage.load({ to, connections, ms, prepared: enoughFor(ms) });
}

export async function answers(stage: Stage, urls: readonly string[], ms: number): Promise<Percentiles> {
  await stage.clear();
  const to = { kind: 'http' as const, urls: [...urls], secret: stage.secret };
  const prepared = enoughFor(ms, steady);
  return percentiles(await stage.load({ to, connections: crowd, ms, perSecond: steady, prepared }));
}

const enoughFor = (ms: number, perSecond = enough): number => Math.ceil((perSecond * ms) / 1_000) + 1;

interface Percentiles {
  p50: number;
  p99: number;
  /** The part that was answered within 50 ms. */
  prompt: number;
}

const percentiles = ({ latencies }: Loaded): Percentiles => ({
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  prompt: latencies.filter((ms) => ms < 50).length / latencies.length,
});
