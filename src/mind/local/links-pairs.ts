import type { Heard } from './links-heard.ts';
import type { Threads } from './links-threads.ts';

type Note = (name: string, value: number) => void;

/** How far back something may be that is answered. */
export const reach = 60;
const enough = 30;
/** Two others at most, as the crowd is counted; and the minutes after which a matter rests. */
const few = Math.log1p(2.5);
const pause = 10;
/** How long somebody who spoke counts as being there. */
const lately = 30 * 60_000;

/** What the talk was up to an utterance, counted backwards from it. */
interface Since {
  /** How much each speaker said since. */
  said: Map<string, number>;
  /** How often each was addressed since. */
  told: Map<string, number>;
  /** How often the speaker addressed each since. */
  mine: Map<string, number>;
  lines: number;
  /** Who spoke right after. */
  next: string | undefined;
}

/** The kinds of answering that are weighed apart: by whether somebody is named, and whose the earlier utterance is. */
export type Kind =
  | 'begins'
  | 'begins naming'
  | 'own'
  | 'own naming'
  | 'named'
  | 'names me'
  | 'names me naming'
  | 'other'
  | 'other naming';

/** What is known when it comes to one place. */
export interface SoFar {
  talk: readonly Heard[];
  /** What the one at the place has in common with each before it, by how many places lie between. */
  shared: Float64Array;
  threads: Threads;
}

/** Gives every utterance that may be what the one at a place answers, itself first. */
export function candidates(so: SoFar, place: number, take: Take): void {
  const { talk } = so;
  const now = talk[place];
  if (!now) return;
  const before = priorOf(talk, place, now);
  take(place, naming(now) ? 'begins naming' : 'begins', (note) => noteBeginning(now, before, note));
  const since: Since = { said: new Map(), told: new Map(), mine: new Map(), lines: 0, next: undefined };
  for (let n = place - 1; n >= 0 && n >= place - reach; n--) {
    const then = talk[n];
    if (!then || then.event) continue;
    since.lines += 1;
    take(n, kindOf(now, then), (note) => {
      notePair(now, then, since, before, so.shared[place - n] ?? 0, note);
      noteThread(so, now, n, since, note);
    });
    since.said.set(then.speaker, (since.said.get(then.speaker) ?? 0) + 1);
    since.next = then.speaker;
    if (then.to !== undefined) {
      since.told.set(then.to, (since.told.get(then.to) ?? 0) + 1);
      if (then.speaker === now.speaker) since.mine.set(then.to, (since.mine.get(then.to) ?? 0) + 1);
    }
  }
}

export type Take = (place: number, kind: Kind, noting: (note: Note) => void) => void;

const naming = (now: Heard) => now.to !== undefined || now.names.length > 0;
const namesOf = (now: Heard, who: string) => now.to === who || now.names.includes(who);

function kindOf(now: Heard, then: Heard): Kind {
  const open = !naming(now);
  if (then.speaker === now.speaker) return open ? 'own' : 'own naming';
  if (namesOf(now, then.speaker)) return 'named';
  if (namesOf(then, now.speaker)) return open ? 'names me' : 'names me naming';
  return open ? 'other' : 'other naming';
}

/** Who was with whom, before an utterance. */
interface Prior {
  /** Whom the speaker addressed last. */
  lastTo: string | undefined;
  /** Whether the one it addresses has been heard within reach. */
  knows: boolean;
  /** Places since the speaker said something, and minutes. */
  sinceOwn: number;
  quiet: number;
  /** How much was said before, up to what tells whether somebody is new: 1 where it is enough. */
  history: number;
  /** How many others spoke lately. */
  crowd: number;
  /** How often each spoke to the speaker or the other way round. */
  bonds: Map<string, number>;
  toMe: number;
}

function priorOf(talk: readonly Heard[], place: number, now: Heard): Prior {
  const prior: Prior = {
    lastTo: undefined,
    knows: false,
    sinceOwn: 0,
    quiet: 99,
    history: 0,
    crowd: 0,
    bonds: new Map(),
    toMe: 0,
  };
  let lines = 0;
  const others = new Set<string>();
  for (let n = place - 1; n >= 0 && n >= place - reach; n--) {
    const then = talk[n];
    if (!then || then.event) continue;
    lines += 1;
    if (lines === 1) prior.quiet = (now.at - then.at) / 60_000;
    if (then.speaker === now.speaker) {
      if (prior.sinceOwn === 0) prior.sinceOwn = lines;
      prior.lastTo ??= then.to;
      for (const name of then.names) prior.bonds.set(name, (prior.bonds.get(name) ?? 0) + 1);
      continue;
    }
    if (lines <= enough && now.at - then.at < lately) others.add(then.speaker);
    if (namesOf(then, now.speaker)) {
      prior.toMe += 1;
      prior.bonds.set(then.speaker, (prior.bonds.get(then.speaker) ?? 0) + 1);
    }
    if (namesOf(now, then.speaker)) prior.knows = true;
  }
  prior.crowd = Math.log1p(others.size);
  prior.history = Math.min(1, lines / enough);
  return prior;
}

function noteBeginning(now: Heard, prior: Prior, note: Note): void {
  note('is', 1);
  note('crowd', prior.crowd);
  if (prior.crowd < few) {
    note('few speak', 1);
    if (prior.quiet < pause) note('few speak, no pause', 1);
  }
  if (now.event) note('event', 1);
  if (now.act) note('act', 1);
  if (now.calls) note('calls', 1);
  if (now.greets) note('greets', 1);
  if (now.asks) note('asks', 1);
  if (now.reacts) note('reacts', 1);
  if (now.goesOn) note('goes on', 1);
  if (now.thanks) note('thanks', 1);
  if (now.link) note('link', 1);
  if (prior.knows) note('knows', 1);
  if (prior.sinceOwn === 0) note('new here', prior.history);
  if (prior.sinceOwn === 0 && now.asks) note('new here, asks', prior.history);
  if (prior.sinceOwn === 1) note('own just now', 1);
  if (prior.sinceOwn > 10) note('own long ago', 1);
  if (prior.toMe > 0) note('was addressed', 1);
  note('quiet', Math.log1p(Math.max(0, prior.quiet)));
  note('size', Math.log1p(now.size));
  if (now.size < 4) note('short', 1);
  if (now.size > 15) note('long', 1);
}

