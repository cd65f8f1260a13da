import type { Dialogue } from '../dialogue.ts';
import type { Course } from './course.ts';
import { type Judged, type Judging, judge } from './judging.ts';
import { glanceAt, type Moments, momentsOf, peaksOf } from './moments.ts';
import { type Learned, scoresBy } from './reader.ts';
import { type Roles, rolesAt } from './roles.ts';
import { isThread, threadCourse, threadSettled } from './threads.ts';
import learned from './weights/decisions.json' with { type: 'json' };

export interface Candidate {
  /** The utterance that settles it. */
  at: string;
  /** Calibrated: of a hundred candidates that are as sure as .7, about seventy are decisions. */
  sure: number;
  /** It says in so many words that something is decided. */
  explicit: boolean;
  /** The utterance whose proposal is accepted, where it is another one. */
  proposal: string | undefined;
  /** By others than the one who settles it, also by reactions on the proposal or on what settles it. */
  supports: readonly { id: string; author: string }[];
  objections: readonly { id: string; author: string }[];
}

/** What was learned about decisions. */
export interface DecisionWeights {
  proposals: Learned;
  moments: Learned;
  judging: Judging;
  /** From here on a candidate is more likely worth showing than not. */
  threshold: number;
}

const apart = 6;
/** What is less sure than this is no candidate. */
const floor = 0.05;

export function findDecisions(dialogue: Dialogue): Candidate[] {
  const moments = momentsOf(glanceAt(dialogue), learned.proposals);
  const found = isThread(moments.course.remarks) ? inThread(moments) : inMeeting(moments);
  return found.map(({ roles, sure }) => candidateOf(moments.course, roles, sure)).filter(({ sure }) => sure >= floor);
}

const inMeeting = (moments: Moments) =>
  weighed(moments, learned.moments).map(({ roles, judged }) => ({ roles, sure: judge(learned.judging, judged) }));

function inThread({ course, table }: Moments) {
  return threadSettled(threadCourse(course.remarks, course.sure), scoresBy(learned.moments, table));
}

export interface Weighed {
  roles: Roles;
  judged: Judged;
}

/** The moments that may be decisions, in order, with all that their sureness rests on. */
export function weighed({ course, table }: Moments, learned: Learned): Weighed[] {
  const scores = scoresBy(learned, table);
  return peaksOf(scores, apart)
    .toSorted((one, other) => one - other)
    .map((peak) => {
      const roles = rolesAt(course, peak);
      return { roles, judged: judgedOf(course, roles, scores[peak] ?? 0) };
    });
}

function judgedOf({ peopleVote }: Course, { supports, objections, proposal, explicit }: Roles, score: number): Judged {
  const flag = (is: boolean) => (is ? 1 : 0);
  return {
    score,
    explicit: flag(explicit),
    proposal: flag(proposal !== undefined),
    supports: Math.log2(1 + supports.length),
    objections: Math.log2(1 + objections.length),
    'people vote': flag(peopleVote),
    'people vote, not here': flag(peopleVote && supports.length < 2),
  };
}

function candidateOf({ remarks: { lines } }: Course, roles: Roles, sure: number): Candidate {
  const idOf = (line: number) => lines[line]?.said.id ?? '';
  return {
    at: idOf(roles.settles),
    sure,
    explicit: roles.explicit,
    proposal: roles.proposal === undefined ? undefined : idOf(roles.proposal),
    supports: roles.supports,
    objections: roles.objections,
  };
}
