import { type Course, courseOf } from './course.ts';
import { scoreOf, sureness } from './model.ts';
import type { Remarks } from './remarks.ts';
import { isExplicit, type Roles, rolesOf } from './roles.ts';
import { columnOf, valueAt } from './table.ts';

/**
 * A thread is too short for what meetings teach: nobody minutes it, opens topics or counts votes. What speaks for a decision
 * there is weighed as people who know judge it, until a team's own confirmations say otherwise.
 */
const believed = {
  bias: -2.6,
  weights: {
    explicit: 3.3,
    goWith: 2.4,
    accepted: 1.4,
    proposal: 0.7,
    answered: 0.8,
    supports: 1.4,
    objections: -2.1,
    because: 0.5,
    defer: -4,
    joke: -3,
    question: -2.6,
    reported: -2.6,
    suppose: -2.2,
    personal: -2.2,
    score: 0.35,
  },
};
const most = 40;

export const isThread = ({ lines, table }: Remarks): boolean =>
  lines.length <= 2 * most &&
  lines.filter(({ reaction }) => !reaction).length <= most &&
  lines.every(({ said }, n) => !said.via && !valueAt(table, n, columnOf(table, 'topic')));

const voiced = ['propose', 'lets', 'shallWe', 'prefer', 'weShould', 'option', 'imperative'] as const;

/** People in threads seldom say that they propose: whoever says what could be done does. */
export function threadCourse(remarks: Remarks, sure: readonly number[]): Course {
  const has = (n: number, cue: string) => valueAt(remarks.table, n, columnOf(remarks.table, cue)) > 0;
  const spoken = sure.map((much, n) => {
    const voices = voiced.some((cue) => has(n, cue)) && !remarks.lines[n]?.reaction && !remarks.stances[n];
    return voices ? Math.max(much, has(n, 'defer') || has(n, 'reported') ? 0.2 : 0.5) : much;
  });
  return courseOf(remarks, spoken);
}

/** Every line of a thread that says that something is settled, or proposes what others then support. */
export function threadSettled(course: Course, scores: readonly number[]): { roles: Roles; sure: number }[] {
  const { lines } = course.remarks;
  const found = [...lines.keys()]
    .filter((n) => !lines[n]?.reaction && (settling(course, n) || (course.sure[n] ?? 0) >= 0.5))
    .map((n) => judgedAt(course, n, scores));
  return bestOf(found);
}

const has = ({ remarks: { table } }: Course, n: number, cue: string) => valueAt(table, n, columnOf(table, cue)) > 0;

function settling(course: Course, n: number): boolean {
  return ['performs', 'goWith', 'accepted'].some((cue) => has(course, n, cue));
}

const doubts = ['defer', 'joke', 'reported', 'suppose', 'personal'] as const;

function judgedAt(course: Course, n: number, scores: readonly number[]) {
  const flag = (is: boolean) => (is ? 1 : 0);
  const accepted = course.last[n - 1];
  const roles = rolesOf(course, n, settling(course, n) ? accepted : course.last[n]);
  const proposes = !settling(course, n) || (has(course, n, 'lets') && roles.proposal === undefined);
  const where = [n, ...(roles.proposal === undefined ? [] : [roles.proposal])];
  const features = {
    explicit: flag(isExplicit(course, n)),
    goWith: flag(has(course, n, 'goWith') && !isExplicit(course, n) && !has(course, n, 'question')),
    accepted: flag(has(course, n, 'accepted') && !isExplicit(course, n)),
    proposal: flag(proposes),
    answered: flag(roles.proposal !== undefined && settling(course, n)),
    supports: Math.min(2.3, Math.log2(1 + roles.supports.length)),
    objections: Math.min(2, Math.log2(1 + roles.objections.length)),
    because: flag(has(course, n, 'because')),
    question: flag(has(course, n, 'question') && !proposes),
    score: Math.max(0, Math.min(4, (scores[n] ?? -3.5) + 3.5)),
    ...Object.fromEntries(doubts.map((cue) => [cue, flag(where.some((line) => has(course, line, cue)))])),
  };
  return {
    n,
    roles: settling(course, n) ? roles : closed(course, n, roles),
    sure: sureness(scoreOf(believed, features)),
  };
}

/** A proposal that nobody sums up is settled by the last one who agrees to it in words. */
function closed(course: Course, n: number, roles: Roles): Roles {
  const fate = course.last[n];
  const spoken = [...(fate?.votesFor ?? []), ...(fate?.saidFor ?? [])].filter(
    (line) => !course.remarks.lines[line]?.reaction,
  );
  return fate?.line === n && spoken.length > 0 ? rolesOf(course, Math.max(...spoken), fate) : roles;
}

/** Of lines that speak of the same proposal, or close together, the surest. */
function bestOf(found: readonly { n: number; roles: Roles; sure: number }[]) {
  const best: { n: number; roles: Roles; sure: number }[] = [];
  for (const one of found.toSorted((a, b) => b.sure - a.sure))
    if (!best.some((other) => Math.abs(other.n - one.n) < 6 || sameMatter(one.roles, other.roles))) best.push(one);
  return best.toSorted((one, other) => one.n - other.n);
}

const sameMatter = (one: Roles, other: Roles) => (one.proposal ?? one.settles) === (other.proposal ?? other.settles);
