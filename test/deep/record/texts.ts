import type { Dice } from '../../faults/dice.ts';
import type { World } from './world.ts';

/** What people say, each sentence with words in it that stand nowhere else. */

/** The words in a text that stand for one thing each. */
export const marksIn = (text: string): string[] => text.match(/zq[a-v]{8}/g) ?? [];

type Making = Pick<World, 'dice' | 'mark'>;
type Form = (marks: readonly string[], dice: Dice) => string;

const plain: Form = (marks) => `We choose ${marks.join(' ')} from now on`;
/** Slack writes this otherwise than people read it. */
const markedUp: Form = ([one, two, three]) => `@ravi & ${one} < ${two} & *${three}*`;
const brief: Form = ([one, two]) => `${one} ${two}`;
/** Letters of two halves each, across every end at which something may be cut. */
const long: Form = (marks, dice) => `${dice.happens(0.5) ? 'So' : 'Yes'} ${marks.join(' ')} ${'🌱'.repeat(2_100)}`;

export const sentence = ({ dice, mark }: Making): string =>
  dice.one([plain, plain, plain, plain, plain, markedUp, markedUp, brief, long])([mark(), mark(), mark()], dice);

/** A yes in so many words, or in one. */
export const yes = ({ dice, mark }: Making): string =>
  dice.happens(0.7) ? `agreed, ${mark()} ${mark()} ${mark()}` : '+1';

/** The same message as somebody corrects it, goes on, or takes all of it back. */
export function edited({ dice, mark }: Making, typed: string): string {
  const last = marksIn(typed).at(-1);
  if (last && dice.happens(0.35)) return typed.replaceAll(last, mark());
  if (dice.happens(0.15)) return long([mark(), mark(), mark()], dice);
  return dice.happens(0.3) ? `${typed} and ${mark()}` : sentence({ dice, mark });
}

/** As a form shows what was said: in one line, and no longer than that may be. */
export function inOneLine(typed: string): string {
  const letters = [...typed.replace(/\s+/g, ' ').trim()];
  return letters.length <= 500 ? letters.join('') : `${letters.slice(0, 499).join('')}…`;
}

/** A few of its words in a row, as somebody who was there would say it; where there are any. */
export function inShort(typed: string): string | undefined {
  const run = marksIn(typed).slice(0, 3).join(' ');
  // Two of many may be anybody's.
  const isTheirs = run.split(' ').length === 3 || run === typed.trim();
  return run.includes(' ') && isTheirs && typed.includes(run) ? `Well, ${run} it is` : undefined;
}

/** Words that were never said anywhere. */
export const own = ({ dice }: Pick<World, 'dice'>, about: string): string => `${about} ${dice.below(1e9).toString(36)}`;
