import type { Dialogue } from '../dialogue.ts';
import type { Course } from './course.ts';
import { type Judged, judge } from './judging.ts';
import { glanceAt, type Moments, momentsOf, peaksOf } from './moments.ts';
import { ownerAt } from './owners.ts';
import { type Learned, scoresBy } from './reader.ts';
import { columnOf, valueAt } from './table.ts';
import learned from './weights/actions.json' with { type: 'json' };
import decisions from './weights/decisions.json' with { type: 'json' };
import { withWishes } from './wishes.ts';

/** Something that somebody takes on, or is asked to. */
export interface Action {
  at: string;
  sure: number;
  /** As the talk calls whoever takes it on. */
  owner: string | undefined;
  /** The words that say what is to be done. */
  text: string;
}

const apart = 6;
/** What is less sure than this is no candidate. */
const floor = 0.04;

export function findActions(dialogue: Dialogue): Action[] {
  const moments = withWishes(momentsOf(glanceAt(dialogue), decisions.proposals), learned.wishes);
  return weighedActions(moments, learned.moments)
    .map(({ says, owner, judged }) => ({
      ...wordsAt(moments.course, says),
      owner,
      sure: judge(learned.judging, judged),
    }))
    .filter(({ sure }) => sure >= floor);
}

const wordsAt = ({ remarks: { lines } }: Course, line: number) => ({
  at: lines[line]?.said.id ?? '',
  text: lines[line]?.said.text ?? '',
});

export interface WeighedAction {
  /** The line that says it. */
  says: number;
  owner: string | undefined;
  judged: Judged;
}

/** The moments that may be actions, in order. A heading never is one. */
export function weighedActions({ course, table }: Moments, moments: Learned): WeighedAction[] {
  const scores = scoresBy(moments, table);
  const topic = columnOf(course.remarks.table, 'topic');
  return peaksOf(scores, apart)
    .filter((peak) => !valueAt(course.remarks.table, peak, topic))
    .toSorted((one, other) => one - other)
    .map((peak) => ({
      says: sayingLine(course, peak),
      owner: ownerAt(course, peak),
      judged: { score: scores[peak] ?? 0 },
    }));
}

const says = ['iWill', 'nameTo', 'canYou', 'iCan', 'action'] as const;

/** The line close by that says most plainly what is to be done, else the moment itself. */
function sayingLine({ remarks: { table } }: Course, peak: number): number {
  for (const cue of says)
    for (const near of [0, -1, 1, -2]) if (valueAt(table, peak + near, columnOf(table, cue))) return peak + near;
  return peak;
}
