import type { Dialogue } from '../dialogue.ts';
import { type Span, sentenceSpans } from '../spans.ts';

const listed = /^[ \t]*(?:[-*•]|\(?(?:[a-h]|\d{1,2})[.):])[ \t]+(\S.*)$/gim;
const choice =
  /^(?:.*(?:[,:;–—]|\b(?:between|either|take|use|go with|choose|want|is it)\s))?\s*([^,:;–—?]{2,60}?),? or ([^,;–—?]{2,60})\?/i;

/** What else was weighed: what options were listed or asked about, without the one that was taken. */
export function alternativesIn(before: Dialogue, taken: string): Span[] {
  const options = before.flatMap(({ id, text }) => [...inLists(id, text), ...inQuestions(id, text)]);
  const mine = wordsOf(taken);
  const near = (words: string) => {
    const theirs = wordsOf(words);
    return theirs.filter((word) => mine.includes(word)).length / Math.max(1, theirs.length);
  };
  const open = options.filter(({ words }) => near(words) < 0.5);
  // Where none of what was asked about was taken, it was about something else.
  return open.length < options.length ? open.slice(0, 5).map(({ span }) => span) : [];
}

interface Option {
  span: Span;
  words: string;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? [];

const optionAt = (id: string, from: number, words: string): Option => ({
  words,
  span: { id, from, to: from + words.length },
});

function inLists(id: string, text: string): Option[] {
  const found = [...text.matchAll(listed)];
  if (found.length < 2) return [];
  return found.map(({ index, 0: line, 1: words = '' }) =>
    optionAt(id, index + line.length - words.length, words.trimEnd()),
  );
}

function inQuestions(id: string, text: string): Option[] {
  return sentenceSpans({ id, text }).flatMap(({ from, to }) => {
    const asked = text.slice(from, to);
    const found = choice.exec(asked);
    const [, one, other] = found ?? [];
    if (!found || one === undefined || other === undefined) return [];
    const second = from + found.index + found[0].length - 1 - other.length;
    const first = text.lastIndexOf(one, second - 1);
    return [optionAt(id, first, one), optionAt(id, second, other)];
  });
}
