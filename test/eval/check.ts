import { crossed, type Fold, type Held, heldOut, judgingFrom, type Subject, shown, thresholdFrom } from './crossing.ts';
import { figures } from './figures.ts';
import { lessonsFor, subjectOf } from './learning.ts';
import { type Lesson, learnWishes, type Task } from './lessons.ts';
import type { LabelledSet } from './sets.ts';

const votes = /vot|plus|minus|zero|carried|split/;

/** How well reading would go on meetings, and on whole sets, that were never read before. */
export function check(sets: readonly LabelledSet[], task: Task): void {
  const lessons = lessonsFor(task, sets);
  const subject = subjectOf(task, task === 'action' ? learnWishes(sets) : undefined);
  const whole = crossed(lessons, subject);
  report(`${task}s, by whole meetings`, sifted(whole, task), lessons, task);
  report(`${task}s, the whole set left out`, setsLeftOut(lessons, whole.flat(), subject), lessons, task);
  const leave = subject.leave ? new RegExp(`${votes.source}|${subject.leave.source}`) : votes;
  const blind = crossed(lessons, { ...subject, leave });
  report(`${task}s, by whole meetings, votes unseen`, sifted(blind, task), lessons, task);
}

/** Each fold with what the others say is sure enough. */
function sifted(folds: readonly Fold[], task: Task): Held[] {
  return folds.flatMap((fold) => sureOf(fold, folds.filter((other) => other !== fold).flat(), task));
}

function sureOf(held: readonly Held[], others: readonly Held[], task: Task): Held[] {
  const judging = judgingFrom(others);
  return shown(held, judging, task, thresholdFrom(others, judging, task));
}

function setsLeftOut(lessons: readonly Lesson[], crossed: readonly Held[], subject: Subject): Held[] {
  const { task } = subject;
  return [...new Set(lessons.map(({ set }) => set))].flatMap((set) => {
    const others = lessons.filter((lesson) => lesson.set !== set);
    if (!others.some(({ anchors }) => anchors[task].length > 0)) return [];
    const held = heldOut(
      others,
      lessons.filter((lesson) => lesson.set === set),
      subject,
    );
    return sureOf(
      held,
      crossed.filter(({ lesson }) => lesson.set !== set),
      task,
    );
  });
}

function report(title: string, sure: readonly Held[], lessons: readonly Lesson[], task: Task): void {
  console.log(`\n${title}`);
  const groups = Map.groupBy(lessons, ({ set, variant }) => `${set.name} ${variant}`);
  const lines = [...groups].map(([name, [first]]) => {
    if (!first) return {};
    const found = sure.filter(({ lesson }) => `${lesson.set.name} ${lesson.variant}` === name).map((one) => one.found);
    return { set: name, ...figures(first.set, first.variant, task, found) };
  });
  console.table(lines);
}
