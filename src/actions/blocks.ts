import {
  buttons,
  type Card,
  choosing,
  clip,
  context,
  escaped,
  inline,
  moment,
  type Press,
  press,
  say,
  section,
} from '../card.ts';
import { type ActionState, type Move, perPage, standing } from './rules.ts';

interface Planned {
  id: string;
  kind: string;
  state: ActionState;
  to: string;
  text: string;
  why: string;
  subject: string;
  dueAt: string;
  problem: string | null;
  yours: boolean;
}

interface Listing {
  actions: Planned[];
  total: number;
  page: number;
  pages: number;
  state: ActionState | null;
  limit: number;
  stopped: string | null;
}

interface Moved extends Planned {
  did: Move;
  by: string;
  undo: Move | null;
  list: Listing | null;
}

/** As much of an id as people need to say which one. */
const shortId = (id: string): string => id.slice(-6);

const signs: Partial<Record<ActionState, string>> = { 'needs a person': '⚠ ', sent: '✓ ', refused: '⚠ ' };

function lines({ id, state, to, text, why, dueAt, problem }: Planned): string {
  const head = `*${moment(dueAt)}: ${inline(to)}* · ${signs[state] ?? ''}${standing[state]} · \`${shortId(id)}\``;
  const rest = [escaped(clip(text, 200)), `_${escaped(why)}_`, problem && escaped(problem)];
  return [head, ...rest.filter(Boolean)].join('\n');
}

const labels: Record<Move, string> = {
  hold: 'Hold',
  release: 'Release',
  cancel: 'Cancel',
  restore: 'Take up again',
  arrived: 'It arrived',
};

const offered: Partial<Record<ActionState, Move[]>> = {
  planned: ['hold', 'cancel'],
  due: ['hold', 'cancel'],
  held: ['release', 'cancel'],
  'needs a person': ['arrived', 'release', 'cancel'],
};

const choicesFor = ({ state, yours }: Planned): Pick<Press, 'operation' | 'label'>[] =>
  ((yours && offered[state]) || []).map((move) => ({ operation: `action.${move}`, label: labelOf(move, state) }));

function labelOf(move: Move, state: ActionState): string {
  if (state !== 'needs a person') return labels[move];
  return { ...labels, release: 'Send again', cancel: 'Leave it' }[move];
}

type Part = Pick<Listing, 'page' | 'state' | 'limit'>;
const asInput = ({ page, state, limit }: Part) => ({
  page: String(page),
  ...(limit !== perPage && { limit: String(limit) }),
  ...(state && { state }),
});

function row(action: Planned, part: Part) {
  const choices = choicesFor(action);
  return choices.length > 0
    ? choosing(lines(action), choices, { action: action.id, ...asInput(part) })
    : section(lines(action));
}

export function actionList(list: Listing): Card {
  const text = headOf(list);
  return { text, blocks: [section(text), ...list.actions.map((action) => row(action, list)), ...pager(list)] };
}

function headOf({ total, page, pages, state, stopped }: Listing): string {
  const what = state ? standing[state] : stopped ? 'waiting' : 'on the way';
  const where = pages > 1 ? ` · page ${page} of ${pages}` : '';
  const none = state ? `Nothing that you can see is ${standing[state]}.` : 'Nothing is about to happen.';
  const count = total === 0 ? none : `${total} ${what}${where}`;
  return stopped ? `${isStopped(stopped)}\n${count}` : count;
}

export const isStopped = (by: string): string =>
  `⚠ Everything is stopped, by ${inline(by)}. An admin lets it go on with \`/hypha go\`.`;

function pager({ page, pages, state, limit }: Listing) {
  const turn = (label: string, to: number) =>
    press({ operation: 'action.list', label, input: asInput({ page: to, state, limit }) }, to);
  const turns = [page > 1 && turn('Sooner', page - 1), page < pages && turn('Later', page + 1)].filter(
    (button) => button !== false,
  );
  return turns.length > 0 ? [buttons(...turns)] : [];
}

const did: Record<Move, string> = {
  hold: 'Held',
  release: 'Released',
  cancel: 'Cancelled',
  restore: 'Taken up again',
  arrived: 'Marked as arrived',
};

/** What happened and by whom, in place of what was clicked; where that was a list, the list goes on below it. */
export function movedCard({ did: move, by, undo, list, ...action }: Moved): Card {
  const text = `✓ ${did[move]} by ${inline(by)}: ${inline(action.to)}, ${moment(action.dueAt)}`;
  const input = { action: action.id, ...(list && asInput(list)) };
  const back = undo && press({ operation: `action.${undo}`, label: 'Undo', input });
  if (list) return withList(text, back, list);
  const others = choicesFor(action).filter(({ operation }) => operation !== `action.${undo}`);
  const all = [...(back ? [back] : []), ...others.map((choice) => press({ ...choice, input }))];
  return { text, blocks: [section(text), section(lines(action)), ...(all.length > 0 ? [buttons(...all)] : [])] };
}

function withList(text: string, back: ReturnType<typeof press> | null, list: Listing): Card {
  const { blocks } = actionList(list);
  const head = section(`${text}\n${headOf(list)}`);
  return { text, blocks: [back ? { ...head, accessory: back } : head, ...blocks.slice(1)] };
}

export const stoppedCard = (already: boolean): Card =>
  say(
    already ? '✓ Everything was stopped already.' : '✓ Stopped. Hypha says nothing until somebody lets it go again.',
    context('What was asked is still answered, to whoever asks. `/hypha go` lets the rest out.'),
  );

export const goingCard = (already: boolean): Card =>
  say(already ? '✓ Nothing was stopped.' : '✓ Going again. What is too old by now is not sent.');
