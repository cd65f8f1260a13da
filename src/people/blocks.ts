import { type Card, context, say } from '../card.ts';

export const optedOut = (): Card =>
  say(
    '✓ Hypha no longer keeps what you say.',
    context(
      'What it kept of your messages is being erased, quotes of them included. Decisions you logged yourself stay. `/hypha opt in` turns it on again from then on.',
    ),
  );

export const optedIn = (): Card => say('✓ Hypha keeps what you say again, in the channels it reads.');
