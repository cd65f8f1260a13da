import { type Figure, figure, quantile } from './figures.ts';
import type { Measured } from './load.ts';
import { openStage, type Stage } from './stage.ts';
import type { Report } from './table.ts';

/** Connections on which the web process writes, and on which as many as can be used are. */
const few = 2;
const many = 10;
/** Requests under way at the same time. */
const crowd = 64;

interface Settings {
  rounds: number;
  say(line: string): void;
}

export async function benchIngest({ rounds, say }: Settings): Promise<Report> {
  const stage = await openStage({ webs: 2 });
  try {
    const kept: Round[] = [];
    await oneRound(stage, 0.3);
    for (let n = 1; n <= rounds; n++) {
      const round = await oneRound(stage, 1);
      kept.push(round);
      say(
        `round ${n} of ${rounds}: ${JSON.stringify(round, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value))}`,
      );
    }
    return { measuredOn: stage.measuredOn, figures: figuresOf(kept), remarks: remarksOf(kept) };
  } finally {
    await stage.close();
  }
}

type Round = Awaited<ReturnType<typeof oneRound>>;

/** Everything once, in turn, so that whatever else the machine does falls on all alike. */
async function oneRound(stage: Stage, length: number) {
  const ms = 3_000 * length;
  const bareFew = await inserts(stage, few, ms);
  const one = await events(stage, 1, ms);
  const bareMany = await inserts(stage, many, ms);
  const two = await events(stage, 2, ms);
  const latency = {
    hypha: await answers(stage, stage.webs[0] ?? '', 5_000 * length),
    bolt: await answers(stage, stage.bolt, 5_000 * length),
    insert: await insertAnswers(stage, 5_000 * length),
  };
  return {
    ...{ bareFew: bareFew.perSecond, bareMany: bareMany.perSecond, one: one.perSecond, two: two.perSecond },
    ...{ busyOne: one.busy, busyTwo: two.busy, costOne: costOf(one, ms), costTwo: costOf(two, ms), latency },
  };
}

/** Microseconds of processor for one event, in all processes but the generator. */
const costOf = ({ cpuS, perSecond }: Measured, ms: number) => ((cpuS.all - cpuS.own) * 1e9) / (perSecond * ms);

/** More a second than any machine here has managed. */
const enough = 12_000;
const perSecond = 300;

export async function inserts(stage: Stage, connections: number, ms: number) {
  await stage.clear();
  return stage.load({
    to: { kind: 'insert', databaseUrl: stage.databaseUrl },
    connections,
    ms,
    prepared: enough * (ms / 1_000),
  });
}

export async function events(stage: Stage, webs: number, ms: number) {
  await stage.clear();
  const urls = stage.webs.slice(0, webs);
  return stage.load({
    to: { kind: 'http', urls, secret: stage.secret },
    connections: crowd,
    ms,
    prepared: enough * (ms / 1_000),
  });
}

async function answers(stage: Stage, url: string, ms: number) {
  await stage.clear();
  const to = { kind: 'http' as const, urls: [url], secret: stage.secret };
  return percentiles(
    (await stage.load({ to, connections: crowd, ms, perSecond, prepared: (perSecond * ms) / 1_000 + 1 })).latencies,
  );
}

async function insertAnswers(stage: Stage, ms: number) {
  await stage.clear();
  const to = { kind: 'insert' as const, databaseUrl: stage.databaseUrl };
  return percentiles(
    (await stage.load({ to, connections: many, ms, perSecond, prepared: (perSecond * ms) / 1_000 + 1 })).latencies,
  );
}

const percentiles = (latencies: readonly number[]) => ({
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
});

function figuresOf(rounds: readonly Round[]): Figure[] {
  const of = (pick: (round: Round) => number) => rounds.map(pick);
  const allowed = ({ latency }: Round) => latency.bolt.p99 + 2 * latency.insert.p99;
  return [
    figure(
      `bare inserts, ${few} connections`,
      '/s',
      of((round) => round.bareFew),
    ),
    figure(
      `bare inserts, ${many} connections`,
      '/s',
      of((round) => round.bareMany),
    ),
    figure(
      'events accepted, one web process',
      '/s',
      of((round) => round.one),
    ),
    figure(
      `events to inserts on ${few} connections`,
      '×',
      of((round) => round.one / round.bareFew),
      {
        against: 'as many as the web process writes on',
        aim: { words: '≥ 0.8', met: (ratio) => ratio >= 0.8 },
      },
    ),
    figure(
      `events to inserts on ${many} connections`,
      '×',
      of((round) => round.one / round.bareMany),
      {
        against: 'as many as it could open',
        aim: { words: '≥ 0.8', met: (ratio) => ratio >= 0.8 },
      },
    ),
    figure(
      'events accepted, two web processes',
      '/s',
      of((round) => round.two),
    ),
    figure(
      'what the second adds',
      '× the first',
      of((round) => (round.two - round.one) / round.one),
      {
        aim: { words: '≥ 0.7', met: (added) => added >= 0.7 },
      },
    ),
    figure(
      `answer at ${perSecond}/s, p50`,
      'ms',
      of((round) => round.latency.hypha.p50),
    ),
    figure(
      `answer at ${perSecond}/s, p99`,
      'ms',
      of((round) => round.latency.hypha.p99),
      {
        aim: { words: '< 50', met: (ms) => ms < 50 },
      },
    ),
    figure(
      'Bolt, keeping nothing, p50',
      'ms',
      of((round) => round.latency.bolt.p50),
    ),
    figure(
      'Bolt, keeping nothing, p99',
      'ms',
      of((round) => round.latency.bolt.p99),
    ),
    figure(
      'bare insert, p50',
      'ms',
      of((round) => round.latency.insert.p50),
    ),
    figure(
      'bare insert, p99',
      'ms',
      of((round) => round.latency.insert.p99),
    ),
    figure(
      'p99 beyond Bolt’s and two inserts’',
      'ms',
      of((round) => round.latency.hypha.p99 - allowed(round)),
      {
        aim: { words: '≤ 0', met: (ms) => ms <= 0 },
      },
    ),
  ];
}

function remarksOf(rounds: readonly Round[]): string[] {
  const busy = (pick: (round: Round) => number) => `${Math.round(100 * quantile(rounds.map(pick), 0.5))} %`;
  return [
    `Processors in use with one web process ${busy(({ busyOne }) => busyOne)}, with two ${busy(({ busyTwo }) => busyTwo)}; the load generator and PostgreSQL share them.`,
    'Near 100 % there is nothing left for a second process, and what it adds says nothing about more cores.',
    'Latency counts from when each event was due. What is compared is measured in turn; the interval is a bootstrap.',
  ];
}
