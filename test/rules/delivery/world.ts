import fc from 'fast-check';
import type { Sort } from '../../../src/delivery/rules.ts';
import type { Hours } from '../../../src/people/rules.ts';

/** Everything that can happen around one person and two channels, in weeks that were chosen for being awkward. */

export const person = 'U1';
export const channels = ['C1', 'C2'] as const;

export interface Wanted {
  is: 'request';
  to: string;
  sort: Sort;
  about: string | null;
  thread: string | null;
  audience: readonly string[];
  wakes: boolean;
  /** Minutes from now. */
  dueIn: number;
  expiresIn: number;
  /** As often as that at once. */
  times: number;
}

export type Happening =
  | Wanted
  | { is: 'nothing' }
  | { is: 'quiet'; span: { in: number; length: number } | null }
  | { is: 'mute' | 'unmute'; what: string }
  | { is: 'hours'; whose: string; hours: Hours }
  | { is: 'zone'; whose: string; zone: string }
  | { is: 'digests'; times: readonly number[] };

interface Move {
  /** Minutes since the last one. */
  after: number;
  /** Nobody looked meanwhile: the clock jumped, or Hypha was not running. */
  asleep: boolean;
  what: Happening;
}

export interface World {
  start: number;
  zones: readonly string[];
  hours: readonly Hours[];
  digests: readonly number[];
  /** Whether digests are made before anything else is looked at, or after. */
  digestsFirst: boolean;
  moves: readonly Move[];
}

/** With the north and the south, half an hour, midnight, a day that was left out, and none of it. */
const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'Europe/Lisbon',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/Havana',
  'America/Nuuk',
  'Atlantic/Azores',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Honolulu',
  'Antarctica/Troll',
);

/** Shortly before clocks are set somewhere, or a day is left out; and some when nothing is. */
const start = fc
  .tuple(
    fc.constantFrom(
      '2026-01-05',
      '2026-02-08',
      '2026-03-01',
      '2026-03-18',
      '2026-03-27',
      '2026-04-14',
      '2026-07-01',
      '2026-08-28',
      '2026-09-20',
      '2026-10-15',
      '2026-10-24',
      '2027-03-20',
      '2018-10-25',
      '2011-12-18',
      '1994-12-20',
    ),
    fc.nat({ max: 3 * 24 * 60 }),
    fc.constantFrom(0, 0, 1, 59_999),
  )
  .map(([date, minutes, ms]) => Date.parse(date) + minutes * 60_000 + ms);

const days = fc.oneof(
  fc.constantFrom([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [7, 1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7]),
  fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
);
/** Usual; all day; a lunch; a few minutes; at night, where clocks are set; any. */
const spans = fc.oneof(
  fc.constantFrom([540, 1050], [540, 1050], [0, 1440], [690, 810], [720, 721], [540, 548], [0, 30], [120, 180]),
  fc.constantFrom([1320, 1440], [60, 150], [150, 165], [1439, 1440], [0, 480]),
  fc.tuple(fc.nat({ max: 1439 }), fc.integer({ min: 1, max: 1440 })),
);
const hours = fc.tuple(days, spans).map(([on, [from = 0, to = 0]]) => ({
  days: on,
  from: Math.min(from, 1439),
  to: Math.max(to, Math.min(from, 1439) + 1),
}));

const digests = fc.constantFrom(
  [555],
  [555],
  [555, 780, 990],
  [],
  [0, 1439],
  [540, 600, 660, 720, 780],
  [540, 600, 660, 720, 780],
  [150, 870],
);

const forPerson: readonly Sort[] = ['line', 'line', 'nudge', 'nudge', 'fast', 'fast', 'instant', 'briefing'];
const forChannel: readonly Sort[] = ['card', 'card', 'suggestion', 'recall', 'recap'];
const things = ['D-1', 'D-2', 'D-3', 'meeting'];
export const threads = ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9'];

const expiresIn = fc.oneof(fc.constantFrom(30, 120, 24 * 60, 3 * 24 * 60), fc.integer({ min: 1, max: 60 * 24 * 60 }));

const requestTo = (to: string, sorts: readonly Sort[]): fc.Arbitrary<Wanted> =>
  fc.record({
    is: fc.constant('request'),
    to: fc.constant(to),
    sort: fc.constantFrom(...sorts),
    about: fc.option(fc.constantFrom(...things)),
    thread: fc.option(fc.constantFrom(...threads), { freq: 2 }),
    audience: fc.subarray([...channels]),
    wakes: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    dueIn: fc.constantFrom(0, 0, 0, 45, 600, 2 * 24 * 60),
    expiresIn,
    times: fc.integer({ min: 0, max: 59 }).map((n) => (n === 0 && sorts.includes('line') ? 20 : n < 4 ? 3 : 1)),
  });

const whose = fc.constantFrom(person, person, ...channels);
const quiet = fc.record({ in: fc.integer({ min: -60, max: 600 }), length: fc.constantFrom(3, 60, 600, 1440, 20_000) });
const what = fc.constantFrom(...things, ...channels, 'nudge', 'fast', 'digest', 'line', 'briefing');
const change: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ is: fc.constant('quiet'), span: fc.option(quiet, { freq: 3 }) }),
  fc.record({ is: fc.constant('mute'), what }),
  fc.record({ is: fc.constant('unmute'), what }),
  fc.record({ is: fc.constant('unmute'), what }),
  fc.record({ is: fc.constant('hours'), whose, hours }),
  fc.record({ is: fc.constant('zone'), whose, zone }),
  fc.record({ is: fc.constant('digests'), times: digests }),
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: requestTo(person, forPerson) },
  { weight: 3, arbitrary: requestTo(channels[0], forChannel) },
  { weight: 3, arbitrary: requestTo(channels[1], forChannel) },
  { weight: 3, arbitrary: change },
  { weight: 1, arbitrary: fc.constant({ is: 'nothing' }) },
);

/** Often none at all, mostly hours, sometimes weeks. */
const after = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 240 }) },
  { weight: 8, arbitrary: fc.integer({ min: 60, max: 1440 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1440, max: 10 * 1440 }) },
);

const move = fc.record({ after, asleep: fc.integer({ min: 0, max: 7 }).map((n) => n === 0), what: happening });

export const worlds: fc.Arbitrary<World> = fc.record({
  start,
  zones: fc.tuple(zone, zone, zone),
  hours: fc.tuple(hours, hours, hours),
  digests,
  digestsFirst: fc.boolean(),
  moves: fc.array(move, { minLength: 20, maxLength: 120, size: 'max' }),
});
