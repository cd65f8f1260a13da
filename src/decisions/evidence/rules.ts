const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const spaced = (words: readonly string[]) => ` ${words.join(' ')} `;

function runsOf(words: readonly string[], length: number): string[] {
  const starts = Math.max(0, words.length - length + 1);
  return Array.from({ length: starts }, (_, n) => spaced(words.slice(n, n + length)));
}

/** So many words in a row are somebody's own; fewer where there are no more. One word may be anybody's. */
const runLength = 3;

/**
 * Whether a text repeats what stood in a message and does not stand there any more, in whatever spelling: a few words in a
 * row, or all there is of either.
 */
function repeatsGone(text: string, was: string, is: string): boolean {
  const [here, there, left] = [wordsIn(text), wordsIn(was), spaced(wordsIn(is))];
  const shorter = Math.min(here.length, there.length);
  if (shorter < 2) return here.length > 0 && spaced(here) === spaced(there) && !left.includes(spaced(here));
  const said = new Set(runsOf(there, Math.min(runLength, shorter)).filter((run) => !left.includes(run) && says(run)));
  return runsOf(here, Math.min(runLength, shorter)).some((run) => said.has(run));
}

/** “One of the” is everybody's: a run says something where a word of it does. */
const says = (run: string): boolean => wordsIn(run).some((word) => word.length > 4 || /\p{N}/u.test(word));

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What becomes of a text whose words stood in a message: it goes with them, or follows them where they were corrected. */
export type Fate = { goes: true } | { becomes: string } | undefined;

export function fateOf(text: string, was: readonly string[], is: string): Fate {
  const now = oneLine(is);
  if (now !== '' && was.some((words) => oneLine(words) === oneLine(text))) return { becomes: now.slice(0, 500) };
  return was.some((words) => repeatsGone(text, words, is)) ? { goes: true } : undefined;
}
