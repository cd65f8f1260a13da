import { z } from 'zod';
import { type Stretch, wordsOf } from '../../src/mind/local/questions-noticed.ts';
import { dialoguesIn, rowsOf } from './links-rows.ts';

/** What was said somewhere in stretches, and which of them ask. */
export interface Asked {
  name: string;
  stretches: readonly Stretch[];
  asks: readonly boolean[];
}

const label = z.object({ kind: z.string(), msg_ids: z.array(z.string()) });

/** Meetings whose questions somebody marked; what is said has lost its marks. */
export function meetingsIn(dataDir: string): Asked[] {
  const labels = rowsOf(dataDir, 'mrda/labels.jsonl', label).filter(({ kind }) => kind === 'question');
  const asked = new Set(labels.flatMap(({ msg_ids }) => msg_ids));
  return [...dialoguesIn(dataDir, 'mrda')].map(([name, dialogue]) => ({
    name,
    stretches: dialogue.map(({ author, text }) => ({ speaker: author, words: wordsOf(text) })),
    asks: dialogue.map(({ id }) => asked.has(id)),
  }));
}

/** Talk in sentences, of which a question mark that is hidden says whether they ask. */
export function sentencesIn(dataDir: string, set: string): Asked[] {
  return [...dialoguesIn(dataDir, set)].map(([name, dialogue]) => {
    const said = dialogue.flatMap(({ author, text }) =>
      (text.match(/[^.?!]+[.?!]*/gu) ?? [])
        .map((sentence) => ({ speaker: author, words: wordsOf(sentence), asks: sentence.includes('?') }))
        .filter(({ words }) => words.length > 0),
    );
    return { name, stretches: said, asks: said.map(({ asks }) => asks) };
  });
}

const act = z.object({ stream: z.string(), text: z.string(), user: z.string(), prev: z.array(z.string()) });

/** Four stretches at a time out of other meetings, of which a question mark that is hidden says whether they ask. */
export function glimpsesIn(dataDir: string, without: readonly string[]): Asked[] {
  const rows = rowsOf(dataDir, 'mrda-acts/rows.jsonl', act).filter(({ stream }) => !without.includes(stream));
  return rows.map(({ stream, text, user, prev }) => {
    const said = [...prev, `${user}: ${text}`].map((line) => line.split(': '));
    const stretches = said.map(([speaker = '', ...rest]) => ({ speaker, words: wordsOf(rest.join(': ')) }));
    return { name: stream, stretches, asks: said.map((parts) => parts.at(-1)?.trimEnd().endsWith('?') ?? false) };
  });
}
