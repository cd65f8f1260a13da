import { weighedActions } from '../../src/mind/local/actions.ts';
import { chosen, mostIn } from '../../src/mind/local/choosing.ts';
import { weighed } from '../../src/mind/local/decisions.ts';
import { type Judged, type Judging, judge } from '../../src/mind/local/judging.ts';
import type { Learned } from '../../src/mind/local/reader.ts';
import { type Lesson, learnMoments, learnProposals, type Read, readBy, type Task } from './lessons.ts';
import { fitLogistic } from './logistic.ts';
import { type Found, f1, summed, tallyOf } from './measure.ts';

/** One moment that may be something, as models saw it that had not read its meeting. */
export interface Held {
  lesson: Lesson;
  found: Found;
  judged: Judged;
  /** That it is labelled around there. */
  is: boolean;
}
export type Fold = readonly Held[];

/** What to learn, leaving out which columns, and what is known of wishes where they count. */
export interface Subject {
  task: Task;
  leave?: RegExp | undefined;
  wishes?: Learned | undefined;
}

/** What is learned from some meetings says this about others. */
export function heldOut(train: readonly Lesson[], test: readonly Lesson[], { task, leave, wishes }: Subject): Held[] {
  const proposals = learnProposals(train);
  const moments = learnMoments(readBy(train, proposals, wishes), task, leave);
  return readBy(test, proposals, wishes).flatMap((lesson) => foundIn(lesson, task, moments));
}

function foundIn(lesson: Read, task: Task, learned: Learned): Held[] {
  const { lines } = lesson.glance.remarks;
  const held = (line: number, says: number, judged: Judged, owner?: string) => ({
    lesson,
    judged,
    found: { stream: lesson.stream, msg_id: lines[line]?.said.id ?? '', text: lines[says]?.said.text ?? '', owner },
    is: lesson.anchors[task].some((place) => line >= place - 8 && line <= place + 3),
  });
  if (task === 'action')
    return weighedActions(lesson.moments, learned).map(({ says, judged, owner }) => held(says, says, judged, owner));
  return weighed(lesson.moments, learned).map(({ roles: { settles, proposal }, judged }) =>
    held(settles, proposal ?? settles, judged),
  );
}

const folds = 5;

/** Whole meetings are held out, never parts of one, and a meeting's copies together. */
export function crossed(lessons: readonly Lesson[], subject: Subject): Fold[] {
  const foldOf = new Map<string, number>();
  for (const set of new Set(lessons.map((lesson) => lesson.set)))
    for (const [n, stream] of [...new Set(set.messages.map((message) => message.stream))].entries())
      foldOf.set(`${set.name} ${stream}`, n % folds);
  const inFold = (lesson: Lesson, fold: number) => foldOf.get(`${lesson.set.name} ${lesson.stream}`) === fold;
  return Array.from({ length: folds }, (_, fold) => {
    const train = lessons.filter((lesson) => !inFold(lesson, fold));
    return heldOut(
      train,
      lessons.filter((lesson) => inFold(lesson, fold)),
      subject,
    );
  });
}

/** How scores become probabilities, as those that were held out tell. */
export function judgingFrom(held: readonly Held[]): Judging {
  return {
    long: fitLogistic(
      held.map(({ judged, is }) => ({ features: judged, is })),
      1,
    ),
  };
}

const steps = Array.from({ length: 45 }, (_, n) => 0.04 + n * 0.02);

/**
 * The one sureness from which on all sets together are read best. A set counts by the root of its labels, as its figure is
 * as steady as that, and neighbouring thresholds have a say, lest chance decide.
 */
export function thresholdFrom(held: readonly Held[], judging: Judging, task: Task): number {
  const groups = [...Map.groupBy(held, ({ lesson }) => `${lesson.set.name} ${lesson.variant}`).values()];
  const sums = steps.map((step) =>
    groups.reduce((sum, group) => sum + steadiness(group, task) * readF1(group, judging, task, step), 0),
  );
  const around = steps.map((_, n) => [-2, -1, 0, 1, 2].reduce((sum, k) => sum + (sums[n + k] ?? 0), 0));
  return steps[around.indexOf(Math.max(...around))] ?? 0.5;
}

const steadiness = ([first]: readonly Held[], task: Task) =>
  Math.sqrt(first?.lesson.set.labels.filter(({ kind }) => kind === task).length ?? 0);

/** What would be shown of each meeting. */
export function shown(held: readonly Held[], judging: Judging, task: Task, least: number): Held[] {
  return [...Map.groupBy(held, ({ lesson }) => lesson)].flatMap(([{ glance }, all]) =>
    chosen(all, ({ judged }) => judge(judging, judged), least, mostIn(glance.remarks.lines.length, task)),
  );
}

function readF1(group: readonly Held[], judging: Judging, task: Task, least: number): number {
  const [first] = group;
  if (!first) return 0;
  const found = shown(group, judging, task, least).map((one) => one.found);
  return f1(summed(tallyOf(first.lesson.set, first.lesson.variant, task, found).values()));
}
