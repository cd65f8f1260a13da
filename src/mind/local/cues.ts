import { cuesEn } from './cues-en.ts';

export type Cue = keyof typeof cuesEn;

const cues: readonly (readonly [string, RegExp])[] = Object.entries(cuesEn);
export const cueNames: readonly string[] = cues.map(([name]) => name);

/** Enough of a line to see what it does; the rest of a long speech would only slow reading. */
const far = 700;
const addressee = /^\s*(?:<[^>]{1,30}>\s*)?@?[\w.'-]{2,20}[:,]\s+(?=\S)/;

/** A line as its cues are looked for: without whom it is said to, in lower case, with plain marks. */
export function plainly(text: string): string {
  const start = text.slice(0, far).replaceAll('’', "'").replace(addressee, headless).trim();
  return start.toLowerCase();
}

/** Only a name goes: "Decision:" and "so," say what the line does. */
const headless = (head: string) =>
  /^\s*(?:topic|agenda|decision|decided|agreed|resolved|resolution|proposal|proposed|action|todo|consensus|conclusion|outcome|summary|so|ok|okay|yes|no|yeah|yep|then|well|but|and|alright|sure|right|great|fine|next|item|subject|subtopic|now|also|perfect|good|cool)\b/i.test(
    head,
  )
    ? head
    : '';

/** Which cues a plain line gives, one place each, in the order of their names. */
export function cuesIn(plain: string, into: Float32Array, from: number): void {
  for (let n = 0; n < cues.length; n++) if (cues[n]?.[1].test(plain)) into[from + n] = 1;
}

export const gives = (plain: string, cue: Cue): boolean => cuesEn[cue].test(plain);
