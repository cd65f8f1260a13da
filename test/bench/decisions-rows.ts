import type { states } from '../../src/decisions/changes/rules.ts';
import { type Dice, someWords } from './decisions-words.ts';

/** A town of two hundred people and a hundred and twenty channels, a third of them private. */
export const people = 200;
export const channels = 120;

const id = (letter: string, n: number) => `${letter}0${letter}${String(n).padStart(5, '0')}`;
export const personId = (n: number): string => id('U', n);
export const channelId = (n: number): string => id('C', n);
export const isPrivate = (channel: number): boolean => channel % 3 === 2;

/** Whose questions are measured: a full member as others are, and a guest whom two channels let in. */
export const member = personId(30);
export const guest = personId(people - 1);
const isGuest = (n: number) => n >= people - 12;

export const personRows = () =>
  Array.from({ length: people }, (_, n) => ({
    id: personId(n),
    name: `maya${n}`,
    role: isGuest(n) ? 'guest' : 'member',
  }));

export const channelRows = () =>
  Array.from({ length: channels }, (_, n) => ({
    ...{ id: channelId(n), name: `channel-${n}`, kind: isPrivate(n) ? 'private' : 'public' },
    ...{ bot_in: n % 3 !== 1 || n < 60, reading: n % 3 !== 1 && n % 10 !== 0, host: personId(n) },
  }));

/** Everybody is in the first; of the others the busy ones have more people in them. */
export function membershipRows(dice: Dice): { channel: string; person: string }[] {
  const pairs = Array.from({ length: channels }, (_, channel) =>
    Array.from({ length: people }, (_, person) => ({ channel, person })),
  ).flat();
  const isIn = ({ channel, person }: (typeof pairs)[number]) => {
    if (personId(person) === member && channel === 2) return true;
    if (isGuest(person)) return channel === 3 + (person % 5) || channel === 40 + (person % 30);
    return channel === 0 || dice.chance(isPrivate(channel) ? 0.15 : 0.5 - channel / 300);
  };
  return pairs.filter(isIn).map(({ channel, person }) => ({ channel: channelId(channel), person: personId(person) }));
}

const year = 365 * 86_400_000;
const span = 3 * year;

/** One of many over three years, with the three places it rests on: mostly one channel, seldom several. */
export function decisionRow(dice: Dice, n: number, of: number, now: number) {
  const decidedAt = now - Math.floor(span * (1 - (n + dice.throw(1_000) / 1_000) / of));
  const decider = dice.lean(people - 20);
  const deciders = [decider, ...(dice.chance(0.3) ? [(decider + 7) % people] : [])].map(personId);
  const agreed = Array.from({ length: dice.throw(4) }, () => personId(dice.lean(people - 20)));
  const statement = someWords(dice, 5, 10);
  return {
    number: numberOf(n),
    statement,
    why: dice.chance(0.7) ? someWords(dice, 10, 30) : null,
    state: stateOf(dice, now - decidedAt),
    decided_at: new Date(decidedAt).toISOString(),
    deciders,
    agreed: [...new Set(agreed)],
    owner: dice.chance(0.6) ? personId(dice.lean(people - 20)) : null,
    logged_by: deciders[0] ?? '',
    topic: dice.chance(0.5) ? `topic ${dice.lean(60)}` : null,
    alternatives: dice.chance(0.3) ? `${someWords(dice, 3, 8)}\n${someWords(dice, 3, 8)}` : null,
    assumptions: dice.chance(0.2) ? someWords(dice, 5, 15) : null,
    reopen_if: dice.chance(0.15) ? someWords(dice, 4, 8) : null,
    review_at: dice.chance(0.8) ? new Date(decidedAt + (0.25 + dice.throw(4) / 4) * year).toISOString() : null,
    evidence: evidenceOf(dice, statement, decidedAt, n),
  };
}

/** No two alike, and in no order that means anything, as numbers drawn by lot. */
const numberOf = (n: number): number => 10_000 + ((n * 7_919) % 899_981);

function stateOf(dice: Dice, age: number): (typeof states)[number] {
  if (dice.chance(0.03)) return dice.chance(0.5) ? 'proposed' : 'unconfirmed';
  const isOpen = dice.chance(age < year / 4 ? 0.9 : age < year ? 0.6 : 0.3);
  if (isOpen) return dice.chance(0.3) ? 'in progress' : 'decided';
  const ended = dice.throw(10);
  return ended < 6 ? 'done' : ended < 8 ? 'superseded' : ended < 9 ? 'reversed' : 'dropped';
}

function evidenceOf(dice: Dice, statement: string, at: number, n: number) {
  const home = dice.lean(channels);
  return [0, 1, 2].map((which) => ({
    channel: channelId(which > 0 && dice.chance(0.1) ? dice.lean(channels) : home),
    author: personId(dice.lean(people - 20)),
    quote: which === 0 ? statement : someWords(dice, 4, 20),
    message_ts: `${Math.floor(at / 1_000) - 60 * which}.${String((n * 3 + which) % 1_000_000).padStart(6, '0')}`,
    role: which === 2 ? 'agreed' : 'said',
  }));
}
