import type { Model } from '../../src/mind/local/model.ts';
import { type AskingModel, askingAt } from '../../src/mind/local/questions.ts';
import type { Choice } from './links-choice.ts';
import { type Counts, figureOf } from './links-rows.ts';
import { choicesOf, learnAsking, type Names } from './questions-asking.ts';
import { type Asked, glimpsesIn, meetingsIn, sentencesIn } from './questions-sets.ts';

/** How often questions are found without their marks, in meetings that nothing was learned from, beside a simple rule. */
export async function checkQuestions(dataDir: string) {
  const { meetings, learn } = lessonsIn(dataDir);
  const found = meetings.map((meeting) => {
    const others = meetings.filter((other) => other !== meeting);
    return tallyOf(meeting, sureIn(learn(others), meeting), cutFor(others, learn));
  });
  const plain = meetings.map((meeting) => tallyOf(meeting, meeting.stretches.map(opensAsking), 1));
  return { questions: figureOf(found), 'opens like a question': figureOf(plain) };
}

export async function fitQuestions(dataDir: string): Promise<AskingModel> {
  const { meetings, learn } = lessonsIn(dataDir);
  return { ...learn(meetings), cut: cutFor(meetings, learn) };
}

type Learn = (meetings: readonly Asked[]) => Model;

/** Besides meetings with their labels there is other talk to learn from by its question marks; it counts for less. */
function lessonsIn(dataDir: string): { meetings: Asked[]; learn: Learn } {
  const names: Names = new Map();
  const meetings = meetingsIn(dataDir);
  const others = meetings.map(({ name }) => name);
  const free = [
    ...glimpsesIn(dataDir, others).flatMap((asked) => choicesOf(asked, names, 1, 3)),
    ...sentencesIn(dataDir, 'qmsum').flatMap((asked) => choicesOf(asked, names, 0.3)),
    ...sentencesIn(dataDir, 'w3c-irc').flatMap((asked) => choicesOf(asked, names, 0.1)),
  ];
  const own = new Map<Asked, Choice[]>(meetings.map((meeting) => [meeting, choicesOf(meeting, names, 1)]));
  const learn: Learn = (from) => learnAsking([...from.flatMap((meeting) => own.get(meeting) ?? []), ...free], names);
  return { meetings, learn };
}

/** How sure to be at least: what finds most in each meeting when learned from the others. */
function cutFor(meetings: readonly Asked[], learn: Learn): number {
  const unseen = meetings.map((meeting) => ({
    meeting,
    sure: sureIn(learn(meetings.filter((other) => other !== meeting)), meeting),
  }));
  const cuts = Array.from({ length: 90 }, (_, n) => (n + 5) / 100);
  const f1At = (cut: number) => {
    const counts = unseen.map(({ meeting, sure }) => tallyOf(meeting, sure, cut));
    const sum = (what: keyof Counts) => counts.reduce((all, one) => all + one[what], 0);
    return sum('right') / (sum('given') + sum('labelled'));
  };
  return cuts.reduce((best, cut) => (f1At(cut) > f1At(best) ? cut : best));
}

const sureIn = (model: Model, { stretches }: Asked) => stretches.map((_, n) => askingAt(model, stretches, n));

function tallyOf({ asks }: Asked, sure: readonly number[], cut: number): Counts {
  const tally = { right: 0, given: 0, labelled: 0 };
  for (const [n, is] of asks.entries()) {
    const given = (sure[n] ?? 0) >= cut;
    if (is) tally.labelled += 1;
    if (given) tally.given += 1;
    if (is && given) tally.right += 1;
  }
  return tally;
}

const opening =
  /^(?:(?:so|um|uh|oh|well|and|but|okay) )*(?:what|where|who|why|how|which|when|is|are|was|were|do|does|did|have|has|can|could|will|would|should)\b/u;
const opensAsking = ({ words }: Asked['stretches'][number]): number => (opening.test(words.join(' ')) ? 1 : 0);