function notePair(now: Heard, then: Heard, since: Since, prior: Prior, shared: number, note: Note): void {
  noteNearness(now, then, since, prior, note);
  noteTurns(now, then, since, prior, note);
  noteForms(now, then, note);
  if (shared > 0) {
    note('words', 1);
    note('rare words', Math.min(shared, 12));
    if (since.lines > 5) note('rare words far', Math.min(shared, 12));
  }
}

function noteNearness(now: Heard, then: Heard, { lines }: Since, { crowd }: Prior, note: Note): void {
  note('lines', Math.log(lines));
  if (lines === 1) {
    note('line 1', 1);
    note('line 1 in a crowd', crowd);
    if (then.asks && !now.asks) note('question just before', 1);
  } else if (lines === 2) note('line 2', 1);
  else if (lines === 3) note('line 3', 1);
  else if (lines < 7) note('lines 4–6', 1);
  else if (lines < 13) note('lines 7–12', 1);
  else if (lines > 25) note('lines 26–', 1);
  const minutes = Math.max(0, (now.at - then.at) / 60_000);
  note('minutes', Math.log1p(minutes));
  if (minutes < 0.5) note('same minute', 1);
  else if (minutes > 10) note('minutes 10–', 1);
}

function noteTurns(now: Heard, then: Heard, since: Since, prior: Prior, note: Note): void {
  const theirs = since.said.get(then.speaker) ?? 0;
  if (theirs === 0) note('their last', 1);
  else if (theirs === 1) note('their last but one', 1);
  else note('theirs since', Math.log1p(theirs));
  const mine = since.said.get(now.speaker) ?? 0;
  if (mine === 0) note('nothing of mine since', 1);
  else note('mine since', Math.log1p(mine));
  const toThem = since.told.get(then.speaker) ?? 0;
  const toMe = since.told.get(now.speaker) ?? 0;
  const told = since.mine.get(then.speaker) ?? 0;
  if (told > 0) note('I told them since', 1);
  if (toThem > told) note('another told them since', 1);
  if (toMe > 0) note('I was addressed since', 1);
  if (now.to !== undefined && now.to !== then.speaker && (since.said.get(now.to) ?? 0) > 0) note('they spoke since', 1);
  if (then.asks && toThem === 0) note('question nobody took', 1);
  if (theirs === 0 && mine === 0) note('their last, nothing of mine', 1);
  if (since.next === then.speaker) note('they went on', 1);
  if (theirs === 0 && since.lines === 1) note('their last, line 1', 1);
  if (then.to !== undefined) {
    if (then.to === now.to) note('same addressed', 1);
    else if (then.to !== now.speaker) note('another addressed', 1);
    else {
      note('I am addressed', 1);
      if (mine === 0) note('I am addressed, nothing of mine', 1);
      if (toMe === 0) note('I am addressed last', 1);
    }
  } else if (then.names.length > 0) note('names somebody', 1);
  if (prior.lastTo === then.speaker) note('whom I addressed last', 1);
  const bonds = prior.bonds.get(then.speaker) ?? 0;
  if (bonds > 0) note('bonds', Math.log1p(bonds));
}

function noteForms(now: Heard, then: Heard, note: Note): void {
  if (then.asks) note(now.asks ? 'question on question' : 'question', 1);
  else if (now.asks) note('asks back', 1);
  if (then.act) note('act', 1);
  if (then.greets) note(now.greets ? 'greeting greeted' : 'greeting', 1);
  else if (now.greets) note('greets', 1);
  if (now.thanks) note('thanks', 1);
  if (then.thanks) note('thanked', 1);
  if (now.reacts) note('reacts', 1);
  if (now.goesOn) note('goes on', 1);
  if (then.goesOn || then.reacts) note('midway', 1);
  if (then.calls) note('calls', 1);
  if (then.link) note('link', 1);
  if (then.size < 4) note('short', 1);
  else if (then.size > 12) note('long', 1);
  if (now.size < 4) note('now short', 1);
}

function noteThread({ talk, threads }: SoFar, now: Heard, place: number, since: Since, note: Note): void {
  const root = threads.roots[place];
  const parent = threads.parents[place];
  if (root === undefined || parent === undefined) return;
  const speakers = threads.speakers.get(root);
  if (speakers?.has(now.speaker)) note('my thread', 1);
  if (threads.latest.get(now.speaker) === root) note('my latest thread', 1);
  if (now.to !== undefined && speakers?.has(now.to)) note('thread of whom I name', 1);
  if (threads.last.get(root) === place) note('last of thread', 1);
  if (parent === place) note('began', 1);
  else {
    const answered = talk[parent]?.speaker;
    if (answered === now.speaker) {
      note('answered me', 1);
      if ((since.said.get(now.speaker) ?? 0) === 0) note('answered me, nothing of mine', 1);
    } else if (answered === talk[place]?.speaker) note('answered itself', 1);
    else if (answered === now.to) note('answered whom I name', 1);
  }
  const times = threads.answered[place] ?? 0;
  if (times === 0) note('not answered', 1);
  else note('answered', Math.log1p(times));
}
