import type { Utterance } from '../dialogue.ts';
import { sentencesOf } from './chat-turns.ts';

/** Whose it is, where that was said outright: nobody is guessed. */
export function ownerIn(said: Utterance, names: ReadonlyMap<string, string>): string | null {
  const sentences = sentencesOf(said.text);
  for (const [author, name] of names) if (sentences.some((one) => gives(one, name))) return author;
  return sentences.some((one) => takes.test(one)) ? said.author : null;
}

const takes =
  /^(?:(?:ok(?:ay)?|yes|good|then|fine)[,.! ]+)*(?:i own|i'll (?:own|drive|take) (?:it|this|that)|i take (?:it|this|that)|mine\b|i'm on it|i run)|\bi own (?:it|this|that|both|the)\b/i;

function gives(sentence: string, name: string): boolean {
  const who = `@?${escaped(name)}`;
  return [
    `(?:^|[.,:;] )${who},? (?:it's yours|this is yours|it's all yours|yours|your call)\\b`,
    `\\b${who} (?:owns|leads|drives|takes|runs|has|sees to|is in charge of|orders|pushes|draws|sends|changes)\\b`,
    `^${who}, (?:can|could|will|would) you (?:take|own|drive|do|change|see to)\\b`,
    `^${who}, (?:please )?(?:take|own|drive|change|order|mark|draw|do) `,
    `\\bplease(?:,)? ${who}\\b|\\bassign(?:ed)? (?:it |this )?to ${who}\\b`,
  ].some((pattern) => new RegExp(pattern, 'iu').test(sentence));
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
