import type { Card } from '../card.ts';
import type { Pace } from '../config.ts';
import { inWords, putAnew, type Sort, type Verdict } from '../delivery/rules.ts';

export type ActionKind = 'post' | 'update' | 'home' | 'ephemeral';

export const states = [
  'planned',
  'held',
  'due',
  'sending',
  'unclear',
  'needs a person',
  'sent',
  'cancelled',
  'expired',
  'refused',
] as const;
export type ActionState = (typeof states)[number];

/** All that is not over yet. */
export const open: readonly ActionState[] = ['planned', 'held', 'due', 'sending', 'unclear', 'needs a person'];

/** What the delivery policy has to know of what is said unasked. */
export interface Policy {
  sort: Sort;
  /** What it is about, as its reader can mute it: `D-42`. */
  about?: string;
  /** Why this reader, in few words. */
  reason: string;
  /** The reader asked to be woken for it. */
  wakes?: boolean;
}

/**
 * What an operation asks to have said. Somebody asked for it, or did what it answers; all else goes through the delivery
 * policy, and is held in a channel where Hypha only listens.
 */
export type Draft = Said & ({ asked: true } | ({ asked: false } & Policy));

interface Said {
  /** Made from the cause, so that asking twice is asking once: `decided:D-42`. */
  key: string;
  kind: ActionKind;
  /** A channel, or a person for a DM. */
  to: string;
  thread?: string | undefined;
  card: Card;
  why: string;
  subject: string;
  /** The channels that what is said rests on: nobody outside all of them may read it. */
  audience: readonly string[];
  dueAt?: Date;
  /** The decisions whose words it shows: it changes with them. */
  shows?: readonly number[];
  /** How long the reason lasts: an hour late, a card about it is worse than none. */
  goodForMs: number;
  /** Its words are looked up when it is sent: its card here has none of anybody's. */
  drawn?: boolean;
  /** An update waits for the post it changes. */
  dependsOn?: string;
  /** For an ephemeral: who sees it. */
  reader?: string;
}

/** As many as are seen at once: a card has five blocks at most. */
export const perPage = 3;

/** What is said of an action in each state: it is … */
export const standing: Record<ActionState, string> = {
  planned: 'planned',
  held: 'held',
  due: 'about to go',
  sending: 'going out',
  unclear: 'being looked for',
  'needs a person': 'waiting for a person',
  sent: 'sent',
  cancelled: 'cancelled',
  expired: 'too late to be sent',
  refused: 'refused',
};

/** What people can do about an action in each state, and what takes it back. */
export const moves = {
  hold: { from: ['planned', 'due'], done: 'held', undo: 'release' },
  release: { from: ['held', 'needs a person'], done: 'released', undo: 'hold' },
  cancel: { from: ['planned', 'due', 'held', 'needs a person'], done: 'cancelled', undo: 'restore' },
  restore: { from: ['cancelled'], done: 'taken up again', undo: 'cancel' },
  arrived: { from: ['needs a person'], done: 'marked as arrived', undo: null },
} as const satisfies Record<string, { from: readonly ActionState[]; done: string; undo: string | null }>;
export type Move = keyof typeof moves;

/** What was tried once may have arrived: taken up again it is not simply sent, somebody has to look. */
export const triedBefore = 'It was tried before it was cancelled: look whether it is there.';

/** What Slack made of a request. */
export type Outcome =
  | { is: 'landed'; channel?: string | undefined; ts?: string | undefined }
  | { is: 'limited'; afterMs: number }
  | { is: 'refused'; code: string }
  | { is: 'unclear'; code: string };

/** How it can be found out whether an action happened. Without a way it is never tried twice. */
export const lookUp: Record<ActionKind, 'history' | 'again' | 'none'> = {
  post: 'history',
  update: 'again',
  home: 'again',
  ephemeral: 'none',
};

export interface Change {
  state: ActionState;
  problem: string | null;
  /** Not before this much machine time is it sent again, or looked for. */
  waitMs?: number;
  absent?: number;
  /** Whether Slack just now did not let us look. */
  blind?: boolean;
  sent?: { channel: string | null; ts: string | null };
  /** What the delivery policy made of it: also until when it waits. */
  verdict?: Verdict & { sort: Sort };
}

type Waits = Pick<Pace, 'settleMs' | 'absentAgainMs'>;

/** What becomes of an action after an attempt. Whatever is not certain is unclear, and waits until it can be looked up. */
export function afterAttempt(kind: ActionKind, outcome: Outcome, pace: Waits): Change {
  switch (outcome.is) {
    case 'landed':
      return { state: 'sent', problem: null, sent: { channel: outcome.channel ?? null, ts: outcome.ts ?? null } };
    case 'limited':
      return { state: 'due', problem: 'Slack asked to slow down.', waitMs: outcome.afterMs };
    case 'refused':
      return ourDoor.has(outcome.code)
        ? { state: 'due', problem: refusalSentence(outcome.code), waitMs: pace.settleMs }
        : { state: 'refused', problem: refusalSentence(outcome.code) };
    case 'unclear':
      return lookUp[kind] === 'again'
        ? { state: 'due', problem: doubt(kind, outcome.code), waitMs: pace.absentAgainMs }
        : { state: 'unclear', problem: doubt(kind, outcome.code), waitMs: pace.settleMs, absent: 0 };
  }
}

/** Why nobody knows whether it arrived, and what happens now. */
const doubt = (kind: ActionKind, code: string) =>
  `${doubts[code] ?? `Slack did not answer clearly (${code}).`} ${whatNow[lookUp[kind]]}`;

