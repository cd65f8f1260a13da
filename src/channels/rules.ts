import { Refusal } from '../errors.ts';
import { mayWrite, type Rights, type Viewer } from '../people/rules.ts';

export interface ChannelFacts {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'dm' | 'group dm';
  shared: boolean;
  archived: boolean;
  /** Whether Hypha itself is in it; absent where Slack did not say. */
  bot_in?: boolean;
  /** Who made it; absent where Slack did not say. */
  creator?: string;
}

/** Who decides what Hypha reads and says in a channel: whoever let it in, whoever made the channel, and admins. */
export const mayHost = (
  { host, creator }: { host: string | null; creator: string | null },
  { person, rights }: Pick<Viewer, 'person' | 'rights'>,
): boolean => mayWrite(rights) && (rights.role === 'admin' || person === host || person === creator);

export const whoDecides = (name: string): string =>
  `Only whoever let Hypha into #${name}, whoever made the channel, or an admin, can do that.`;

interface Place {
  name: string;
  archived: boolean;
  bot_in: boolean;
}

/** What keeps somebody from letting Hypha into a channel they can see, in a sentence that says what to do. */
export function whyNotIn({ name, archived, bot_in }: Place, inside: boolean, rights: Rights): string | undefined {
  if (archived) return `#${name} is archived: nothing is said there until somebody unarchives it.`;
  if (!mayWrite(rights))
    return `Guests and people of other companies cannot let Hypha in: ask a full member of #${name}.`;
  if (!inside) return `Join #${name} yourself first: only its members let Hypha in.`;
  if (!bot_in) return `Hypha is not in #${name} yet: /invite @Hypha there, then try again.`;
  return undefined;
}

/** A direct message is no channel that a team could let Hypha into. */
export const isDirectMessage = (said: string): boolean => /^D[A-Z0-9]{2,}$/.test(said.trim());

/** How long Hypha only listens in a channel. */
export const observingDays = 14;

/** Until when it only listens there, if it does now. */
export const observedUntil = (
  { reading, observing_until }: { reading: boolean; observing_until: Date | null },
  now: Date,
): Date | null => (reading && observing_until && observing_until > now ? observing_until : null);

/** What is still to come of that where Hypha is let in: counted once, also when it was shown out between. */
export const listensStill = ({ observing_until }: { observing_until: Date | null }, now: Date): Listens =>
  observing_until === null ? 'two weeks' : observing_until > now ? observing_until : 'no more';
export type Listens = 'two weeks' | 'no more' | Date;

/** `<#C1|eng>` as Slack escapes it, `#eng` as people type it, or an id. */
export function channelRef(said: string): { id: string } | { name: string } {
  const escaped = /^<#(\w+)(?:\|[^>]*)?>$/.exec(said.trim());
  if (escaped?.[1]) return { id: escaped[1] };
  const plain = said.trim();
  return /^[CDG][A-Z0-9]{2,}$/.test(plain) ? { id: plain } : { name: plain.replace(/^#/, '').toLowerCase() };
}

/**
 * Said of a channel that is hidden exactly as of one that does not exist. While Slack does not say where somebody is, it
 * may well exist for them, and inviting Hypha once more would not help.
 */
export const noSuchChannel = ({ fresh }: Pick<Rights, 'fresh'>): Refusal =>
  fresh
    ? new Refusal(
        'not_found',
        'There is no such channel that both you and Hypha can see. Private: first /invite @Hypha there.',
        'channel',
      )
    : new Refusal(
        'unavailable',
        'Slack does not say right now which private channels you are in. Try again in a minute.',
        'channel',
      );

/** How long what was said is kept: long enough to check a quote and read a thread. */
export const keptDays = 90;
