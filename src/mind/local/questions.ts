import type { Dialogue } from '../dialogue.ts';
import { type Model, sureness } from './model.ts';
import { noteAsking, type Stretch, wordsOf } from './questions-noticed.ts';
import learned from './weights/questions.json' with { type: 'json' };

/** What was learned about asking, and how sure one must be to call it that. */
export interface AskingModel extends Model {
  cut: number;
}

const model: AskingModel = learned;

export interface Question {
  id: string;
  /** How likely it asks something, from 0 to 1. */
  sure: number;
}

/** Finds what asks something, by its question mark, or by how it is said and taken up where nobody writes marks. */
export function findQuestions(dialogue: Dialogue): Question[] {
  const stretches = dialogue.map(({ author, text }) => ({ speaker: author, words: wordsOf(text) }));
  const marks = dialogue.map(({ text }) => markOf(text));
  const cut = marks.some((mark) => mark > 0) ? Math.max(unmarked, model.cut) : model.cut;
  const questions: Question[] = [];
  for (const [n, { id }] of dialogue.entries()) {
    const mark = marks[n] ?? 0;
    const sure = mark > 0 ? mark : askingAt(model, stretches, n);
    if (mark > 0 || sure >= cut) questions.push({ id, sure });
  }
  return questions;
}

/** Where people do write question marks, what has none asks only if it plainly does. */
const unmarked = 0.7;

const address = /(?:https?:\/\/|www\.)\S+|`[^`]*`/giu;
const asks = /\?+(?=[\s"'”’)\]*_~!]|$)/u;
const bare = /^\W*(?:(?:right|you know|yeah|ok|okay|huh|eh|no)\W*)?$/iu;

/** How sure a question mark makes it; 0 where none asks. A mark alone and a tag ask for little. */
function markOf(text: string): number {
  if (!text.includes('?')) return 0;
  const said = text.replace(address, ' ').trim();
  if (!asks.test(said)) return 0;
  return bare.test(said) ? 0.6 : 0.97;
}

export function askingAt(model: Model, stretches: readonly Stretch[], n: number): number {
  const now = stretches[n];
  let score = model.bias;
  if (!now || now.words.length === 0) return 0;
  noteAsking(now, stretches[n - 1], [stretches[n + 1], stretches[n + 2]], (name, value) => {
    score += (model.weights[name] ?? 0) * value;
  });
  return sureness(score);
}
