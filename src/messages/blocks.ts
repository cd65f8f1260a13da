import { type Card, context, say } from '../card.ts';

export const triedAgain = ({ count }: { count: number }): Card =>
  count === 0
    ? say('✓ There is nothing to read again.')
    : say(
        `✓ ${count} ${count === 1 ? 'is' : 'are'} being read once more.`,
        context('What still cannot be read is put aside again, and `/hypha health` says so.'),
      );

export const letGone = ({ count }: { count: number }): Card =>
  count === 0
    ? say('✓ Nothing is put aside.')
    : say(`✓ ${count} let go.`, context('What could not be read until now is not read any more.'));
