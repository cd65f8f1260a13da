import { byChance, byKeywords, byVotes } from './baselines.ts';
import type { Task } from './lessons.ts';
import { alarmsPerThousand, type Found, f1, precision, recall, summed, type Tally, tallyOf } from './measure.ts';
import { type LabelledSet, streamsOf, type Variant } from './sets.ts';

/** What was found in a set, beside what anybody could find without reading. */
export function figures(set: LabelledSet, variant: Variant, task: Task, found: readonly Found[]) {
  const tallies = [...tallyOf(set, variant, task, found).values()];
  const sum = summed(tallies);
  const streams = streamsOf(set, variant);
  const plain = (guess: readonly Found[]) => f1(summed(tallyOf(set, variant, task, guess).values())).toFixed(3);
  return {
    messages: sum.messages,
    labels: sum.right + sum.missed,
    F1: f1(sum).toFixed(3),
    '95 %': interval(tallies),
    P: precision(sum).toFixed(2),
    R: recall(sum).toFixed(2),
    'alarms/1000': alarmsPerThousand(sum).toFixed(2),
    owners: sum.owners > 0 ? `${sum.named}/${sum.owners}` : '',
    chance: plain(byChance(set, streams, task)),
    keywords: plain(byKeywords(streams, task)),
    ...(task === 'decision' ? { '3 votes': plain(byVotes(streams)) } : {}),
  };
}

/** Meetings drawn again and again, with a generator that always draws the same. */
function interval(tallies: readonly Tally[]): string {
  let state = 5;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return tallies[Math.floor((state / 2 ** 32) * tallies.length)];
  };
  const drawn = () => f1(summed(tallies.map(draw).filter((one) => one !== undefined)));
  const all = Array.from({ length: 1000 }, drawn).toSorted((one, other) => one - other);
  return `${all[25]?.toFixed(2)}–${all[975]?.toFixed(2)}`;
}
