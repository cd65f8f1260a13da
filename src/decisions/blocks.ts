import {
  buttons,
  type Card,
  clip,
  context,
  day,
  escaped,
  inline,
  limits,
  press,
  say,
  section,
  unescaped,
} from '../card.ts';
import type { Decision, DecisionLine, Source } from './rules.ts';
import { nameOf } from './rules.ts';

const logOne = press({ operation: 'form:decision.log', label: 'Log one' });

export function decisionCard(decision: Decision): Card {
  const name = nameOf(decision.number);
  const parts = [
    `*${name} · ${inline(decision.statement)}*`,
    `${sign(decision.state)}decided ${day(decision.decidedAt)} by ${inline(decision.decidedBy)}`,
    decision.why && `*Why:* ${escaped(decision.why)}`,
  ];
  return {
    text: `${name} · ${escaped(clip(decision.statement, 300))}`,
    blocks: [section(parts.filter(Boolean).join('\n')), ...decision.sources.map(source)],
  };
}

/** A link with a name and a day; the words themselves where they are still there. */
function source({ author, channel, quote, link, at, removed }: Source) {
  const label = `${inline(author)}${at ? `, ${dayOf(at)}` : ''}, #${inline(channel)}`;
  const place = link ? `<${link}|${label}>` : label;
  if (removed) return context(`${place} · the words were removed there, so they are gone here`);
  return quote
    ? section(`> ${escaped(clip(unescaped(quote).replace(/\s+/g, ' '), limits.quote))}\n${place}`)
    : context(place);
}

const dayOf = (at: string) =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

const sign = (state: string) => (state === 'decided' ? '' : `${state} · `);

/** Said where others see it, once. */
export const noted = (number: number, statement: string): Card => {
  const text = `✎ ${nameOf(number)} noted: ${inline(statement)}`;
  return {
    text,
    blocks: [
      context(text),
      buttons(press({ operation: 'decision.show', label: 'Show', input: { decision: nameOf(number) } })),
    ],
  };
};

export interface Listing {
  decisions: DecisionLine[];
  total: number;
  page: number;
  pages: number;
  about?: string | undefined;
  channel?: string | undefined;
}

export function decisionList(list: Listing): Card {
  const filters = [list.about && ` about *${inline(list.about)}*`, list.channel && ` in #${inline(list.channel)}`]
    .filter(Boolean)
    .join('');
  if (list.total === 0) return say(`No decisions${filters} that you can see.`, buttons(logOne));
  const head = `${list.total} ${list.total === 1 ? 'decision' : 'decisions'}${filters}${list.pages > 1 ? ` · page ${list.page} of ${list.pages}` : ''}`;
  return { text: head, blocks: [context(head), section(list.decisions.map(line).join('\n')), ...pager(list)] };
}

const line = ({ number, statement, state, decidedAt, decidedBy }: DecisionLine) =>
  `*${nameOf(number)}* ${inline(clip(statement, 120))} · ${sign(state)}${day(decidedAt)} · ${inline(decidedBy)}`;

function pager({ page, pages, about, channel }: Listing) {
  const turn = (label: string, to: number) =>
    press(
      {
        operation: 'decision.list',
        label,
        input: { page: String(to), ...(about && { about }), ...(channel && { channel: `#${channel}` }) },
      },
      to,
    );
  const turns = [page > 1 && turn('Newer', page - 1), page < pages && turn('Older', page + 1)].filter(
    (button) => button !== false,
  );
  return turns.length > 0 ? [buttons(...turns)] : [];
}
