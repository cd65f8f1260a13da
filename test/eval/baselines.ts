import type { Task } from './lessons.ts';
import type { Found } from './measure.ts';
import { isVote, type LabelledSet, type Stream } from './sets.ts';

/** What anybody could do without reading: words that say it, votes that are counted, and guessing. */
const keywords: Readonly<Record<Task, RegExp>> = {
  decision: /\b(?:decided|decision|agreed|resolved|resolution|consensus|approved|let's go with|we will go with)\b/i,
  action: /\b(?:action|todo|to-do|i'll|i will|will do|can you|could you|follow up|take care of)\b/i,
};

export const byKeywords = (streams: readonly Stream[], task: Task): Found[] =>
  streams.flatMap(({ name, dialogue }) =>
    dialogue.filter(({ text }) => keywords[task].test(text)).map(({ id }) => ({ stream: name, msg_id: id })),
  );

/** A run of three votes or more, at its last. */
export function byVotes(streams: readonly Stream[]): Found[] {
  return streams.flatMap(({ name, dialogue }) => {
    const found: Found[] = [];
    let run = 0;
    for (const [n, { id, text }] of dialogue.entries()) {
      run = isVote(text) ? run + 1 : 0;
      if (run >= 3 && !isVote(dialogue[n + 1]?.text ?? '')) found.push({ stream: name, msg_id: id });
    }
    return found;
  });
}

/** As many places as are labelled, spread evenly. */
export function byChance(set: LabelledSet, streams: readonly Stream[], task: Task): Found[] {
  const all = streams.flatMap(({ name, dialogue }) => dialogue.map(({ id }) => ({ stream: name, msg_id: id })));
  const count = set.labels.filter(({ kind }) => kind === task).length;
  const step = all.length / Math.max(1, count);
  return Array.from({ length: count }, (_, n) => all[Math.floor((n + 0.5) * step)]).filter((one) => one !== undefined);
}
