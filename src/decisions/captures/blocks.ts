import { buttons, type Card, context, press, say } from '../../card.ts';
import { nameOf } from '../rules.ts';

/** Put to it a second time, the reaction logs nothing a second time. */
export const loggedBefore = (number: number): Card =>
  say(
    `✎ That message is ${nameOf(number)} already.`,
    buttons(press({ operation: 'decision.show', label: 'Show it', input: { decision: nameOf(number) } })),
  );

export const takenBack = (number: number): Card => say(`✓ ${nameOf(number)} was taken back with your reaction.`);

/** To whoever called Hypha by its name and was not understood. */
export const helpWithName = (): Card =>
  say(
    'Hypha did not understand that. In a thread, call it with one of these:',
    context(
      [
        '*decided:* and what was decided, in one line',
        '*log this* takes the first message of the thread',
        '*replaces D-42* after it says which one it stands in place of',
        '*D-42 is done*, *D-42 is still true*, *drop D-42 because …*',
      ].join('\n'),
    ),
    buttons(press({ operation: 'form:decision.log', label: 'Log a decision' })),
  );
