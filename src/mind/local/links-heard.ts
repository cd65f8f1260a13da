import type { Dialogue, Utterance } from '../dialogue.ts';

/** What of an utterance matters for whom it answers. */
export interface Heard {
  speaker: string;
  at: number;
  /** Whom it opens by naming. */
  to: string | undefined;
  /** Whom it names at all. */
  names: readonly string[];
  /** That it opens with a name of nobody who speaks here. */
  calls: boolean;
  asks: boolean;
  greets: boolean;
  thanks: boolean;
  /** That it opens like a reaction: yes, no, well, so. */
  reacts: boolean;
  /** That it opens like the rest of a sentence. */
  goesOn: boolean;
  /** A line that tells who came or went; nobody answers it. */
  event: boolean;
  /** A line that tells what somebody does. */
  act: boolean;
  link: boolean;
  size: number;
  words: readonly string[];
}

const question = /\?(?=[\s"')\]]|$)|^\W*(?:how|what|where|why|who|which|when|anyone|anybody|is there|can i|does)\b/iu;
const greeting = /^\W*(?:hi|hello|hey|hiya|yo|morning|good (?:morning|evening|afternoon|night)|howdy|bye|night)\b/iu;
const gratitude = /\b(?:thanks?|thx|ty|cheers|thank you)\b/iu;
const reaction =
  /^(?:yes|yeah|yep|yup|no|nope|nah|ok|okay|k|right|sure|true|ah|oh|aha|hm+|lol|haha|heh|well|so|cool|great|nice|good|correct|exactly|agreed|same|done|it'?s|that|you|try|maybe|probably|not|use)\b/iu;
const rest = /^(?:and|but|or|because|cause|then|also|which|though|with|to|\.\.\.|…|\()/iu;
const event =
  /^(?:=== |\* |→ |-!- )?(?:has )?\S* ?(?:\[[^\]]*\] +)?(?:is now known as|has (?:joined|left|quit|set)\b|joined|left)/iu;
const marker = /^(?:===|-->|<--|\*{1,3}|-!-)\s+/u;
const doing = /^\/me\s/u;
const address = /https?:\/\/\S+/giu;

const dull = new Set(
  'the a an and or but of to in on at for with from by as is are was were be been am do does did have has had it its i me my you your he she we they them this that these those there here what which who how when where why not no yes so if then than just can could will would should may might must about into out up down all any some one get got go like now only also very too more much many im dont its thats ill ive isnt cant yeah ok okay use using need want know think see make'.split(
    ' ',
  ),
);

const plain = (name: string) => name.toLowerCase().replace(/^@/u, '');

/** Everybody who speaks, by each form somebody may call them. */
export function namesIn(dialogue: Dialogue): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const author of new Set(dialogue.map(({ author }) => author))) {
    const whole = plain(author);
    names.set(whole, whole);
    const trimmed = whole.replace(/[_`^|-]+$/u, '');
    if (trimmed.length > 2 && !names.has(trimmed)) names.set(trimmed, whole);
    const first = whole.split(/[\s.]/u, 1)[0] ?? '';
    if (first.length > 2 && !names.has(first)) names.set(first, whole);
  }
  return names;
}

export function heard({ author, text, at }: Utterance, names: ReadonlyMap<string, string>): Heard {
  const marked = marker.test(text);
  const said = marked ? text.replace(marker, '') : text;
  const tokens = said.split(/\s+/u, 60);
  const own = marked ? plain(tokens[0] ?? '') : plain(author);
  const { to, calls, rest: body } = marked ? { to: undefined, calls: false, rest: said } : opening(said, tokens, names);
  return {
    speaker: own,
    at,
    to: to === own ? undefined : to,
    names: named(tokens, names).filter((name) => name !== own),
    calls,
    asks: question.test(body),
    greets: greeting.test(body),
    thanks: gratitude.test(body),
    reacts: reaction.test(body),
    goesOn: rest.test(body),
    event: marked && event.test(said),
    act: marked || doing.test(text),
    link: said.includes('://'),
    size: tokens.length,
    words: wordsOf(body, names),
  };
}

const called = /^(@?[^\s:,]{2,32})[:,]\s*|^@(\S{2,32})\s+/u;
const notNames =
  /^(?:hi|hello|hey|ok|okay|yes|no|well|so|oh|ah|thanks|yeah|nope|yep|sorry|lol|hmm?|also|btw|e\.g\.|https?|ps|note|sure|right|anyway|and|but|then|please|first|maybe|actually)$/iu;

function opening(said: string, tokens: readonly string[], names: ReadonlyMap<string, string>) {
  const match = called.exec(said);
  const name = match?.[1] ?? match?.[2];
  if (match && name !== undefined) {
    const to = names.get(plain(name));
    return { to, calls: to === undefined && !notNames.test(name), rest: said.slice(match[0].length) };
  }
  const first = plain(tokens[0] ?? '');
  if (first.length > 2 && !dull.has(first) && names.has(first))
    return { to: names.get(first), calls: false, rest: said };
  return { to: undefined, calls: false, rest: said };
}

function named(tokens: readonly string[], names: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const token of tokens) {
    const bare = plain(token.replace(/[,:;!?.)]+$/u, ''));
    if (bare.length < 3 || dull.has(bare)) continue;
    const name = names.get(bare);
    if (name !== undefined && !found.includes(name)) found.push(name);
  }
  return found;
}

function wordsOf(body: string, names: ReadonlyMap<string, string>): string[] {
  const words = new Set<string>();
  for (const word of body
    .replace(address, ' ')
    .toLowerCase()
    .match(/[\p{L}\p{N}][\p{L}\p{N}._/+-]*[\p{L}\p{N}+]/gu) ?? [])
    if (!dull.has(word) && !names.has(word)) words.add(word);
  return [...words];
}
