import type { DecisionWeights } from '../../src/mind/local/decisions.ts';
import type { Learned } from '../../src/mind/local/reader.ts';
import { crossed, judgingFrom, type Subject, thresholdFrom } from './crossing.ts';
import { type Lesson, learnMoments, learnProposals, learnWishes, lessonsOf, readBy, type Task } from './lessons.ts';
import type { LabelledSet } from './sets.ts';

/** Where minute-takers put their lists of actions, and how they write, is not how people take things on. */
const layout =
  /topic|: (?:code|quoted|figure|address|issue|heard|noted|amidNotes|comesIn|goesOn|stands|keyword)$|^long/;
const leftOutOf: Readonly<Record<Task, RegExp | undefined>> = { decision: undefined, action: layout };

/** Chat that is labelled for its replies alone is talk in which nobody decides for others: it teaches what to let pass. */
const casual = ({ labels }: LabelledSet) => labels.length > 0 && labels.every(({ kind }) => kind === 'link');
/** A handful of labels is by the way: most of what is there is not labelled. */
const has = (task: string, { labels }: LabelledSet) => labels.filter(({ kind }) => kind === task).length >= 5;

/** Every labelled meeting twice: with its votes, and without. */
export function lessonsFor(task: Task, sets: readonly LabelledSet[]): Lesson[] {
  return sets.flatMap((set) => {
    if (casual(set)) return lessonsOf(set, 'inferred');
    return has(task, set) ? [...lessonsOf(set, 'inferred'), ...lessonsOf(set, 'novote')] : [];
  });
}

export function learnDecisions(sets: readonly LabelledSet[]): DecisionWeights {
  const lessons = lessonsFor('decision', sets);
  const proposals = learnProposals(lessons);
  return { proposals, ...learned(lessons, proposals, subjectOf('decision')) };
}

/** Actions are read with what decisions know of proposals. */
export function learnActions(sets: readonly LabelledSet[], { proposals }: DecisionWeights) {
  const wishes = learnWishes(sets);
  return { wishes, ...learned(lessonsFor('action', sets), proposals, subjectOf('action', wishes)) };
}

export const subjectOf = (task: Task, wishes?: Learned): Subject => ({ task, leave: leftOutOf[task], wishes });

function learned(lessons: readonly Lesson[], proposals: Learned, subject: Subject) {
  const { task, leave, wishes } = subject;
  const held = crossed(lessons, subject).flat();
  const judging = judgingFrom(held);
  const moments = learnMoments(readBy(lessons, proposals, wishes), task, leave);
  return { moments, judging, threshold: thresholdFrom(held, judging, task) };
}
