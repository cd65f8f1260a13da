import {
  buttons,
  type Card,
  clip,
  context,
  day,
  dayLink,
  escaped,
  inline,
  limits,
  press,
  say,
  section,
} from '../card.ts';
import type { Asked, Decision, DecisionLine, Source } from './rules.ts';
import { nameOf } from './rules.ts';

const logOne = press({ operation: 'form:decision.log', label: 'Log one' });

export function decisionCard(decision: Decision): Card {
  const name = nameOf(decision.number);
  const parts = [
    `*${name} · ${inline(decision.statement)}*`,
    `${sign(decision.state)}decided ${day(decision.decidedAt)} by ${inline(decision.decidedBy)}${logger(decision)}`,
    decision.why && `*Why:* ${escaped(decision.why)}`,
  ];
  return {
    text: `${name} · ${escaped(clip(decision.statement, 300))}`,
    blocks: [section(parts.filter(Boolean).join('\n')), ...decision.sources.map(source)],
  };
}

const logger = ({ loggedBy }: Decision) => (loggedBy ? `, logged by ${inline(loggedBy)}` : '');

/** To whoever logged it: where Hypha says nothing, nobody else is told. */
export function loggedCard({ announced, ...decision }: Decision & { announced: boolean }): Card {
  const { text, blocks } = decisionCard(decision);
  const [source] = decision.sources;
  if (announced || !source) return { text, blocks };
  const where = `#${inline(source.channel)}`;
  return { text, blocks: [...blocks, context(`Hypha does not read ${where}, so it says nothing of this there.`)] };
}

/** A link with a name and a day; the words themselves where they are still there. */
function source({ author, channel, words, link, at, removed }: Source) {
  const where = `, #${inline(channel)}`;
  const place = `${inline(author)}${at && link ? `, ${dayLink(at, where, link)}` : where}`;
  if (removed) return context(`${place} · the words were removed there, so they are gone here`);
  return words ? section(`> ${escaped(clip(words.replace(/\s+/g, ' '), limits.quote))}\n${place}`) : context(place);
}

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
  asked: Asked;
  channel?: string | undefined;
  /** Where it is but one: the whole of it. */
  only: Decision | null;
}

/** How each filter is said; one that is not here is said by its name. */
const said: Record<string, (list: Listing) => string> = {
  about: ({ asked }) => ` about *${inline(asked.about ?? '')}*`,
  channel: ({ channel }) => ` in #${inline(channel ?? '')}`,
};
const filterWords = (list: Listing): string =>
  Object.entries(list.asked)
    .map(([name, value]) => said[name]?.(list) ?? ` · ${inline(name)}: ${inline(value)}`)
    .join('');

export function decisionList(list: Listing): Card {
  const filters = filterWords(list);
  if (list.total === 0) return say(`No decisions${filters} that you can see.`, buttons(logOne));
  const head = `${list.total} ${list.total === 1 ? 'decision' : 'decisions'}${filters}${list.pages > 1 ? ` · page ${list.page} of ${list.pages}` : ''}`;
  if (list.only) return { text: head, blocks: [context(head), ...decisionCard(list.only).blocks] };
  const [first] = list.decisions;
  const how = first ? [context(`\`/decisions ${nameOf(first.number)}\` shows one whole, with what it rests on.`)] : [];
  return { text: head, blocks: [context(head), section(list.decisions.map(line).join('\n')), ...how, ...pager(list)] };
}

const line = ({ number, statement, state, decidedAt, decidedBy }: DecisionLine) =>
  `*${nameOf(number)}* ${inline(clip(statement, 120))} · ${sign(state)}${day(decidedAt)} · ${inline(decidedBy)}`;

/** Another page of the same: whatever it was asked for goes along. */
function pager({ page, pages, asked }: Listing) {
  const turn = (label: string, to: number) =>
    press({ operation: 'decision.list', label, input: { ...asked, page: String(to) } }, to);
  const turns = [page > 1 && turn('Newer', page - 1), page < pages && turn('Older', page + 1)].filter(
    (button) => button !== false,
  );
  return turns.length > 0 ? [buttons(...turns)] : [];
}
