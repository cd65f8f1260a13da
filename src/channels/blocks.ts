import { buttons, type Card, context, inline, press, say, section } from '../card.ts';
import { keptDays } from './rules.ts';

/** Posted once, when a channel lets Hypha in: what is read, kept, seen by whom, and the ways out. */
export function joined(channel: string, host: string): Card {
  const text = `Hypha reads #${inline(channel)} from now on. ${inline(host)} let it in.`;
  return say(
    text,
    section(
      [
        '*What it reads:* messages here, nothing from before today, no files.',
        `*How long it keeps them:* ${keptDays} days. Decisions and the quotes they rest on stay until removed. What you delete here goes from there too.`,
        '*Who can see it:* only people who can see this channel.',
      ].join('\n'),
    ),
    context('Not you: `/hypha opt out`. Not here: `/hypha leave` in this channel.'),
  );
}

export const left = (channel: string): Card =>
  say(`✓ Hypha no longer reads #${inline(channel)}.`, context('`/hypha join` lets it in again.'));

/** Asked of whoever invited Hypha, and of nobody else. */
export const offer = (channel: { id: string; name: string }): Card =>
  say(
    `Hypha is here and reads nothing yet. May it read #${inline(channel.name)}?`,
    buttons(
      press({ operation: 'channel.join', label: 'Let it read', input: { channel: channel.id }, style: 'primary' }),
    ),
    context(`It would keep messages ${keptDays} days, to remember what was decided. People can opt out.`),
  );

export const joinedAnswer = (channel: string, already: boolean): Card =>
  say(
    already
      ? `✓ Hypha already reads #${inline(channel)}.`
      : `✓ Hypha reads #${inline(channel)} from now on, and says so there.`,
  );
