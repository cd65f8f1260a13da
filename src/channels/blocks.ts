import { buttons, type Card, context, day, inline, press, say, section } from '../card.ts';
import { keptDays, type Listens, observingDays } from './rules.ts';

/** Posted once, when a channel lets Hypha in: what is read, kept, seen by whom, and the ways out. */
export function joined({ name, shared }: { name: string; shared: boolean }, host: string, listens: Listens): Card {
  const text = `Hypha reads #${inline(name)} from now on. ${inline(host)} let it in.`;
  return say(
    text,
    section(
      [
        '*What it reads:* messages here, from this one on; no files.',
        `*How long it keeps them:* ${keptDays} days. Decisions and the quotes they rest on stay until removed. What you delete here goes from there too.`,
        '*Who can see it:* only people who can see this channel.',
        `*What it says:* ${silence(listens)}`,
        ...(shared ? ['*Shared:* people of the other company here are read too, and see what it says here.'] : []),
      ].join('\n'),
    ),
    context('To be left out yourself: `/hypha opt out`. To show Hypha out of this channel: `/hypha leave` here.'),
  );
}

function silence(listens: Listens): string {
  if (listens === 'two weeks') return `for ${observingDays} days nothing unasked.`;
  if (listens === 'no more') return 'what helps here, also unasked. `/hypha observe` here lets it only listen.';
  return `until ${day(listens.toISOString())} nothing unasked.`;
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

/** Said to a guest, or to somebody of another company, who invited Hypha and may not decide about it. */
export const offerToOthers = (channel: { name: string }): Card =>
  say(
    `Hypha is here and reads nothing. A full member of #${inline(channel.name)} can let it, with \`/hypha join\` there.`,
    context('Guests and people of other companies do not decide what is read.'),
  );

interface Answer {
  name: string;
  shared: boolean;
  already: boolean;
}

export const joinedAnswer = ({ name, shared, already }: Answer): Card =>
  say(
    already
      ? `✓ Hypha already reads #${inline(name)}.`
      : `✓ Hypha reads #${inline(name)} as soon as it has said so there.`,
    ...(shared
      ? [context('It is shared with another company: people there are read too. `/hypha leave` shows Hypha out.')]
      : []),
  );
