/** Takes down that something is there, and how much. */
export type Note = (name: string, value: number) => void;

/** One stretch of words that somebody said, between those before and after. */
export interface Stretch {
  speaker: string;
  words: readonly string[];
}

const fillers = new Set(
  'so um uh oh well and but yeah yes okay ok right like no hm mm uhhuh hey actually now then because'.split(' '),
);
const asking = new Set("what what's whats where where's who who's whose why how how's which when whatever".split(' '));
const helping = new Set(
  "is are was were am do does did have has had can could will would should shall may might must isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't isnt dont doesnt didnt cant".split(
    ' ',
  ),
);
const subjects = new Set(
  'you we i they he she it this that there these those the a anyone anybody someone somebody everyone your my our any'.split(
    ' ',
  ),
);
const small = new Set([
  ...fillers,
  ...asking,
  ...helping,
  ...subjects,
  ..."or if not of to in on for with at from by about as it's that's there's i'm you're we're they're he's she's i've you've we've i'll you'll we'll i'd you'd let's if than too also just still already yet again here there one ones some all other else something anything nothing thing things sort kind mean know think guess see say said want need going gonna get got go make sure maybe probably really basically huh please sorry its thats me us them him her his their be been being up out down over into more much many only even both either neither first last same different".split(
    ' ',
  ),
]);

const yes = new Set('yeah yes yep yup right uhhuh sure exactly correct mmhmm mm true definitely absolutely'.split(' '));
const no = new Set("no nope nah not never don't".split(' '));
const thinking = new Set("well um uh i it's that's the they it i'm i think".split(' '));

export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[’‘]/gu, "'")
    .match(/[\p{L}\p{N}][\p{L}\p{N}']*/gu) ?? [];

/** What speaks for a stretch asking something, without a look at its marks. */
export function noteAsking(
  now: Stretch,
  before: Stretch | undefined,
  after: readonly (Stretch | undefined)[],
  note: Note,
): void {
  const { words } = now;
  if (words.length === 0) return;
  const body = withoutStart(words);
  noteOpening(words, body, note);
  noteInside(body, note);
  noteEnd(words, note);
  noteSize(words, body, note);
  noteNeighbours(now, before, after, note);
}

/** Leaves out what people say while they look for words, and what they say twice. */
function withoutStart(words: readonly string[]): string[] {
  const body = words.filter((word, n) => word !== words[n + 1] && word !== 'uh' && word !== 'um');
  let from = 0;
  while (from < body.length - 1 && fillers.has(body[from] ?? '')) from += 1;
  if (body[from] === 'i' && body[from + 1] === 'mean') from += 2;
  return body.slice(from);
}

const kindOf = (word: string | undefined): string => {
  if (word === undefined) return 'end';
  if (asking.has(word)) return 'asking';
  if (helping.has(word)) return 'helping';
  if (subjects.has(word)) return 'subject';
  return small.has(word) ? 'small' : 'word';
};

function noteOpening(words: readonly string[], body: readonly string[], note: Note): void {
  const [first, second, third] = body;
  note(`opens ${kindOf(first)} ${kindOf(second)}`, 1);
  note(`opens ${kindOf(first)} ${kindOf(second)} ${kindOf(third)}`, 1);
  if (first !== undefined && small.has(first)) {
    note(`first ${first}`, 1);
    if (second !== undefined && small.has(second)) note(`first ${first} ${second}`, 1);
  }
  const [start] = words;
  if (start !== undefined && small.has(start)) note(`start ${start}`, 1);
}

function noteInside(body: readonly string[], note: Note): void {
  let turned = false;
  let asked = false;
  for (const [n, word] of body.entries()) {
    const next = body[n + 1];
    if (n > 0 && next !== undefined && helping.has(word) && subjects.has(next)) {
      turned = true;
      note(next === 'you' ? 'turned to you inside' : 'turned inside', 1);
      if (small.has(body[n - 1] ?? '')) note(`turned after ${kindOf(body[n - 1])}`, 1);
    }
    if (n > 0 && asking.has(word)) {
      asked = true;
      note(`asking inside, ${kindOf(next)}`, 1);
    }
    if (small.has(word)) {
      note(`has ${word}`, 1);
      if (next !== undefined && small.has(next)) note(`pair ${word} ${next}`, 1);
    }
  }
  if (turned && asked) note('asking and turned', 1);
}

function noteEnd(words: readonly string[], note: Note): void {
  const last = words.at(-1) ?? '';
  const before = words.at(-2);
  if (small.has(last)) {
    note(`last ${last}`, 1);
    if (before !== undefined && small.has(before)) note(`last ${before} ${last}`, 1);
  } else note('last word', 1);
  if (words.length === 1) note(small.has(last) ? `only ${last}` : 'only a word', 1);
}

function noteSize(words: readonly string[], body: readonly string[], note: Note): void {
  const size = words.length;
  note('size', Math.log(size));
  for (const most of [1, 2, 3, 5, 8, 12, 20]) if (size <= most) note(`size ${most}`, 1);
  if (kindOf(body[0]) === 'helping') note('helping, size', Math.log(size));
}

function noteNeighbours(
  now: Stretch,
  before: Stretch | undefined,
  [after, later]: readonly (Stretch | undefined)[],
  note: Note,
): void {
  const only = now.words.length === 1 ? now.words[0] : undefined;
  const short = now.words.length < 4;
  const own = before?.speaker === now.speaker;
  if (before) {
    note(own ? 'own before' : 'other before', 1);
    if (only === 'right') note(own ? 'right after own' : 'right after other', 1);
    if (short) note(own ? 'short after own' : 'short after other', 1);
    if (own && before.words.length > 5 && short) note('short after own long', 1);
    if (!own) noteEcho(now, before, short, note);
  }
  if (!after) return;
  if (after.speaker === now.speaker) {
    note('own after', 1);
    if (only === 'right') note('right before own', 1);
    return;
  }
  note('other after', 1);
  if (only === 'right') note('right before other', 1);
  if (before?.speaker === after.speaker) note(short ? 'short between the same' : 'between the same', 1);
  if (later?.speaker === now.speaker) note('comes back', 1);
  noteReply(after, own, only, note);
}

function noteEcho(now: Stretch, before: Stretch, short: boolean, note: Note): void {
  const said = new Set(before.words);
  const known = now.words.filter((word) => !fillers.has(word));
  if (known.length === 0) return;
  const share = known.filter((word) => said.has(word)).length / known.length;
  if (share > 0) note(short ? 'short echo' : 'echo', share);
}

function noteReply(after: Stretch, own: boolean, only: string | undefined, note: Note): void {
  const [first = ''] = after.words;
  const sort = yes.has(first) ? 'yes' : no.has(first) ? 'no' : thinking.has(first) ? 'thinking' : 'else';
  note(`reply ${sort}`, 1);
  note(own ? `own before, reply ${sort}` : `other before, reply ${sort}`, 1);
  if (after.words.length < 3) note(`short reply ${sort}`, 1);
  if (only === 'right') note(`right, reply ${sort}`, 1);
}
