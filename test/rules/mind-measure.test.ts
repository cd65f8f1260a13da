import { describe, expect, test } from 'vitest';
import { chosen, mostIn } from '../../src/mind/local/choosing.ts';
import { alarmsPerThousand, f1, summed, tallyOf } from '../eval/measure.ts';
import type { LabelledSet } from '../eval/sets.ts';

const messages = Array.from({ length: 100 }, (_, n) => ({
  id: `${n}`,
  stream: 'garden',
  user: 'Ana',
  text: `line ${n}`,
}));
const label = (anchor: number) => ({
  stream: 'garden',
  kind: 'decision',
  msg_ids: [`${anchor + 1}`],
  anchor_id: `${anchor}`,
  text: 'plant the orchard',
});
const set: LabelledSet = { name: 'garden', messages, labels: [label(20), label(60)] };
const tally = (...ids: number[]) =>
  summed(
    tallyOf(
      set,
      'inferred',
      'decision',
      ids.map((id) => ({ stream: 'garden', msg_id: `${id}` })),
    ).values(),
  );

describe('measuring what was found', () => {
  test('what is found a little before a label, or just after, is right', () => {
    expect(tally(14, 64)).toMatchObject({ right: 2, wrong: 0, missed: 0 });
    expect(f1(tally(14, 64))).toBe(1);
  });

  test('what is far from every label is a false alarm, and what nobody found is missed', () => {
    expect(tally(18, 40)).toMatchObject({ right: 1, wrong: 1, missed: 1 });
  });

  test('alarms close together are one, and one beside what was found is none', () => {
    expect(tally(40, 41, 42)).toMatchObject({ right: 0, wrong: 1, missed: 2 });
    expect(tally(18, 19)).toMatchObject({ right: 1, wrong: 0 });
  });

  test('messages that were left out are not counted', () => {
    expect(tally().messages).toBe(98);
    expect(alarmsPerThousand(tally(40))).toBeCloseTo(1000 / 98);
  });
});

describe('what of a meeting is shown', () => {
  const show = (sure: number[], length: number) => chosen(sure, (one) => one, 0.2, mostIn(length, 'decision'));

  test('nothing that is less sure than it must be', () => {
    expect(show([0.1, 0.3, 0.19], 300)).toEqual([0.3]);
  });

  test('nothing that is doubtful beside the surest', () => {
    expect(show([0.9, 0.3, 0.5], 300)).toEqual([0.9, 0.5]);
  });

  test('no more than a meeting of its length settles, the surest first, in order', () => {
    expect(show([0.5, 0.6, 0.7, 0.8], 10)).toEqual([0.7, 0.8]);
  });
});
