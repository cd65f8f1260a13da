import type { KnownBlock } from '@slack/types';
import { buttons, type Card, clip, context, day, dayLink, inline, press, say, section } from '../../card.ts';
import type { LooksDecided, Review } from './rules.ts';

export function reviewCard(review: Review): Card {
  const { found, total, page, pages, since } = review;
  if (total === 0)
    return say(`Nothing that was said since ${day(since)} where Hypha reads looks decided and is not logged.`);
  const head = `${total} ${total === 1 ? 'thing looks' : 'things look'} decided since ${day(since)} and ${total === 1 ? 'is' : 'are'} not logged${pages > 1 ? ` · page ${page} of ${pages}` : ''}`;
  return {
    text: head,
    blocks: [context(head), ...found.map((one) => lookOf(one, review.mayLog)), ...pager(review)],
  };
}

/** Whoever may log it has it filled in, to be put right. */
function lookOf(
  { channel, message, closing, statement, why, by, decider, agreed, at, link, certainty }: LooksDecided,
  mayLog: boolean,
): KnownBlock {
  const others = agreed > 0 ? `, ${agreed} agreed` : '';
  const because = why ? `*Why:* ${inline(clip(why, 160))}\n` : '';
  const words = `*${inline(clip(statement, 160))}*\n${because}${certainty} · ${inline(by)}${others} · ${dayLink(at, `, #${channel.name}`, link)}`;
  if (!mayLog) return section(words);
  const input = {
    ...{ channel: channel.id, message, statement: clip(statement, 500) },
    ...(why && { why: clip(why, 500) }),
    // Whoever said it first did not decide it where somebody else settled it.
    ...(closing !== message && { deciders: decider }),
  };
  return { ...section(words), accessory: press({ operation: 'form:decision.log', label: 'Log it', input }) };
}

function pager({ page, pages, asked }: Review): KnownBlock[] {
  const turn = (label: string, to: number, n: number) =>
    press({ operation: 'decision.review', label, input: { ...asked, page: String(to) } }, n);
  const turns = [
    ...(page > 1 ? [turn('Newer', page - 1, 0)] : []),
    ...(page < pages ? [turn('Older', page + 1, 1)] : []),
  ];
  return turns.length > 0 ? [buttons(...turns)] : [];
}
