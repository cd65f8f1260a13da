import type { StepName } from '../changes/rules.ts';
import { decisionNumber } from '../rules.ts';

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
const because = String.raw`(?:(?:\s*[,:;–—-]\s*|\s+)(?:(?:because|as|since)\s+)?(.{3,}))?`;

/** In the order in which they are tried: what names a decision is about that one. */
const ways: [RegExp, (found: RegExpExecArray) => Wanted][] = [
  [new RegExp(`^(?:this )?replaces? ${number}[.!]?$`, 'i'), ([, decision = '']) => ({ to: 'replace', decision })],
  [
    new RegExp(
      String.raw`^${number} (?:is|was) (done|dropped|reversed|still true|confirmed|started|in progress)\b[.!]?${because}$`,
      'i',
    ),
    ([, decision = '', how = '', reason]) => stepOf(how, decision, reason),
  ],
  [
    new RegExp(String.raw`^(drop|reverse|confirm|finish) ${number}\b[.!]?${because}$`, 'i'),
    ([, how = '', decision = '', reason]) => stepOf(how, decision, reason),
  ],
  [new RegExp(`^(?:show )?${number}[.!]?$`, 'i'), ([, decision = '']) => ({ to: 'show', decision })],
  [
    /^(?:please )?(?:log|record|note|save|remember)(?: (?:this|that|it))?(?: (?:as )?(?:a )?decision)?[.!]?$/i,
    () => ({ to: 'log this' }),
  ],
  [
    /^(?:we (?:have )?)?(?:decided|agreed|decision|decide)(?:\s*[:,–—-]\s*|\s+(?:that|to|on)\s+|\s+)(.{3,})$/i,
    ([, statement = '']) => ({ to: 'log', statement }),
  ],
  [/^(?:please )?(?:log|record|note)\s*:\s*(.{3,})$/i, ([, statement = '']) => ({ to: 'log', statement })],
];

const stepOf = (how: string, decision: string, reason: string | undefined): Wanted => ({
  to: 'step',
  step: steps[how.toLowerCase()] ?? 'keep',
  decision,
  ...(reason && { reason }),
});

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

/** “D-42?” */
function showing(said: string): Wanted {
  const [, decision] = new RegExp(`^(?:what (?:is|was|about) )?${number}\\s*\\?+$`, 'i').exec(said) ?? [];
  return decision ? { to: 'show', decision } : { to: 'nothing we know' };
}

/** What is left of a message once its call by name is taken out. */
export function wantedIn(text: string): Wanted {
  const said = text.replace(/\s+/g, ' ').trim();
  // Whoever asks has not decided, and is not answered with a deed.
  if (said.endsWith('?')) return showing(said);
  for (const [pattern, read] of ways) {
    const found = pattern.exec(said);
    if (found) return read(found);
  }
  return { to: 'nothing we know' };
}

/** Why, as somebody says it who calls Hypha about that decision. */
export function reasonIn(text: string, decision: number): string | undefined {
  const wanted = wantedIn(text);
  const isIt = wanted.to === 'step' && decisionNumber.safeParse(wanted.decision).data === decision;
  return isIt ? wanted.reason?.trim() : undefined;
}

/** A message's words without the name of who was called, wherever it stands. */
export const withoutName = (text: string, bot: string): string =>
  text.replace(new RegExp(`<@${bot}(?:\\|[^>]*)?>[\\s,:]*`, 'g'), ' ').trim();
