import type { Dialogue, Utterance } from '../dialogue.ts';
import { chatCues } from './chat-cues.ts';
import { signOf } from './lines.ts';
import type { Features } from './model.ts';

/** Without what is quoted and what is code: that is somebody else's, or a machine's. */
const ownWords = (text: string): string =>
  text
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .split('\n')
    .filter((line) => !/^\s*(?:>|&gt;)/.test(line))
    .join('\n')
    .replaceAll('’', "'");

/** In plain sentences, in the case in which cues are written. */
export const sentencesOf = (text: string): string[] =>
  ownWords(text)
    .split(/(?<=[.!?:;])\s+|\n+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Somebody is called by name and told what is theirs to do. */
const handsOver =
  /^\p{Lu}\p{L}+, (?:please|can you|could you|do|you|it's yours|yours|change|order|send|tell|ring|write)|\bplease\b.*\p{Lu}\p{L}+|\p{Lu}\p{L}+, yours\b|(?:^|[.,:] )\p{Lu}\p{L}+ (?:owns|leads|takes|orders|sends|draws|runs|pushes|writes)\b/u;

const contentOf = (text: string): string[] =>
  text
    .toLowerCase()
    .match(/[\p{L}\d]{4,}/gu)
    ?.filter((word) => !idle.has(word)) ?? [];
const idle = new Set(
  'that this then with from have what when will they there here just your about would could should them only some been were into than also more very well good fine okay'.split(
    ' ',
  ),
);

/** How much of how it begins was said by others before: who settles something picks from what was weighed. */
function picks(said: Utterance, others: Dialogue): number {
  const start = contentOf(sentencesOf(said.text).slice(0, 3).join(' '));
  if (start.length === 0) return 0;
  const heard = new Set(others.flatMap(({ text }) => contentOf(text)));
  return start.filter((word) => heard.has(word)).length / Math.max(3, start.length);
}

/** How many others reacted to it in one sense. */
const reactors = (said: Utterance, sign: ReturnType<typeof signOf>): number =>
  new Set((said.reactions ?? []).flatMap(({ name, by }) => (by !== said.author && signOf(name) === sign ? [by] : [])))
    .size;

const yes =
  /^\W*(?:yes|yep|yeah|ok(?:ay)?|agreed?|good|fine|perfect|great|sure|done|ordered|understood|will do|sounds|works|super|d'accord|parfait|\+1)\b/i;
const nay = /^\W*(?:no\b|nope|but\b|wait|hold on|i don't|i'd rather|not (?:so|sure|happy)|i disagree)/i;

/** What speaks for or against each utterance settling something, by name. */
export const turnsOf = (dialogue: Dialogue): Features[] => dialogue.map((_, n) => turnOf(dialogue, n));

function turnOf(dialogue: Dialogue, n: number): Features {
  const said = dialogue[n];
  if (!said) return {};
  return { ...wordsOf(said), ...aroundOf(dialogue, n, said) };
}

function wordsOf(said: Utterance): Record<string, number> {
  const own = ownWords(said.text);
  const sentences = sentencesOf(said.text);
  const lower = sentences.map((one) => one.toLowerCase());
  // A label stands before a colon, at which sentences end.
  const lines = own.toLowerCase().split(/(?<=[.!?])\s+|\n+/);
  const found: Record<string, number> = {};
  for (const [name, pattern] of Object.entries(chatCues)) {
    const plain = name === 'shouts' ? sentences : name === 'label' ? lines : lower;
    const at = plain.findIndex((one) => pattern.test(one));
    if (at >= 0) found[name] = 1;
    if (at === 0) found[`${name} first`] = 1;
  }
  const words = own.split(/\s+/).length;
  found.length = Math.log1p(words);
  const [first = ''] = sentences;
  if (/^(?:i|i'm|i've|i'll|i'd|my|mine|me|that's me|that was me)\b/i.test(first)) found['I first'] = 1;
  if (/^(?:you|your)\b/i.test(first)) found['you first'] = 1;
  if (sentences.some((one) => handsOver.test(one))) found['hands it over'] = 1;
  if (/^(?:yes|yep|no|nope)\b/i.test(first)) found['yes or no'] = 1;
  if (words < 5) found.terse = 1;
  if (words > 60) found.long = 1;
  if (sentences.length === 0) found.nothing = 1;
  if (own.length < said.text.length * 0.7) found.quoting = 1;
  return found;
}

function aroundOf(dialogue: Dialogue, n: number, said: Utterance): Record<string, number> {
  const before = dialogue.slice(Math.max(0, n - 8), n);
  const after = dialogue.slice(n + 1, n + 6).filter(({ author }) => author !== said.author);
  const nods = reactors(said, '+1');
  const found: Record<string, number> = {
    nods: Math.log1p(nods),
    'nods of those there': nods / Math.max(1, new Set(dialogue.map(({ author }) => author)).size),
    amused: Math.log1p(reactors(said, 'haha')),
    against: reactors(said, '-1'),
    'said before': Math.log1p(before.length),
    'people before': Math.log1p(new Set(before.map(({ author }) => author)).size),
    'yes after': Math.min(2, after.filter(({ text }) => yes.test(text)).length),
    'no after': Math.min(2, after.filter(({ text }) => nay.test(text)).length),
  };
  if (nods === 0) found.unnoticed = 1;
  if (n === 0) found.begins = 1;
  if (n === dialogue.length - 1) found.last = 1;
  if (n >= dialogue.length - 3 && dialogue.length > 3) found.late = 1;
  if (dialogue.length === 1) found.alone = 1;
  if (dialogue[0]?.author === said.author && n > 0) found['asked it'] = 1;
  const others = before.filter(({ author }) => author !== said.author);
  if (others.some(({ text }) => text.includes('?'))) found['asked before'] = 1;
  if (others.some(({ text }) => proposes.test(text.toLowerCase()))) found['proposed before'] = 1;
  found.picks = picks(said, others);
  if (others.some(({ text }) => text.toLowerCase().includes(`@${said.author.toLowerCase()}`))) found['was called'] = 1;
  const previous = before.at(-1);
  if (previous && previous.author !== said.author && previous.text.trim().endsWith('?'))
    found['answers a question'] = 1;
  if (before.some(({ author }) => author === said.author)) found['spoke before'] = 1;
  const accepted = nods + (found['yes after'] ?? 0);
  if (proposing.test(said.text.toLowerCase())) found['proposal accepted'] = Math.log2(1 + accepted);
  if (takesOver.test(said.text) && others.length > 0) found['takes it over'] = 1;
  found['nods and we'] = (found.nods ?? 0) * (said.text.toLowerCase().match(/\bwe\b/) ? 1 : 0);
  return found;
}

/** Something that others can say yes to, without a word more. */
const proposing =
  /\b(?:my (?:suggestion|proposal)|i(?:'d)? (?:suggest|propose)|a proposal|i'd go|i would (?:go|take)|how about|let's|we (?:could|put|do)|from today|from \w+day)\b/;
const takesOver =
  /^(?:(?:h+i+|yes|ok(?:ay)?|sure|right)[,.! ]+)*(?:mine|yes it is me|it's me|that's me|i take (?:it|this|that)|i'll take (?:it|this|that)|give it here)\b/i;

const proposes =
  /\b(?:i'd|i would|we could|could we|should we|shall we|how about|what about|suggest|propose|option|either|or\b.*\?|can we|would rather|prefer|my vote|better)\b/;
