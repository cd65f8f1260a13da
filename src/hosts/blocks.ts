import { buttons, type Card, context, day, inline, press, say } from '../card.ts';

interface Standing {
  channel: string;
  name: string;
  shared: boolean;
  reading: boolean;
  since: string | null;
  host: string | null;
  observingUntil: string | null;
  mayDecide: boolean;
  /** Why Hypha cannot be let in by whoever asks. */
  hint: string | null;
}

/** How Hypha stands in a channel, and for those who decide about it what they can do. */
export function standingCard(place: Standing): Card {
  const { channel, name, reading, since, host, observingUntil, mayDecide, shared, hint } = place;
  const input = { channel };
  if (!reading || !since) {
    const join = press({ operation: 'channel.join', label: 'Let it read', input, style: 'primary' });
    return say(`Hypha does not read #${inline(name)}.`, hint ? context(hint) : buttons(join));
  }
  const told = [
    observingUntil ? `Until ${day(observingUntil)} it only listens: it says nothing here unasked.` : '',
    shared ? sharedWords : '',
  ].filter(Boolean);
  const speaks = observingUntil
    ? press({ operation: 'channel.speak', label: 'Let it speak', input })
    : press({ operation: 'channel.observe', label: 'Let it only listen', input });
  return say(
    `Hypha has read #${inline(name)} since ${day(since)}. ${host ? `${inline(host)} let it in.` : ''}`.trim(),
    ...(told.length > 0 ? [context(told.join(' '))] : []),
    ...(mayDecide ? [buttons(speaks, press({ operation: 'channel.leave', label: 'Show it out', input }))] : []),
  );
}

const sharedWords = 'It is shared with another company: people there are read too, and see what Hypha says here.';

export const speaks = (name: string): Card =>
  say(
    `✓ Hypha may speak in #${inline(name)} from now on.`,
    context('`/hypha observe` in the channel lets it only listen again.'),
  );

export const observes = (name: string, until: string): Card =>
  say(
    `✓ Hypha only listens in #${inline(name)} until ${day(until)}.`,
    context('`/hypha speak up` in the channel ends that.'),
  );