const doubts: Record<string, string> = {
  'the sender stopped halfway': 'Hypha was stopped while it sent this.',
  'no answer': 'Slack did not answer.',
  'no clear answer': 'Slack did not answer clearly.',
};

const whatNow = {
  history: 'Hypha looks whether it arrived and sends it again only if it did not: nothing to do for you.',
  again: 'Hypha sends it again, which changes nothing if it arrived: nothing to do for you.',
  none: 'Whether it arrived cannot be looked up, so Hypha will ask a person.',
};

/** Unasked, in a channel where Hypha only listens: whoever decides there sees what it would have said, and can let it out. */
export const unasked: Change = { state: 'held', problem: 'Hypha only listens there for now. Released, it is said.' };

/** What the policy made of it. What goes with a digest waits for that, and is seen among what is planned. */
export const judged = (verdict: Verdict & { sort: Sort }): Change => ({
  state: verdict.go === 'never' ? 'refused' : 'planned',
  problem: inWords(verdict, verdict.sort),
  verdict,
});

/** Slack does not say whether its reader wants quiet. */
export const quietUnknown = (pace: Waits): Change => ({
  state: 'due',
  problem: 'Slack does not say whether notifications are paused.',
  waitMs: pace.settleMs,
});

/** Hypha was shown out since it was written: what was to be said to a whole channel is not said there any more. */
export const shownOut: Change = { state: 'expired', problem: 'Hypha does not read there, so it says nothing there.' };

/**
 * Why nothing can come of what belongs to another action, which is over by now. Only an update has to know where the
 * other stands: a person can say that something arrived, and not where.
 */
export function whyNothing(
  { kind, depends_on }: { kind: string; depends_on: string | null },
  other: { state: string | null; target: unknown },
): Change | undefined {
  if (depends_on && other.state !== 'sent') return { state: 'refused', problem: 'What it belongs to was not sent.' };
  if (kind === 'update' && !other.target)
    return { state: 'refused', problem: 'Hypha does not know where the message stands that this would change.' };
  return undefined;
}

/** Not everybody there may see what it rests on; or Slack does not say just now, and then it waits. */
export const unseen = (seen: 'some' | 'unknown', pace: Waits): Change =>
  seen === 'some'
    ? { state: 'refused', problem: 'Not everybody there may see what it rests on.' }
    : { state: 'due', problem: 'Slack does not say who may see it.', waitMs: pace.settleMs };

/** Why something has no words when it is to be sent. */
export type Undrawn = 'not now' | 'for nobody' | 'anew';

/** What could not be drawn; or nobody is there who might look at it; or it is no longer what there is to say. */
export function undrawn(why: Undrawn, pace: Waits): Change {
  if (why === 'not now')
    return { state: 'due', problem: 'Slack does not say what they may see.', waitMs: pace.absentAgainMs };
  return { state: 'refused', problem: why === 'anew' ? putAnew : 'Nobody here may look at it.' };
}

export type Finding =
  | { is: 'found'; channel: string; ts: string }
  | { is: 'absent' }
  /** Something stands there that may be it: waiting would not tell. */
  | { is: 'doubtful' }
  | { is: 'unknown' }
  | { is: 'no way' };

/** What becomes of an unclear action once somebody has looked. Absent counts only when seen twice, some time apart. */
export function afterLook(finding: Finding, seenAbsent: number, tooOld: boolean, pace: Waits): Change {
  const again = { state: 'unclear', waitMs: pace.absentAgainMs } as const;
  if (finding.is === 'found')
    return { state: 'sent', problem: null, sent: { channel: finding.channel, ts: finding.ts } };
  if (finding.is === 'doubtful') return { state: 'needs a person', problem: mayBeThere };
  if (finding.is === 'no way' || (finding.is === 'unknown' && tooOld))
    return { state: 'needs a person', problem: mayHaveArrived };
  if (finding.is === 'unknown')
    return { ...again, problem: 'Slack does not let us look whether it arrived.', blind: true };
  return seenAbsent === 0
    ? { ...again, problem: 'Not there yet.', absent: 1, blind: false }
    : { state: 'due', problem: 'It did not arrive.', absent: 0, blind: false };
}

const mayHaveArrived = 'It may have arrived or not, and Hypha cannot look that up. Look there, then say which.';

const mayBeThere =
  'A message that may be this one stands there already, and Hypha cannot tell. Look there, then say whether it arrived.';

/** Not about this action but about us: it waits, as long as its reason lasts, for somebody to mend that. */
const ourDoor = new Set([
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'missing_scope',
]);

const refusals: Record<string, string> = {
  channel_not_found: 'The channel is gone, or Hypha was removed from it.',
  not_in_channel: 'Hypha is not in the channel: /invite @Hypha there.',
  is_archived: 'The channel is archived.',
  restricted_action: 'The channel does not let apps post.',
  user_not_found: 'The person is not in this workspace.',
  account_inactive: "Hypha's Slack account was switched off: install the app again.",
  token_revoked: 'The Slack token was revoked: install the app again.',
  invalid_auth: 'Slack does not accept the token: install the app again.',
};

export const refusalSentence = (code: string) => refusals[code] ?? `Slack refused it (${code}).`;

const broadcast = /<!(?:channel|here|everyone|subteam)|<@/;

/** The last wall: nothing Hypha says may ring a channel or a person's bell, whatever was put into it. */
export const rings = (card: Card): boolean => broadcast.test(JSON.stringify(card));
