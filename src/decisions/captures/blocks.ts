import { buttons, type Card, context, escaped, press, say } from '../../card.ts';
import { nameOf } from '../rules.ts';

/** What waits to be said to one person holds no words of a decision: those are shown when they ask, as far as they may see them. */
export function answered(number: number, did: string, near?: number): Card {
  const name = nameOf(number);
  const text = `✎ ${name} ${did}.`;
  const input = { decision: name };
  if (near !== undefined) return say(text, ...doesItReplace(name, nameOf(near)));
  const show = press({ operation: 'decision.show', label: 'Show it', input });
  const change = press({ operation: 'form:decision.change', label: 'Change', input });
  return say(text, buttons(show, change));
}

/** The question comes first: what else can be done is offered once it is answered. */
const doesItReplace = (name: string, near: string) => [
  context(`It is close to ${near}. Does it replace that?`),
  buttons(
    press({ operation: 'decision.replace', label: `It replaces ${near}`, input: { decision: near, by: name } }),
    press({ operation: 'decision.show', label: `Show ${near}`, input: { decision: near } }),
    press({ operation: 'decision.show', label: 'Both stand', input: { decision: name } }, 1),
  ),
];

export const heldAlready = (number: number): Card => answered(number, 'is that message already');

export const takenBack = (number: number): Card => say(`✓ ${nameOf(number)} was taken back with your reaction.`);

export const here = (number: number): Card =>
  say(
    `✎ ${nameOf(number)}`,
    buttons(press({ operation: 'decision.show', label: 'Show it', input: { decision: nameOf(number) } })),
  );

/** To whoever can still log it in their own words. */
export const notRead = (why: string): Card =>
  say(escaped(why), buttons(press({ operation: 'form:decision.log', label: 'Log a decision' })));

export const gaveUp = (): Card =>
  say('⚠ Hypha could not do what you asked: something it needs does not answer. Ask once more in a while.');

/** To whoever called Hypha by its name and was not understood. */
export const helpWithName = (): Card =>
  say(
    'Hypha did not understand that. In a thread, call it with one of these:',
    context(
      [
        '*decided:* and what was decided, in one line',
        '*log this* takes the first message of the thread',
        '*replaces D-42* does that too, and puts it in the place of D-42',
        '*D-42 is done*, *D-42 is still true*, *drop D-42 because …*',
        '*D-42?* shows it; `/decisions` finds what was decided by its words',
      ].join('\n'),
    ),
    buttons(press({ operation: 'form:decision.log', label: 'Log a decision' })),
  );

/** The same to whoever may not change anything. */
export const helpToReaders = (): Card =>
  say(
    'Hypha did not understand that. It shows you a decision by its number, as *D-42?*; `/decisions` finds them by their words. To log one, ask a full member.',
  );

export const emojiSet = (name: string): Card => say(`✓ :${name}: put to a message logs it as a decision from now on.`);
