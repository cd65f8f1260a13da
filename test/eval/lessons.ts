import type { Dialogue } from '../../src/mind/dialogue.ts';
import { linesOf } from '../../src/mind/local/lines.ts';
import { type Glance, glanceAt, type Moments, momentsOf } from '../../src/mind/local/moments.ts';
import type { Learned } from '../../src/mind/local/reader.ts';
import { remarksOn } from '../../src/mind/local/remarks.ts';
import { rowOf, type Table } from '../../src/mind/local/table.ts';
import { withWishes } from '../../src/mind/local/wishes.ts';
import { fitRows, type Row } from './logistic.ts';
import { type Label, type LabelledSet, streamsOf, type Variant } from './sets.ts';
import { type Grove, type Growth, growTrees } from './trees.ts';

/** One meeting or channel as it is learned from. */
export interface Lesson {
  set: LabelledSet;
  variant: Variant;
  stream: string;
  glance: Glance;
  /** The lines that propose something, and those where each kind of moment is labelled. */
  proposes: ReadonlySet<number>;
  anchors: Readonly<Record<Task, readonly number[]>>;
}
export type Task = 'decision' | 'action';

export function lessonsOf(set: LabelledSet, variant: Variant): Lesson[] {
  return streamsOf(set, variant).map(({ name, dialogue }) => {
    const glance = glanceAt(dialogue);
    const lines = new Map(glance.remarks.lines.map(({ said }, n) => [said.id, n] as const));
    const order = set.messages.filter(({ stream }) => stream === name).map(({ id }) => id);
    const labels = set.labels.filter(({ stream }) => stream === name);
    const anchors = (task: Task) => labels.filter(({ kind }) => kind === task).map((one) => lineOf(one, order, lines));
    const proposes = labels.filter(({ kind }) => kind === 'proposal').flatMap(({ msg_ids }) => msg_ids);
    return {
      set,
      variant,
      stream: name,
      glance,
      proposes: new Set(proposes.flatMap((id) => lines.get(id) ?? [])),
      anchors: { decision: anchors('decision'), action: anchors('action') },
    };
  });
}

/** The line that is left where a label stands, or the last one before it. */
function lineOf({ anchor_id }: Label, order: readonly string[], lines: ReadonlyMap<string, number>): number {
  for (let n = order.indexOf(anchor_id ?? ''); n >= 0; n--) {
    const line = lines.get(order[n] ?? '');
    if (line !== undefined) return line;
  }
  return 0;
}

const pulls = { wish: 20, proposal: 50, decision: 1000, action: 2000 };
const growths: Readonly<Record<Task, Growth>> = {
  decision: { trees: 120, depth: 3, rate: 0.1, pull: 5, least: 3, rows: 0.7, columns: 0.25 },
  action: { trees: 80, depth: 3, rate: 0.07, pull: 8, least: 4, rows: 0.7, columns: 0.25 },
};

const plain = (logistic: Learned['logistic']): Learned => ({ logistic, asks: [], bias: 0, trees: [] });

export function learnProposals(lessons: readonly Lesson[]): Learned {
  const rows = lessons.flatMap(({ glance: { proposing }, proposes }) =>
    rowsOf(proposing).map((values, n) => ({ values, is: proposes.has(n), counts: 1 })),
  );
  return plain(fitRows(lessons[0]?.glance.proposing.names ?? [], rows, pulls.proposal));
}

/** What to learn from, each with its moments as they look to a reader of proposals. */
export type Read = Lesson & { moments: Moments };
export function readBy(lessons: readonly Lesson[], proposals: Learned, wishes?: Learned): Read[] {
  return lessons.map((lesson) => {
    const moments = momentsOf(lesson.glance, proposals);
    return { ...lesson, moments: wishes ? withWishes(moments, wishes) : moments };
  });
}

/** What people ask for and promise, from single sentences that are labelled for that. */
export function learnWishes(sets: readonly LabelledSet[]): Learned {
  const rows = sets.filter(({ labels }) => labels.some(({ kind }) => kind === 'intent')).flatMap(wishRows);
  const names = cueTable([]).names;
  return plain(rows.length > 0 ? fitRows(names, rows, pulls.wish) : { bias: -3, weights: {} });
}

const cueTable = (dialogue: Dialogue) => remarksOn(linesOf(dialogue)).table;

function wishRows(set: LabelledSet): Row[] {
  const wished = new Set(set.labels.filter(({ kind }) => kind === 'intent').flatMap(({ msg_ids }) => msg_ids));
  return streamsOf(set, 'stripped').flatMap(({ dialogue }) =>
    rowsOf(cueTable(dialogue)).map((values, n) => ({ values, is: wished.has(dialogue[n]?.id ?? ''), counts: 1 })),
  );
}

/** Trees see one row of four where nothing is labelled, and take it for four. */
const spared = 4;

export function learnMoments(lessons: readonly Read[], task: Task, leave?: RegExp): Learned {
  const names = lessons[0]?.moments.table.names ?? [];
  const left = names.map((name) => leave?.test(name) ?? false);
  const rows = lessons.flatMap((lesson) => rowsFor(lesson, task)).map((row) => without(row, left));
  const logistic = fitRows(names, rows, pulls[task]);
  const fewer = rows.filter(({ is }, n) => is || n % spared === 0);
  const counted = fewer.map((row) => (row.is ? row : { ...row, counts: spared }));
  return spare(logistic, names, growTrees(counted, names.length, growths[task]));
}

/** Only what says something is kept, and only the names of columns that a tree asks about. */
function spare(
  { bias: start, weights }: Learned['logistic'],
  names: readonly string[],
  { bias, trees }: Grove,
): Learned {
  const forks = (tree: readonly number[]) => tree.slice(0, (tree.length - 1) / 3);
  const asked = [...new Set(trees.flatMap(forks))].filter((column) => column >= 0);
  const place = new Map(asked.map((column, n) => [column, n] as const));
  return {
    logistic: {
      bias: start,
      weights: Object.fromEntries(Object.entries(weights).filter(([, one]) => Math.abs(one) > 0.002)),
    },
    asks: asked.map((column) => names[column] ?? ''),
    bias,
    trees: trees.map((tree) => [
      ...forks(tree).map((column) => place.get(column) ?? -1),
      ...tree.slice(forks(tree).length),
    ]),
  };
}

function without(row: Row, left: readonly boolean[]): Row {
  return left.includes(true) ? { ...row, values: row.values.map((value, n) => (left[n] ? 0 : value)) } : row;
}

/** What is neither close to a label nor far from one teaches nothing. */
function rowsFor({ moments, anchors }: Read, task: Task): Row[] {
  const places = anchors[task];
  return rowsOf(moments.table).flatMap((values, n) => {
    const is = places.some((place) => n >= place - 3 && n <= place + 1);
    if (!is && places.some((place) => n >= place - 8 && n <= place + 3)) return [];
    return { values, is, counts: 1 };
  });
}

const rowsOf = (table: Table) => Array.from({ length: table.count }, (_, n) => rowOf(table, n));
