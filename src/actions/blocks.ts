import { buttons, type Card, clip, context, escaped, inline, moment, press, say, section } from '../card.ts';
import type { ActionState } from './rules.ts';

export interface Planned {
  id: string;
  kind: string;
  state: ActionState;
  to: string;
  text: string;
  why: string;
  subject: string;
  dueAt: string;
  problem: string | null;
}

/** As much of an id as people need to say which one. */
const shortId = (id: string): string => id.slice(-6);

const inWords: Record<ActionState, string> = {
  planned: 'planned',
  held: 'held',
  due: 'about to go',
  sending: 'going out now',
  unclear: 'finding out whether it arrived',
  'needs a person': '⚠ needs a person',
  sent: '✓ sent',
  cancelled: 'cancelled',
  expired: 'not sent: its reason had passed',
  refused: '⚠ not sent',
};

function actionLine(action: Planned): string {
  const problem = action.problem ? `\n${escaped(action.problem)}` : '';
  return `*${moment(action.dueAt)}: ${inline(action.to)}* · ${inWords[action.state]} · \`${shortId(action.id)}\`\n${escaped(clip(action.text, 200))}\n_${escaped(action.why)}_${problem}`;
}

export function actionCard(action: Planned): Card {
  return {
    text: `${inWords[action.state]}: ${escaped(clip(action.text, 200))}`,
    blocks: [section(actionLine(action)), ...choices(action)],
  };
}

const offered: Partial<Record<ActionState, [string, string][]>> = {
  planned: [
    ['action.hold', 'Hold'],
    ['action.cancel', 'Cancel'],
  ],
  due: [
    ['action.hold', 'Hold'],
    ['action.cancel', 'Cancel'],
  ],
  held: [
    ['action.release', 'Release'],
    ['action.cancel', 'Cancel'],
  ],
  'needs a person': [
    ['action.release', 'Send again'],
    ['action.cancel', 'It arrived'],
  ],
};

function choices({ id, state }: Planned) {
  const row = offered[state];
  return row ? [buttons(...row.map(([operation, label]) => press({ operation, label, input: { action: id } })))] : [];
}

export function actionList({ actions, stopped }: { actions: Planned[]; stopped: string | null }): Card {
  const head = stopped
    ? [context(`⚠ Everything is stopped, by ${inline(stopped)}. \`/hypha go\` lets it out again.`)]
    : [];
  if (actions.length === 0)
    return { text: 'Nothing is about to happen.', blocks: [...head, section('Nothing is about to happen.')] };
  const text = `${actions.length} on the way`;
  return { text, blocks: [...head, ...actions.flatMap((action) => actionCard(action).blocks)].slice(0, 50) };
}

export const stoppedCard = (already: boolean): Card =>
  say(
    already ? '✓ Everything was stopped already.' : '✓ Stopped. Hypha says nothing until somebody lets it go again.',
    context('What was asked is still answered, to whoever asks. `/hypha go` lets the rest out.'),
  );

export const goingCard = (already: boolean): Card =>
  say(already ? '✓ Nothing was stopped.' : '✓ Going again. What is too old by now is not sent.');
