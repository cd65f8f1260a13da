/** What can become of a decision, and how. */
export const states = [
  'proposed',
  'unconfirmed',
  'decided',
  'in progress',
  'done',
  'superseded',
  'reversed',
  'dropped',
] as const;
export type State = (typeof states)[number];

/** Still true, as far as anybody said. */
export const live: readonly State[] = ['proposed', 'unconfirmed', 'decided', 'in progress'];
/** No longer true: never shown as current. */
export const over: readonly State[] = ['superseded', 'reversed', 'dropped'];
export const isOver = (state: State): boolean => over.includes(state);

interface Step {
  from: readonly State[];
  /** The same as before where it only says that it still holds. */
  to: State | 'as before' | 'as it was';
  /** It was … */
  done: string;
}

export const steps = {
  confirm: { from: ['proposed', 'unconfirmed'], to: 'decided', done: 'confirmed' },
  start: { from: ['decided'], to: 'in progress', done: 'begun' },
  finish: { from: ['decided', 'in progress'], to: 'done', done: 'marked as done' },
  keep: { from: ['decided', 'in progress'], to: 'as before', done: 'found still true' },
  drop: { from: [...live, 'done'], to: 'dropped', done: 'dropped' },
  reverse: { from: [...live, 'done'], to: 'reversed', done: 'reversed' },
  replace: { from: [...live, 'done'], to: 'superseded', done: 'replaced' },
  restore: { from: ['done', 'superseded', 'reversed', 'dropped'], to: 'as it was', done: 'taken up again' },
} as const satisfies Record<string, Step>;
export type StepName = keyof typeof steps;

export const mayStep = (name: StepName, from: State): boolean => {
  const allowed: readonly State[] = steps[name].from;
  return allowed.includes(from);
};

/** All of it that people can set, as it is kept. Dates are ISO, lists of what was weighed one to a line. */
export interface Fields {
  statement: string;
  why: string | null;
  alternatives: string | null;
  assumptions: string | null;
  reopen_if: string | null;
  topic: string | null;
  owner: string | null;
  type: string;
  deciders: string[];
  agreed: string[];
  decided_at: string;
  review_at: string | null;
}
export const worded = ['statement', 'why', 'alternatives', 'assumptions', 'reopen_if', 'topic'] as const;
export type Worded = (typeof worded)[number];

export const isWorded = (name: string): name is Worded => worded.some((one) => one === name);

export interface Change {
  n: number;
  kind: string;
  /** True from then on; and when it was written down. */
  at: string;
  recordedAt: string;
  state: State;
  other: number | null;
  fields: Partial<Fields>;
  /** Whose words are gone at their source, and so here. */
  removed: readonly string[];
}

export interface Standing {
  fields: Fields;
  state: State;
  version: number;
  replacedBy: number | null;
  removed: Worded[];
}

const unset: Fields = {
  statement: '',
  why: null,
  alternatives: null,
  assumptions: null,
  reopen_if: null,
  topic: null,
  owner: null,
  type: 'choice',
  deciders: [],
  agreed: [],
  decided_at: '',
  review_at: null,
};

const blank = (name: Worded): Partial<Fields> => ({ [name]: name === 'statement' ? '' : null });

/** What a decision is, is what its changes add up to. */
export function fold(changes: readonly Change[]): Standing | undefined {
  let standing: Standing | undefined;
  for (const change of changes) {
    const before: Standing = standing ?? { fields: unset, state: 'decided', version: 0, replacedBy: null, removed: [] };
    const gone = change.removed.filter(isWorded);
    const kept = before.removed.filter((name) => !(name in change.fields) && !gone.includes(name));
    standing = {
      fields: Object.assign({}, before.fields, change.fields, ...gone.map(blank)),
      state: change.state,
      version: change.n,
      replacedBy: change.state === 'superseded' ? change.other : null,
      removed: [...kept, ...gone],
    };
  }
  return standing;
}

/** As it stood at a moment, by what was written down until another. */
export const asOf = (changes: readonly Change[], at: Date, knownAt: Date): Standing | undefined =>
  fold(changes.filter((change) => new Date(change.at) <= at && new Date(change.recordedAt) <= knownAt));

/** What has to be set to have it as it was before its last change. Words that are gone meanwhile do not come back. */
export function before(changes: readonly Change[]) {
  const last = changes.at(-1);
  const was = fold(changes.slice(0, -1));
  if (!last || !was) throw new Error('nothing stood before this');
  const removed = was.removed.filter((name) => name in last.fields);
  const changed = Object.entries(was.fields).filter(
    ([name]) => name in last.fields && !removed.some((one) => one === name),
  );
  const fields: Partial<Fields> = Object.fromEntries(changed);
  return { state: was.state, other: was.replacedBy, fields, removed };
}

/** What "take it up again" leads back to: what is over, to how it stood before; what is done, to how it was done from. */
export function asItWas(changes: readonly Change[]): State {
  const passed = changes.map(({ state }) => state);
  const ended = passed.at(-1);
  const back = ended && isOver(ended) ? (state: State) => !isOver(state) : (state: State) => live.includes(state);
  return passed.findLast(back) ?? 'decided';
}

/** The line that made it stand as it does: later ones may have been about its words. */
export const standsSince = <C extends Change>(changes: readonly C[]): C | undefined =>
  changes.findLast((change, at) => changes[at - 1]?.state !== change.state);

/** Of what was put in, what is not so already. */
export function news(fields: Fields, wanted: Partial<Fields>): Partial<Fields> {
  const now = new Map(Object.entries(fields));
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => JSON.stringify(now.get(name)) !== JSON.stringify(value)),
  );
}

/** For how long whoever did something can simply take it back. */
export const undoMs = 10 * 60_000;

/** After so many days, unless somebody says otherwise, a decision of each type is looked at again. */
const horizonDays = { choice: 180, policy: 365, plan: 30, scope: 90, assignment: 30 } as const;
export const types = [
  'choice',
  'policy',
  'plan',
  'scope',
  'assignment',
] as const satisfies (keyof typeof horizonDays)[];
export type Type = (typeof types)[number];

export const horizonOf = (type: Type, from: Date): Date =>
  new Date(from.getTime() + horizonDays[type] * 24 * 60 * 60_000);
