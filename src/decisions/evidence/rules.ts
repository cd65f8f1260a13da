import { cut } from '../rules.ts';

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const spaced = (words: readonly string[]) => ` ${words.join(' ')} `;

function runsOf(words: readonly string[], length: number): string[] {
  const starts = Math.max(0, words.length - length + 1);
  return Array.from({ length: starts }, (_, n) => spaced(words.slice(n, n + length)));
}

/** So many words in a row are somebody's own; fewer where there are no more. One word may be anybody's. */
const runLength = 3;

/** What two texts have in common, in whatever spelling: a few words in a row, or all there is of either. */
function shared(text: string, said: string): string[] {
  const [here, there] = [wordsIn(text), wordsIn(said)];
  const length = Math.min(runLength, here.length, there.length);
  if (length < 2) return here.length > 0 && spaced(here) === spaced(there) ? [spaced(here)] : [];
  const runs = new Set(runsOf(there, length).filter(says));
  return runsOf(here, length).filter((run) => runs.has(run));
}

/** “One of the” is everybody's: a run says something where a word of it does. */
const says = (run: string): boolean => wordsIn(run).some((word) => word.length > 4 || /\p{N}/u.test(word));

export const repeats = (text: string, said: string): boolean => shared(text, said).length > 0;

/** Whether a text repeats what stood in a message and does not stand there any more. */
function repeatsGone(text: string, { was, is }: Version): boolean {
  const left = spaced(wordsIn(is));
  return shared(text, was).some((run) => !left.includes(run));
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** How a message read and reads now: in Slack's own form, or as people read it there and put it down. */
export interface Version {
  was: string;
  is: string;
}

/** What becomes of a text whose words stood in a message: it goes with them, or follows them where they were corrected. */
export type Fate = { goes: true } | { becomes: string } | undefined;

export function fateOf(text: string, versions: readonly Version[], now: string): Fate {
  const said = oneLine(text);
  if (said === '') return undefined;
  const corrected = oneLine(now);
  if (corrected !== '' && versions.some(({ was }) => oneLine(was) === said)) return { becomes: cut(corrected, 500) };
  return versions.some((version) => repeatsGone(text, version)) ? { goes: true } : undefined;
}
