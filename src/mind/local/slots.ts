import type { Dialogue, Utterance } from '../dialogue.ts';
import { type Span, sentenceSpans, wordsAt } from '../spans.ts';
import { chatCues } from './chat-cues.ts';
import { alternativesIn } from './slots-options.ts';
import { ownerIn } from './slots-owner.ts';

/** What was decided, in people's own words. What nobody said is left open. */
export interface Slots {
  statement: Span;
  why: Span | null;
  alternatives: readonly Span[];
  /** The author of whom somebody said, or who said, that it is theirs. */
  owner: string | null;
}

/** What an utterance settles in its thread. `names` are what the authors are called. */
export function slotsOf(thread: Dialogue, at: string, names: ReadonlyMap<string, string>): Slots | undefined {
  const n = thread.findIndex(({ id }) => id === at);
  const said = thread[n];
  if (!said) return undefined;
  const before = thread.slice(0, n);
  const own = best(said, stating);
  const proposed = own && !saysYes(said, own) ? undefined : proposedIn(before, said);
  const statement = proposed ?? own;
  if (!statement) return undefined;
  const sources = [
    said,
    ...before.filter(({ id, author }, at) => at === 0 || id === statement.id || author === said.author),
  ];
  return {
    statement: trimmed(thread, statement),
    why: sources.map(reasonIn).find((one) => one !== null) ?? null,
    alternatives: alternativesIn(before, wordsAt(thread, statement)),
    owner: ownerIn(said, names),
  };
}

/** Its own best sentence names nothing, or it begins with a yes to what somebody else named. */
function saysYes(said: Utterance, own: Span): boolean {
  const [first] = sentenceSpans(said);
  if (leansOn(said.text.slice(own.from, own.to))) return true;
  if (!first) return false;
  const start = plain(said.text.slice(first.from, first.to));
  return leansOn(start) && agreeing.test(start) && stating(plain(said.text.slice(own.from, own.to))) < 1.5;
}
const agreeing = /\b(?:do it|go ahead|signed off|approved|agreed|perfect|that's our|take it|that's what|so be it)\b/;

const plain = (words: string) => words.replaceAll('’', "'").toLowerCase();
type Weigh = (words: string) => number;

/** The sentence that weighs most, the first of several; none where nothing weighs anything. */
function best(said: Utterance, weigh: Weigh): Span | undefined {
  let found: Span | undefined;
  let most = 0;
  for (const span of sentenceSpans(said)) {
    const weight = weigh(plain(said.text.slice(span.from, span.to)));
    if (weight > most) [found, most] = [span, weight];
  }
  return found;
}

const contentOf = (words: string): string[] =>
  (words.match(/[\p{L}\d]{3,}/gu) ?? []).filter((word) => !empty.has(word));
const empty = new Set(
  'the and that this then with from have what when will they there here just your you for its are was not but has had yes okay fine good right great perfect agreed settled decided now one all'.split(
    ' ',
  ),
);

/** How much a sentence says what is so from now on. */
const stating: Weigh = (words) => {
  if (chatCues.endsAsking.test(words)) return 0;
  const cues = ['label', 'explicit', 'goWith', 'weDo', 'reverses', 'fromNow', 'present', 'commands', 'noMore'] as const;
  const weight = cues.reduce((sum, cue) => sum + (chatCues[cue].test(words) ? weights[cue] : 0), 0);
  const against = ['hedges', 'supposes', 'past', 'others', 'thanks', 'promises', 'reports', 'because'] as const;
  const less = against.reduce((sum, cue) => sum + (chatCues[cue].test(words) ? 0.7 : 0), 0);
  return Math.max(0.05, weight - less + 0.12 * Math.min(6, contentOf(words).length));
};
const weights = {
  ...{ label: 2, explicit: 0.8, goWith: 1.8, weDo: 1.2, reverses: 0.8 },
  ...{ fromNow: 0.6, present: 0.9, commands: 0.4, noMore: 0.5 },
};

/** "Do it then": it says yes to something, and not to what. */
const leansOn = (words: string): boolean => {
  const content = contentOf(plain(words));
  const points = /\b(?:it|that|this|so|option|go ahead|signed off|approved|do it|with that|same|both|all three)\b/.test(
    plain(words),
  );
  return content.length < 2 || (content.length < 4 && points);
};

/** What was proposed by somebody else, nearest to what it says yes to. */
function proposedIn(before: Dialogue, said: Utterance): Span | undefined {
  const meant = new Set(contentOf(plain(said.text)));
  const proposed: Weigh = (words) => {
    const content = contentOf(words);
    if (content.length < 2) return 0;
    const near = content.filter((word) => meant.has(word)).length / content.length;
    return (
      (proposes.test(words) ? 1 : 0) +
      near +
      (chatCues.endsAsking.test(words) ? 0 : 0.3) +
      0.05 * Math.min(6, content.length)
    );
  };
  let found: Span | undefined;
  let most = 0.6;
  for (const [ago, one] of before.toReversed().slice(0, 8).entries()) {
    if (one.author === said.author) continue;
    const span = best(one, proposed);
    const weight = span ? proposed(plain(one.text.slice(span.from, span.to))) - 0.06 * ago : 0;
    if (span && weight > most) [found, most] = [span, weight];
  }
  return found;
}

const proposes =
  /\b(?:i'd|i would|we could|could we|should we|shall we|how about|what about|suggest\w*|propos\w+|option|rather|can we|better|let's|my vote|why not|what if we)\b/;

/** Without the word that only announces it, and without why: that has a place of its own. */
function trimmed(thread: Dialogue, span: Span): Span {
  const words = wordsAt(thread, span);
  const [head = ''] = announcing.exec(words) ?? [];
  const [tail = ''] =
    /(?:[,;:–—-]*\s+(?:because|so that|given that|due to)\s.{8,})?[.!\s]*$/is.exec(words.slice(head.length)) ?? [];
  return { ...span, from: span.from + head.length, to: span.to - tail.length };
}

const announcing =
  /^(?:(?:also|so|ok(?:ay)?|then|right|good|fine|yes|well|and|great)[,:. ]+)*(?:then[,:]? )?(?:(?:decided|decision|settled|agreed|agreed then|outcome|it's decided|it's settled|that's settled then|that's settled|fica decidido)(?:,[^:]{0,24})?[:,.] ?)?/i;

const reason = /\b(?:because(?: of)?|so that|given that|due to|since (?=we|it|they|he|she|the|nobody|our))\s*(\S.*)$/i;

function reasonIn(said: Utterance): Span | null {
  for (const { id, from, to } of sentenceSpans(said)) {
    const found = reason.exec(said.text.slice(from, to));
    const clause = found?.[1]?.replace(/[.!\s]+$/, '');
    if (!found || !clause || clause.length < 8) continue;
    const start = from + found.index + found[0].length - (found[1] ?? '').length;
    return { id, from: start, to: start + clause.length };
  }
  return null;
}
