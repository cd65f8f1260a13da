import type { Dialogue } from '../../src/mind/dialogue.ts';
import { findActions } from '../../src/mind/local/actions.ts';
import { chosen, mostIn } from '../../src/mind/local/choosing.ts';
import { findDecisions } from '../../src/mind/local/decisions.ts';
import { linesOf } from '../../src/mind/local/lines.ts';
import { linkReplies } from '../../src/mind/local/links.ts';
import { findQuestions } from '../../src/mind/local/questions.ts';
import { remarksOn } from '../../src/mind/local/remarks.ts';
import { isThread } from '../../src/mind/local/threads.ts';
import actions from '../../src/mind/local/weights/actions.json' with { type: 'json' };
import decisions from '../../src/mind/local/weights/decisions.json' with { type: 'json' };
import type { Found } from './measure.ts';
import type { Stream } from './sets.ts';

/** What an engine finds in a stream, as rows of the measure. */
export type Reading = (stream: Stream) => readonly (Found | Link)[];
interface Link {
  msg_id: string;
  parents: readonly string[];
}
export const tasks = ['decision', 'action', 'question', 'link'] as const;

/** Every way of reading that can be measured. */
export type Engine = Readonly<Record<(typeof tasks)[number], Reading>>;

/** A thread shows what somebody would be asked about; a meeting what all meetings together are read best by. */
const leastFor = (dialogue: Dialogue) => (isThread(remarksOn(linesOf(dialogue))) ? 0.55 : decisions.threshold);

/** What the local engine shows: each task with the sureness from which on it says something. */
const local: Engine = {
  decision: ({ name, dialogue }) => {
    const texts = new Map(dialogue.map(({ id, text }) => [id, text] as const));
    return chosen(
      findDecisions(dialogue),
      ({ sure }) => sure,
      leastFor(dialogue),
      mostIn(dialogue.length, 'decision'),
    ).map(({ at, proposal, sure }) => ({
      stream: name,
      kind: 'decision',
      msg_id: at,
      text: texts.get(proposal ?? at),
      score: sure,
    }));
  },
  action: ({ name, dialogue }) =>
    chosen(findActions(dialogue), ({ sure }) => sure, actions.threshold, mostIn(dialogue.length, 'action')).map(
      ({ at, owner, text, sure }) => ({ stream: name, kind: 'action', msg_id: at, text, owner, score: sure }),
    ),
  question: ({ name, dialogue }) =>
    findQuestions(dialogue).map(({ id, sure }) => ({ stream: name, kind: 'question', msg_id: id, score: sure })),
  link: ({ name, dialogue }) =>
    [...linkReplies(dialogue)].map(([id, parent]) => ({ stream: name, msg_id: id, parents: [parent] })),
};

const engines: Readonly<Record<string, Engine>> = { local };

export function engineNamed(name: string): Engine {
  const engine = engines[name];
  if (!engine) throw new Error(`There is no engine ${name}; there is ${Object.keys(engines).join(', ')}`);
  return engine;
}
