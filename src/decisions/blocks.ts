import type { KnownBlock } from '@slack/types';
import {
  buttons,
  type Card,
  choosing,
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
import { isOver, mayStep, type State, type StepName, type worded } from './changes/rules.ts';
import { type Asked, type Decision, type DecisionLine, nameOf, type Source, type Who } from './rules.ts';

const logOne = press({ operation: 'form:decision.log', label: 'Log one' });

/** A card has five blocks: its words, what they rest on, and what can be done. */
const mostSources = 3;

export function decisionCard(decision: Decision): Card {
  const { number, state, sources } = decision;
  const name = nameOf(number);
  const input = { decision: name };
  const words = wordsOf(decision);
  const steps = stepsFrom(state).map((step) => ({ operation: operationOf(step), label: stepLabels[step] }));
  return {
    text: `${name} · ${escaped(clip(decision.statement || goneWords, 300))}`,
    blocks: [
      steps.length > 1 ? choosing(words, steps, input) : section(words),
      ...sources.slice(0, mostSources).map(source),
      buttons(
        ...(isOver(state)
          ? [press({ operation: 'decision.restore', label: stepLabels.restore, input })]
          : [press({ operation: 'form:decision.change', label: 'Change', input })]),
        press({ operation: 'decision.history', label: 'History', input }),
      ),
    ],
  };
}

const goneWords = 'its words were removed where they stood';
const goneReason = 'the reason was removed where it stood';

function wordsOf(decision: Decision): string {
  const { number, statement, why, alternatives, assumptions, reopenIf, removed } = decision;
  const others = removed.filter((name) => name !== 'statement').map((name) => fieldNames[name]);
  return [
    `*${nameOf(number)} · ${statement ? inline(statement) : `_${goneWords}_`}*`,
    `${signBefore(decision)}decided ${day(decision.decidedAt)} by ${inline(decision.decidedBy)}${withThem(decision.agreed)}${logger(decision)}`,
    standingOf(decision),
    why && `*Why:* ${escaped(why)}`,
    alternatives.length > 0 && `*Instead of:* ${alternatives.map(inline).join(' · ')}`,
    assumptions && `*Assuming:* ${escaped(assumptions)}`,
    reopenIf && `*Reopen if:* ${escaped(reopenIf)}`,
    others.length > 0 && `_Removed where it stood, and so here: ${others.join(', ')}._`,
    ownedAndDue(decision),
  ]
    .filter(Boolean)
    .join('\n');
}

/** How one ended has a line of its own. */
const signBefore = ({ state, closed }: Decision) => (closed && isOver(state) ? '' : sign(state));

const fieldNames: Record<(typeof worded)[number], string> = {
  statement: 'what was decided',
  why: 'why',
  alternatives: 'what was weighed',
  assumptions: 'what was assumed',
  reopen_if: 'when to reopen it',
  topic: 'topic',
};

const withThem = (agreed: readonly Who[]) =>
  agreed.length > 0 ? `, with ${agreed.map(({ name }) => inline(name)).join(', ')}` : '';
const logger = ({ loggedBy }: Decision) => (loggedBy ? `, logged by ${inline(loggedBy)}` : '');

/** Why it does not stand any more, or what it stands in place of. */
function standingOf({ state, closed, replacedBy, replaces }: Decision): string | false {
  const because = closed?.reason ? `: ${escaped(closed.reason)}` : closed?.removed ? `, _${goneReason}_` : '';
  const end = closed && isOver(state) && `↺ ${state} ${day(closed.at)} by ${inline(closed.by)}${because}`;
  const next = replacedBy && `Now: *${nameOf(replacedBy.number)}* ${inline(clip(replacedBy.statement, 120))}`;
  const earlier = replaces.length > 0 && `↺ Replaces ${replaces.map(({ number }) => nameOf(number)).join(', ')}`;
  return [end, next, earlier].filter(Boolean).join('\n') || false;
}

function ownedAndDue({ owner, topic, lookAgainAt, state }: Decision): string {
  return [
    owner && `${inline(owner.name)} owns it`,
    topic && inline(topic),
    lookAgainAt && !isOver(state) && `look again ${day(lookAgainAt)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** As many as fit under one ⋯. */
const mostSteps = 5;
const offeredSteps = ['confirm', 'start', 'finish', 'keep', 'drop', 'replace', 'reverse', 'restore'] as const;
const stepsFrom = (state: State): StepName[] =>
  isOver(state) ? [] : offeredSteps.filter((step) => mayStep(step, state)).slice(0, mostSteps);

/** What needs a reason or another decision opens its form. */
const operationOf = (step: StepName) =>
  step === 'drop' || step === 'replace' || step === 'reverse' ? `form:decision.${step}` : `decision.${step}`;

const stepLabels: Record<StepName, string> = {
  confirm: 'Confirm',
  start: 'In progress',
  finish: 'Done',
  keep: 'Still true',
  drop: 'Drop it…',
  reverse: 'Reverse it…',
  replace: 'Replaced by…',
  restore: 'Take up again',
};

/** To whoever logged it: whether others are told, and whether it takes the place of another, which is never assumed. */
export function loggedCard({ announced, archived, close, ...decision }: Logged): Card {
  const { text, blocks } = decisionCard(decision);
  const [source] = decision.sources;
  const where = `#${inline(source?.channel ?? '')}`;
  const why = archived ? `${where} is archived, so Hypha` : `Hypha does not read ${where}, so it`;
  const unheard = announced || !source ? [] : [context(`${why} says nothing of this there.`)];
  const undo = press({
    operation: 'decision.undo',
    label: 'Undo',
    input: { decision: nameOf(decision.number), seen: String(decision.version) },
  });
  const [near] = close;
  const foot = near ? doesItReplace(decision.number, near, undo) : [withUndo(blocks.at(-1), undo)];
  return { text, blocks: [...blocks.slice(0, -1), ...unheard, ...foot] };
}

interface Logged extends Decision {
  announced: boolean;
  archived: boolean;
  close: Near[];
}

interface Near {
  number: number;
  statement: string;
}

/** The question comes first: what else can be done is offered once it is answered. */
const doesItReplace = (number: number, near: Near, undo: ReturnType<typeof press>): KnownBlock[] => [
  section(`Close to *${nameOf(near.number)}* ${inline(clip(near.statement, 160))}\nDoes this replace it?`),
  buttons(
    press({
      operation: 'decision.replace',
      label: `It replaces ${nameOf(near.number)}`,
      input: { decision: nameOf(near.number), by: nameOf(number) },
    }),
    press({ operation: 'decision.show', label: 'Both stand', input: { decision: nameOf(number) } }),
    undo,
  ),
];

function withUndo(block: KnownBlock | undefined, undo: ReturnType<typeof press>): KnownBlock {
  return block?.type === 'actions' ? { ...block, elements: [undo, ...block.elements] } : buttons(undo);
}

/** A link with a name and a day; the words themselves where they are still there. */
function source({ author, channel, words, link, at, removed, reaction, role }: Source) {
  const where = `, #${inline(channel)}`;
  const place = `${inline(author)}${at && link ? `, ${dayLink(at, where, link)}` : where}`;
  if (removed) return context(`${place} · the words were removed there, so they are gone here`);
  if (role === 'agreed' && reaction) return context(`${place} · agreed with :${inline(reaction)}:`);
  return words ? section(`> ${escaped(clip(words.replace(/\s+/g, ' '), limits.quote))}\n${place}`) : context(place);
}

const signs: Partial<Record<State, string>> = { done: '✓ done · ', superseded: '↺ ', reversed: '↺ ' };
const sign = (state: State) => (state === 'decided' ? '' : (signs[state] ?? `${state} · `));

/** Said where others see it, once; and changed there with the decision. */
export function notedCard(decision: Noted): Card {
  const text = notedText(decision);
  const input = { decision: nameOf(decision.number) };
  const show = press({ operation: 'decision.show', label: 'Show', input });
  const change = press({ operation: 'form:decision.change', label: 'Change', input });
  return { text, blocks: [context(text), buttons(show, ...(isOver(decision.state) ? [] : [change]))] };
}

export interface Noted {
  number: number;
  statement: string;
  state: State;
  /** Of what everybody there may see. */
  replacedBy: number | null;
}

function notedText({ number, statement, state, replacedBy }: Noted): string {
  const name = nameOf(number);
  const words = statement ? inline(statement) : `_${goneWords}_`;
  switch (state) {
    case 'superseded':
      return `↺ ${name} ${replacedBy ? `was replaced by ${nameOf(replacedBy)}` : 'was replaced'}: ~${words}~`;
    case 'reversed':
    case 'dropped':
      return `↺ ${name} was ${state}: ~${words}~`;
    case 'done':
      return `✓ ${name} done: ${words}`;
    case 'unconfirmed':
    case 'proposed':
      return `✎ ${name} noted, ${state}: ${words}`;
    default:
      return `✎ ${name} noted: ${words}`;
  }
}

export interface Listing {
  decisions: DecisionLine[];
  total: number;
  /** There are more than were counted. */
  andMore: boolean;
  page: number;
  pages: number;
  asked: Asked;
  channel?: string | undefined;
  people: Record<string, string>;
  /** Whether whoever asks may log one. */
  mayLog: boolean;
  /** Where it is but one: the whole of it. */
  only: Decision | null;
}

/** How each filter is said; one that is not here is said by its name. */
const said: Record<string, (list: Listing) => string> = {
  about: ({ asked }) => ` about *${inline(asked.about ?? '')}*`,
  channel: ({ channel }) => ` in #${inline(channel ?? '')}`,
  by: ({ people }) => ` by ${inline(people.by ?? '')}`,
  owner: ({ people }) => ` owned by ${inline(people.owner ?? '')}`,
  since: ({ asked }) => sinceWords(asked.since ?? ''),
  mine: () => ' of yours',
  stale: () => ' to be looked at again',
  state: ({ asked, total }) =>
    asked.state === 'all' ? ', also what is over' : ` that ${total === 1 ? 'is' : 'are'} ${inline(asked.state ?? '')}`,
};
const units: Record<string, string> = { d: 'day', w: 'week', m: 'month', y: 'year' };

/** `3w` was typed; what is shown is said. */
function sinceWords(since: string): string {
  const [, count = '', letter = ''] = /^(\d+)\s?([dwmy])$/i.exec(since) ?? [];
  const unit = units[letter.toLowerCase()];
  if (!unit) return ` since ${inline(since)}`;
  return Number(count) === 1 ? ` of the last ${unit}` : ` of the last ${count} ${unit}s`;
}

const filterWords = (list: Listing): string =>
  Object.entries(list.asked)
    .map(([name, value]) => said[name]?.(list) ?? ` · ${inline(name)}: ${inline(value)}`)
    .join('');

export function decisionList(list: Listing): Card {
  const filters = filterWords(list);
  if (list.total === 0)
    return say(`No decisions${filters} that you can see.`, ...(list.mayLog ? [buttons(logOne)] : []));
  const count = `${list.total}${list.andMore ? '+' : ''} ${list.total === 1 ? 'decision' : 'decisions'}`;
  const head = `${count}${filters}${list.pages > 1 ? ` · page ${list.page} of ${list.pages}` : ''}`;
  if (list.only) return { text: head, blocks: [context(head), ...decisionCard(list.only).blocks] };
  const [first] = list.decisions;
  const how = first ? [context(`\`/decisions ${nameOf(first.number)}\` shows one whole, with what it rests on.`)] : [];
  return { text: head, blocks: [context(head), section(list.decisions.map(line).join('\n')), ...how, ...pager(list)] };
}

export const line = ({ number, statement, state, decidedAt, decidedBy, owner }: DecisionLine) =>
  `*${nameOf(number)}* ${statement ? inline(clip(statement, 120)) : `_${goneWords}_`} · ${stateWord(state)}${day(decidedAt)} · ${inline(owner?.name ?? decidedBy)}`;

const stateWord = (state: State) => (state === 'decided' ? '' : isOver(state) ? `↺ ${state} · ` : sign(state));

/** Another page of the same: whatever it was asked for goes along. */
function pager({ page, pages, asked }: Listing) {
  const turn = (label: string, to: number) =>
    press({ operation: 'decision.list', label, input: { ...asked, page: String(to) } }, to);
  const turns = [page > 1 && turn('Newer', page - 1), page < pages && turn('Older', page + 1)].filter(
    (button) => button !== false,
  );
  return turns.length > 0 ? [buttons(...turns)] : [];
}
