import fc from 'fast-check';
import { channels, type Happening, person, type World, worlds } from '../../rules/delivery/world.ts';

/** What happens to everybody in a town over some weeks, in order: so much, and so awkward, as to the policy alone. */

type Trouble =
  | { is: 'fault'; method: string; lands: 'now' | 'never'; answer: string; times: number }
  /** Nobody looks for so long: Hypha is not running. */
  | { is: 'nap'; minutes: number }
  | { is: 'stop' }
  | { is: 'go' };
type Deed = { is: 'log'; room: number } | { is: 'recap'; room: number; every: 'daily' | 'weekly' | 'off' };

export interface Moment {
  at: number;
  /** In whose circle it happens; what happens to all is said to be in the first. */
  circle: number;
  what: Happening | Trouble | Deed;
}

export interface Weeks {
  end: number;
  start: number;
  worlds: readonly World[];
  moments: readonly Moment[];
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Happening at the same times, the days of many people cost hardly more than those of one. */
const grid = 30 * minute;
const length = 17 * day;
const stoppedFor = 17 * grid;

const unsure = ['reset', '503', 'internal_error'].flatMap((answer) => [
  { lands: 'now' as const, answer },
  { lands: 'never' as const, answer },
]);
const refused = ['is_archived', '429'].map((answer) => ({ lands: 'never' as const, answer }));
const faultOf = (method: string, how: { lands: 'now' | 'never'; answer: string }[]): fc.Arbitrary<Trouble> =>
  fc
    .tuple(fc.constantFrom(...how), fc.integer({ min: 1, max: 3 }))
    .map(([fails, times]) => ({ is: 'fault', method, times, ...fails }));
const troubles: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 4, arbitrary: faultOf('chat.postMessage', [...unsure, ...refused]) },
  { weight: 2, arbitrary: faultOf('dnd.info', unsure) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('nap'), minutes: fc.integer({ min: 60, max: 4_000 }) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('stop') }) },
);
const room = fc.nat({ max: 1 });
/** So often that it meets what waits. */
const quiet = fc.record({ in: fc.integer({ min: -60, max: 240 }), length: fc.constantFrom(60, 240, 600) });
const about = fc.constantFrom('D-1', 'D-2', 'D-3', ...channels, 'nudge', 'fast', 'briefing');
const long = fc.constantFrom(
  { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 },
  { days: [1, 2, 3, 4, 5], from: 480, to: 1200 },
);
const times = fc.constantFrom([], [600], [555, 780, 990]);
const wishes: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ is: fc.constant('quiet'), span: quiet }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constantFrom('mute', 'unmute'), what: about }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('hours'), whose: fc.constant(person), hours: long }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('digests'), times }) },
);
const every = fc.constantFrom('daily', 'daily', 'weekly', 'off');
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ is: fc.constant('log'), room }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('recap'), room, every }) },
);
const after = fc.nat({ max: length });

/** Slack's stamps are compared as they are written: they have had ten digits since then. */
const since2001 = worlds.filter(({ start }) => start > Date.UTC(2001, 8, 9));

/** The same for the same seed. */
export function weeksFor(size: number, seed: number): Weeks {
  const lived = fc.sample(since2001, { seed, numRuns: size });
  const start = lived[0]?.start ?? 0;
  const onGrid = (ms: number) => start + Math.round(ms / grid) * grid;
  const lives = lived.flatMap(({ moves }, circle) => {
    let passed = 0;
    return moves.map(({ after, what }): Moment => {
      passed += after * minute;
      return { at: onGrid(passed), circle, what };
    });
  });
  const more = fc.oneof({ weight: 1, arbitrary: deeds }, { weight: 3, arbitrary: wishes });
  const deedsOf = fc.sample(fc.tuple(after, fc.nat({ max: size - 1 }), more), { seed, numRuns: 5 * size });
  const done = deedsOf.map(([ms, circle, what]): Moment => ({ at: onGrid(ms), circle, what }));
  const troublesOf = fc.sample(fc.tuple(after, troubles), { seed, numRuns: 40 });
  const end = start + length;
  const hit = troublesOf.flatMap(([ms, what]) => withItsEnd({ at: onGrid(ms), circle: 0, what }, end - grid));
  const all = [...lives, ...done, ...hit].filter(({ at }) => at < end).toSorted((a, b) => a.at - b.at);
  return { start, end, worlds: lived, moments: all };
}

/** Whoever stops Hypha lets it go again, before the last that happens. */
const withItsEnd = (moment: Moment, latest: number): Moment[] =>
  moment.what.is === 'stop'
    ? [moment, { ...moment, at: Math.min(moment.at + stoppedFor, latest), what: { is: 'go' } }]
    : [moment];
