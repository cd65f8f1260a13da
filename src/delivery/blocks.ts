import { buttons, type Card, context, inline, press, say } from '../card.ts';

interface Muted {
  what: string;
  kept: string;
  already: boolean;
}

/** What somebody will not hear of any more, and how they would again. */
export const muted = ({ what, kept, already }: Muted): Card =>
  say(
    already
      ? `✓ ${inline(what)} was muted already.`
      : `✓ Muted: ${inline(what)}. Hypha says nothing of it to you unasked.`,
    context('You still find it whenever you look for it.'),
    buttons(press({ operation: 'person.unmute', label: 'Undo', input: { what: kept } })),
  );

export const unmuted = ({ what, already }: Muted): Card =>
  say(already ? `✓ ${inline(what)} was not muted.` : `✓ You hear of ${inline(what)} again.`);

export const hoursSet = (hours: string, zone: string): Card =>
  say(
    `✓ You work ${hours}, ${inline(zone)} time.`,
    context('The zone is the one in your Slack profile. `/hypha hours` changes the hours.'),
  );
