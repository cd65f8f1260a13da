/** A message as far as it says who agrees with another. */
export interface Reply {
  ts: string;
  thread_ts: string | null;
  author: string;
  text: string;
  /** Who reacted to it, and how. */
  reactions: readonly { person: string; name: string }[];
}

export interface Agreement<M extends Reply = Reply> {
  person: string;
  message: M;
  /** Without words. */
  reaction: string | null;
}

/** Reactions that say yes wherever they are used. */
const nods = new Set(
  '+1 thumbsup white_check_mark heavy_check_mark ballot_box_with_check ok_hand 100 raised_hands handshake'.split(' '),
);

const yes = new RegExp(
  `^(?:${[
    '\\+1',
    'yes',
    'yep',
    'yeah',
    'yup',
    'agreed?',
    'i agree',
    'fully agree',
    'sounds (?:good|great|right|fine)',
    'works for me',
    'fine (?:by|with) me',
    'good (?:by|with) me',
    'ok(?:ay)?',
    'lgtm',
    'ship it',
    "let'?s (?:do|go with) (?:it|that|this)",
    'go for it',
    'makes sense',
    'in favou?r',
    'no objections?',
    ':(?:\\+1|thumbsup|white_check_mark|heavy_check_mark|ok_hand|100):',
    '👍',
    '✅',
    '💯',
  ].join('|')})(?=$|[\\s,.!;:)-])`,
  'iu',
);
/** A yes that goes on like this is none. */
const but = /\b(?:but|unless|not|however|though|disagree|nope|if we|provided|hmm)\b|[,;.!]\s*no\b|\?/i;

/** Said briefly and without an if: whatever is longer may be anything, and is left for people to say. */
export function agrees(text: string): boolean {
  const words = text
    .replace(/<@\w+(?:\|[^>]*)?>/g, '')
    .replace('’', "'")
    .trim();
  return words.length <= 120 && yes.test(words) && !but.test(words);
}

/** Said at the end of a talk, of what was said before: `ok then, Postgres it is`. */
const closing =
  /^(?:ok(?:ay)?|so|then|right|great|good|cool|perfect|fine|alright|all right|settled|decided|agreed|done)\b(?!\s+to\b)/i;
const sumsUp = (text: string): boolean =>
  closing.test(text.trim()) && text.trim().split(/\s+/).length > 3 && !text.trim().endsWith('?');

/** Whoever said yes right before it was summed up said it to that; before anything else was said, they said it to that. */
function rightBefore<M extends Reply>(said: M, replies: readonly M[]): M[] {
  if (!sumsUp(said.text)) return [];
  const before = replies.filter(({ ts }) => ts < said.ts).toSorted((a, b) => (a.ts < b.ts ? 1 : -1));
  const other = before.findIndex(({ text }) => !agrees(text));
  return before.slice(0, other < 0 ? undefined : other);
}

/** Who agreed with what was said, once each: in words around it in its thread, or by a reaction to it. */
export function agreedIn<M extends Reply>(said: M, replies: readonly M[]): Agreement<M>[] {
  const later = replies.filter(({ ts, text }) => ts > said.ts && agrees(text));
  const spoken = [...rightBefore(said, replies), ...later].map((message) => ({
    person: message.author,
    message,
    reaction: null,
  }));
  const nodded = said.reactions
    .filter(({ name }) => nods.has(name.replace(/::.*$/, '')))
    .map(({ person, name }) => ({ person, message: said, reaction: name.replace(/::.*$/, '') }));
  const found = new Map<string, Agreement<M>>();
  for (const one of [...spoken, ...nodded])
    if (one.person !== said.author && !found.has(one.person)) found.set(one.person, one);
  return [...found.values()];
}
