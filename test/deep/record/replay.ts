import type { Line, Row } from './record.ts';

/** What a history adds up to, and what may follow what in it: told from the promises, not with the product's own rules. */

const live = ['proposed', 'unconfirmed', 'decided', 'in progress'];
const over = ['superseded', 'reversed', 'dropped'];
export const isOver = (state: string): boolean => over.includes(state);

const worded = ['statement', 'why', 'alternatives', 'assumptions', 'reopen_if', 'topic'];

interface Step {
  from: readonly string[];
  to: (before: readonly Line[]) => string | undefined;
}

const always = (state: string) => () => state;
const asBefore = (before: readonly Line[]) => before.at(-1)?.state;
/** Taken up again, what is over stands as it did; what is done is to be done. */
const backToLife = (before: readonly Line[]) => {
  const wasDone = before.at(-1)?.state === 'done';
  return before.findLast(({ state }) => (wasDone ? live.includes(state) : !isOver(state)))?.state;
};

const steps: Record<string, Step> = {
  confirm: { from: ['proposed', 'unconfirmed'], to: always('decided') },
  start: { from: ['decided'], to: always('in progress') },
  finish: { from: ['decided', 'in progress'], to: always('done') },
  keep: { from: ['decided', 'in progress'], to: asBefore },
  drop: { from: [...live, 'done'], to: always('dropped') },
  reverse: { from: [...live, 'done'], to: always('reversed') },
  replace: { from: [...live, 'done'], to: always('superseded') },
  restore: { from: [...over, 'done'], to: backToLife },
  change: { from: [...live, ...over, 'done'], to: asBefore },
  redact: { from: [...live, ...over, 'done'], to: asBefore },
};

export const mayFollow = (kind: string, state: string): boolean => steps[kind]?.from.includes(state) ?? false;

/** Where a step leads from here, if it may be taken at all. */
export function leadsTo(kind: string, before: readonly Line[]): string | undefined {
  const now = before.at(-1)?.state ?? '';
  return mayFollow(kind, now) ? steps[kind]?.to(before) : undefined;
}

/** Undone, it stands as it did before; what was only logged was never meant. */
export const undone = (before: readonly Line[]): Pick<Line, 'state' | 'other'> => {
  const was = before.at(-2);
  return was
    ? { state: was.state, other: was.state === 'superseded' ? was.other : null }
    : { state: 'dropped', other: null };
};

const firstKinds: Record<string, readonly string[]> = { log: ['decided'], propose: ['proposed', 'unconfirmed'] };

/** What is wrong with one line, by those before it. */
export function wrongStep({ kind, state, other }: Line, before: readonly Line[]): string | undefined {
  if (before.length === 0) return firstKinds[kind]?.includes(state) ? undefined : `begins with ${kind} as ${state}`;
  const expected = kind === 'undo' ? undone(before).state : leadsTo(kind, before);
  if (expected !== state) return `${kind} from ${before.at(-1)?.state} led to ${state}, not ${expected}`;
  if ((state === 'superseded') !== (other !== null)) return `${kind}: ${state} by ${other}`;
  return undefined;
}

type Standing = Omit<Row, 'number' | 'audience' | 'logged_by' | 'changed_at'>;

const nothing = { why: null, alternatives: null, assumptions: null, reopen_if: null, topic: null };

/** The row as its lines make it, one after the other. */
export function replayed(lines: readonly Line[]): Record<string, unknown> {
  const row: Record<string, unknown> = {
    ...nothing,
    ...{ owner: null, type: 'choice', agreed: [], review_at: null },
  };
  const removed = new Set<string>();
  for (const { fields, removed: gone } of lines) {
    for (const [name, value] of Object.entries(fields)) {
      row[name] = value;
      removed.delete(name);
    }
    for (const name of gone.filter((one) => worded.includes(one))) {
      row[name] = name === 'statement' ? '' : null;
      removed.add(name);
    }
  }
  const last = lines.at(-1);
  const by = last?.state === 'superseded' ? last.other : null;
  return { ...row, removed: [...removed].toSorted(), state: last?.state, version: last?.n, replaced_by: by };
}

/** The same of the row that stands there. */
export function asReplayed(row: Row): Record<string, unknown> {
  const { number: _, audience, logged_by, changed_at, decided_at, review_at, removed, ...rest } = row;
  const standing: Record<keyof Standing, unknown> = {
    ...rest,
    decided_at: decided_at.toISOString(),
    review_at: review_at?.toISOString() ?? null,
    removed: removed.toSorted(),
  };
  return standing;
}
