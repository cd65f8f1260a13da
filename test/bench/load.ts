import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** One thing done; gives whether it was done as it should be. */
export type Act = () => Promise<boolean>;

export interface Measured {
  perSecond: number;
  seconds: number;
  /** Milliseconds from when each was due to when it was done, so that a pause counts for all it held up. */
  latencies: number[];
  failed: number;
  /** Seconds of processor that the generator itself used. */
  cpuS: number;
  /** The part of all processors that was in use, by whomever. */
  busy: number;
}

/** As many as can be done, so many at a time. */
export async function flood(acts: readonly Act[], ms: number): Promise<Measured> {
  const effort = meter();
  const started = performance.now();
  const until = started + ms;
  let done = 0;
  let failed = 0;
  const one = async (act: Act) => {
    while (performance.now() < until) {
      if (await act()) done++;
      else failed++;
    }
  };
  await Promise.all(acts.map(one));
  const seconds = (performance.now() - started) / 1_000;
  return { perSecond: done / seconds, seconds, latencies: [], failed, ...effort() };
}

/** So many a second whether or not the ones before are done, as Slack does it. */
export async function drizzle(act: Act, perSecond: number, ms: number): Promise<Measured> {
  const effort = meter();
  const started = performance.now();
  const latencies: number[] = [];
  const under: Promise<void>[] = [];
  let failed = 0;
  for (let n = 0; n < (perSecond * ms) / 1_000; n++) {
    const due = started + (n * 1_000) / perSecond;
    while (performance.now() < due) await setTimeout(Math.max(0, due - performance.now() - 0.5));
    under.push(
      act().then((well) => {
        if (well) latencies.push(performance.now() - due);
        else failed++;
      }),
    );
  }
  await Promise.all(under);
  const seconds = (performance.now() - started) / 1_000;
  return { perSecond: latencies.length / seconds, seconds, latencies, failed, ...effort() };
}

/** What is used from now until asked. */
function meter(): () => Pick<Measured, 'cpuS' | 'busy'> {
  const own = process.cpuUsage();
  const before = processorTimes();
  return () => {
    const { user, system } = process.cpuUsage(own);
    const after = processorTimes();
    const [used, idle] = [after.used - before.used, after.idle - before.idle];
    return { cpuS: (user + system) / 1e6, busy: used / (used + idle) };
  };
}

function processorTimes(): { used: number; idle: number } {
  const times = cpus().map((one) => one.times);
  const sum = (pick: (one: (typeof times)[number]) => number) => times.reduce((total, one) => total + pick(one), 0);
  return { used: sum(({ user, nice, sys, irq }) => user + nice + sys + irq), idle: sum(({ idle }) => idle) };
}
