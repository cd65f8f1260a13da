import type { StepName } from '../changes/rules.ts';

/** What somebody wants who calls Hypha by its name. */
export type Wanted =
  | { to: 'log'; statement: string }
  /** What was said before it, in its thread. */
  | { to: 'log this' }
  | { to: 'step'; step: Exclude<StepName, 'replace'>; decision: string; reason?: string }
  | { to: 'replace'; decision: string }
  | { to: 'show'; decision: string }
  | { to: 'nothing we know' };

const number = String.raw`(d-?\d{1,9})`;
const because = String.raw`(?:[\s,:;.–—-]+(?:because|as|since|:)?\s*(.+))?`;

/** In the order in which they are tried: what names a decision is about that one. */
const ways: [RegExp, (found: RegExpExecArray) => Wanted][] = [
  [new RegExp(`^(?:this )?replaces? ${number}`, 'i'), ([, decision = '']) => ({ to: 'replace', decision })],
  [
    new RegExp(
      String.raw`^${number} (?:is|was) (done|dropped|reversed|still true|confirmed|started|in progress)\b${because}`,
      'is',
    ),
    ([, decision = '', how = '', reason]) => ({
      to: 'step',
      step: steps[how.toLowerCase()] ?? 'keep',
      decision,
      ...(reason && { reason }),
    }),
  ],
  [
    new RegExp(String.raw`^(drop|reverse|confirm|finish) ${number}\b${because}`, 'is'),
    ([, how = '', decision = '', reason]) => ({
      to: 'step',
      step: steps[how.toLowerCase()] ?? 'keep',
      decision,
      ...(reason && { reason }),
    }),
  ],
  [new RegExp(`^(?:show |what (?:is|was) )?${number}\\??$`, 'i'), ([, decision = '']) => ({ to: 'show', decision })],
  [
    /^(?:please )?(?:log|record|note|save|remember)(?: (?:this|that|it))?(?: (?:as )?(?:a )?decision)?[.!]?$/i,
    () => ({ to: 'log this' }),
  ],
  [
    /^(?:we )?(?:decided|decision|decide|agreed|log|record|note)\s*(?:that\b|to\b|on\b|:|,|–|—|-)?\s*(.{3,})$/is,
    ([, statement = '']) => ({ to: 'log', statement }),
  ],
];

const steps: Record<string, Exclude<StepName, 'replace'>> = {
  done: 'finish',
  finish: 'finish',
  dropped: 'drop',
  drop: 'drop',
  reversed: 'reverse',
  reverse: 'reverse',
  confirmed: 'confirm',
  confirm: 'confirm',
  'still true': 'keep',
  started: 'start',
  'in progress': 'start',
};

/** What is left of a message once its call by name is taken out. */
export function wantedIn(text: string): Wanted {
  const said = text.replace(/\s+/g, ' ').trim();
  for (const [pattern, read] of ways) {
    const found = pattern.exec(said);
    if (found) return read(found);
  }
  return { to: 'nothing we know' };
}

/** A message's words without the name of who was called, wherever it stands. */
export const withoutName = (text: string, bot: string): string =>
  text.replace(new RegExp(`<@${bot}(?:\\|[^>]*)?>[\\s,:]*`, 'g'), ' ').trim();
