import { type Card, inline, press, section } from '../../card.ts';
import { decisionCard } from '../blocks.ts';
import { type Decision, nameOf } from '../rules.ts';
import { type StepName, steps } from './rules.ts';

export interface Changed extends Decision {
  did: string;
  by: string;
  /** Whoever did it can take it back for a while. */
  undo: boolean;
}

const isStep = (did: string): did is StepName => did in steps;
export const doneWords = (did: string): string =>
  isStep(did)
    ? steps[did].done
    : did === 'undo'
      ? 'put back as it was before'
      : did === 'change'
        ? 'changed'
        : 'logged';

/** What was undone as the second change was the first one: that it was logged at all. */
export const isTakenBack = (did: string, change: number): boolean => did === 'undo' && change === 2;

function became({ did, version, replacedBy }: Changed): string {
  if (isTakenBack(did, version)) return 'taken back';
  return did === 'replace' && replacedBy ? `replaced with ${nameOf(replacedBy.number)}` : doneWords(did);
}

/** What happened and by whom, above the decision as it stands now. */
export function changedCard(changed: Changed): Card {
  const { did: _, by, undo, ...decision } = changed;
  const name = nameOf(decision.number);
  const text = `✓ ${name} was ${became(changed)} by ${inline(by)}.`;
  const { blocks } = decisionCard(decision);
  const back = press({
    operation: 'decision.undo',
    label: 'Undo',
    input: { decision: name, seen: String(decision.version) },
  });
  const head = section(text);
  return { text, blocks: [undo ? { ...head, accessory: back } : head, ...blocks] };
}
