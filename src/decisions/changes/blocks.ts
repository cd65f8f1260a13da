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

/** What happened and by whom, above the decision as it stands now. */
export function changedCard({ did, by, undo, ...decision }: Changed): Card {
  const name = nameOf(decision.number);
  const text = `✓ ${name} was ${doneWords(did)} by ${inline(by)}.`;
  const { blocks } = decisionCard(decision);
  const back = press({
    operation: 'decision.undo',
    label: 'Undo',
    input: { decision: name, seen: String(decision.version) },
  });
  const head = section(text);
  return { text, blocks: [undo ? { ...head, accessory: back } : head, ...blocks] };
}
