import type { Dialogue } from './dialogue.ts';

/** A part of what somebody said, by where it stands: whatever is claimed of a dialogue is one, and so in its own words. */
export interface Span {
  id: string;
  from: number;
  to: number;
}

export const wordsAt = (dialogue: Dialogue, { id, from, to }: Span): string =>
  dialogue.find((said) => said.id === id)?.text.slice(from, to) ?? '';

/** Where a text's sentences stand in it. What is quoted and what is code is nobody's own, and left out. */
export function sentenceSpans({ id, text }: { id: string; text: string }): Span[] {
  const hidden = [...text.matchAll(/```[\s\S]*?(?:```|$(?![\s\S]))|^[ \t]*(?:>|&gt;).*$/gm)].map(
    ({ index, 0: part }) => [index, index + part.length] as const,
  );
  return [...text.matchAll(/[^\n.!?]+(?:[.!?](?!\s|$)[^\n.!?]*)*[.!?]*/g)].flatMap(({ index, 0: part }) => {
    if (hidden.some(([from, to]) => index < to && index + part.length > from)) return [];
    const from = index + (part.length - part.trimStart().length);
    const to = index + part.trimEnd().length;
    return to > from ? [{ id, from, to }] : [];
  });
}
