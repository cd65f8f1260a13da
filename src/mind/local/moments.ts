import type { Dialogue } from '../dialogue.ts';
import { type Course, courseOf, courseTable } from './course.ts';
import { linesOf } from './lines.ts';
import { sureness } from './model.ts';
import { proposalTable } from './proposals.ts';
import { type Learned, scoresBy } from './reader.ts';
import { type Remarks, remarksOn } from './remarks.ts';
import { joined, type Table } from './table.ts';
import { pooled } from './windows.ts';

/** A dialogue as far as it can be seen without knowing what proposes something. */
export interface Glance {
  remarks: Remarks;
  proposing: Table;
  around: Table;
}

export function glanceAt(dialogue: Dialogue): Glance {
  const remarks = remarksOn(linesOf(dialogue));
  return { remarks, proposing: proposalTable(remarks), around: pooled(remarks.table) };
}

/** What is noticed about every moment of a dialogue, once it is known what proposes something. */
export interface Moments {
  course: Course;
  table: Table;
}

export function momentsOf({ remarks, proposing, around }: Glance, proposals: Learned): Moments {
  const course = courseOf(remarks, scoresBy(proposals, proposing).map(sureness));
  return { course, table: joined([around, courseTable(course)]) };
}

/** The best moments, each some lines apart from every better one. */
export function peaksOf(scores: readonly number[], apart: number): number[] {
  const order = scores.map((_, n) => n).toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
  const near = new Uint8Array(scores.length);
  return order.filter((n) => {
    if (near[n]) return false;
    near.fill(1, Math.max(0, n - apart + 1), n + apart);
    return true;
  });
}
