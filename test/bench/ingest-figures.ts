import { type Figure, figure, quantile } from './figures.ts';
import { few, many, type Round, steady } from './ingest-loads.ts';
import type { Loaded } from './stage.ts';

export function figuresOf(rounds: readonly Round[]): Figure[] {
  const of = (pick: (round: Round) => number) => rounds.map(pick).filter(Number.isFinite);
  return [...throughput(of), ...second(of), ...effort(of), ...latency(of)];
}

type Of = (pick: (round: Round) => number) => number[];

const atLeast = (floor: number) => ({ words: `≥ ${floor}`, met: (median: number) => median >= floor });
const below = (ceiling: number) => ({ words: `< ${ceiling}`, met: (median: number) => median < ceiling });

const throughput = (of: Of): Figure[] => [
  figure(
    `bare inserts, ${few} connections`,
    '/s',
    of(({ bareFew }) => bareFew.perSecond),
  ),
  figure(
    `bare inserts, ${many} connections`,
    '/s',
    of(({ bareMany }) => bareMany.perSecond),
  ),
  figure(
    'events accepted, one web process',
    '/s',
    of(({ one }) => one.perSecond),
  ),
  figure(
    `… to inserts on ${few} connections`,
    '×',
    of(({ one, bareFew }) => one.perSecond / bareFew.perSecond),
    {
      against: 'as many as the web process writes on',
      aim: atLeast(0.8),
    },
  ),
  figure(
    `… to inserts on ${many} connections`,
    '×',
    of(({ one, bareMany }) => one.perSecond / bareMany.perSecond),
    {
      against: 'as many as it could open',
      aim: atLeast(0.8),
    },
  ),
];

const adds = (one: Loaded, two: Loaded): number => (two.perSecond - one.perSecond) / one.perSecond;

const second = (of: Of): Figure[] => [
  figure(
    'events accepted, two web processes',
    '/s',
    of(({ two }) => two.perSecond),
  ),
  figure(
    'what the second adds',
    '× the first',
    of(({ one, two }) => adds(one, two)),
    { aim: atLeast(0.7) },
  ),
  figure(
    '… with 4 requests under way in each',
    '× the first',
    of(({ easyOne, easyTwo }) => adds(easyOne, easyTwo)),
    {
      against: 'so few that the first waits for its commits, not for a processor',
      aim: atLeast(0.7),
    },
  ),
];

/** Microseconds of processor for one event, by who uses them. */
const cost = ({ perSecond, seconds }: Loaded, used = Number.NaN): number => (used * 1e6) / (perSecond * seconds);

const effort = (of: Of): Figure[] => [
  figure(
    'processor per event: web process',
    'µs',
    of(({ one }) => cost(one, one.webS)),
    {
      against: '1,000,000 µs a second is one processor',
    },
  ),
  figure(
    '… the same with two web processes',
    'µs',
    of(({ two }) => cost(two, two.webS)),
  ),
  figure(
    'processor per event: PostgreSQL',
    'µs',
    of(({ one }) => cost(one, one.postgresS)),
  ),
  figure(
    'processor per event: load generator',
    'µs',
    of(({ one }) => cost(one, one.cpuS)),
  ),
];

const latency = (of: Of): Figure[] => [
  figure(
    `answer at ${steady}/s, p50`,
    'ms',
    of(({ hypha }) => hypha.p50),
  ),
  figure(
    `answer at ${steady}/s, p99`,
    'ms',
    of(({ hypha }) => hypha.p99),
    { aim: below(50) },
  ),
  figure(
    'Bolt, keeping nothing, p50',
    'ms',
    of(({ bolt }) => bolt.p50),
  ),
  figure(
    'Bolt, keeping nothing, p99',
    'ms',
    of(({ bolt }) => bolt.p99),
  ),
  figure(
    'bare insert, p50',
    'ms',
    of(({ insert }) => insert.p50),
  ),
  figure(
    'bare insert, p99',
    'ms',
    of(({ insert }) => insert.p99),
  ),
  figure(
    'p99 less Bolt’s and two inserts’',
    'ms',
    of(({ hypha, bolt, insert }) => hypha.p99 - bolt.p99 - 2 * insert.p99),
    { aim: { words: '≤ 0', met: (ms) => ms <= 0 } },
  ),
];

export function remarksOf(rounds: readonly Round[]): string[] {
  const busy = (pick: (round: Round) => Loaded) =>
    `${Math.round(
      100 *
        quantile(
          rounds.map((round) => pick(round).busy),
          0.5,
        ),
    )} %`;
  return [
    `Processors in use with one web process ${busy(({ one }) => one)}, with two ${busy(({ two }) => two)}, by these processes and whatever else runs here:`,
    'near 100 % there is nothing left for a second process, and what it adds says nothing about more processors.',
    'Latency counts from when each event was due. What is compared is measured in turn; the interval is a bootstrap.',
  ];
}
