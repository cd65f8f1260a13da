import type { Card } from '../card.ts';
import type { Pace } from '../config.ts';

export type ActionKind = 'post' | 'update' | 'home' | 'ephemeral';

export type ActionState =
  | 'planned'
  | 'held'
  | 'due'
  | 'sending'
  | 'unclear'
  | 'needs a person'
  | 'sent'
  | 'cancelled'
  | 'expired'
  | 'refused';

/** What an operation asks to have said. */
export interface Draft {
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
  /** How long the reason lasts: an hour late, a card about it is worse than none. */
  goodForMs: number;
  /** An update waits for the post it changes. */
  dependsOn?: string;
  /** For an ephemeral: who sees it. */
  reader?: string;
}

/** What people can do about an action in each state. */
export const moves = {
  hold: { from: ['planned', 'due'], to: 'held', done: 'held' },
  release: { from: ['held', 'needs a person'], to: 'due', done: 'released' },
  cancel: { from: ['planned', 'due', 'held', 'needs a person'], to: 'cancelled', done: 'cancelled' },
} as const satisfies Record<string, { from: readonly ActionState[]; to: ActionState; done: string }>;
export type Move = keyof typeof moves;

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
        ? { state: 'due', problem: `Slack: ${outcome.code}.`, waitMs: pace.absentAgainMs }
        : { state: 'unclear', problem: `Slack: ${outcome.code}.`, waitMs: pace.settleMs, absent: 0 };
  }
}

/** Not everybody there may see what it rests on; or Slack does not say just now, and then it waits. */
export const unseen = (seen: 'some' | 'unknown', pace: Waits): Change =>
  seen === 'some'
    ? { state: 'refused', problem: 'Not everybody there may see what it rests on.' }
    : { state: 'due', problem: 'Slack does not say who may see it.', waitMs: pace.settleMs };

export type Finding =
  | { is: 'found'; channel: string; ts: string }
  | { is: 'absent' }
  | { is: 'unknown' }
  | { is: 'no way' };

/** What becomes of an unclear action once somebody has looked. Absent counts only when seen twice, some time apart. */
export function afterLook(finding: Finding, seenAbsent: number, tooOld: boolean, pace: Waits): Change {
  const again = { state: 'unclear', waitMs: pace.absentAgainMs } as const;
  if (finding.is === 'found')
    return { state: 'sent', problem: null, sent: { channel: finding.channel, ts: finding.ts } };
  if (finding.is === 'no way' || (finding.is === 'unknown' && tooOld))
    return { state: 'needs a person', problem: 'It may have arrived or not, and that cannot be looked up.' };
  if (finding.is === 'unknown')
    return { ...again, problem: 'Slack does not let us look whether it arrived.', blind: true };
  return seenAbsent === 0
    ? { ...again, problem: 'Not there yet.', absent: 1, blind: false }
    : { state: 'due', problem: 'It did not arrive.', absent: 0, blind: false };
}

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

const refusalSentence = (code: string) => refusals[code] ?? `Slack refused it (${code}).`;

const broadcast = /<!(?:channel|here|everyone|subteam)|<@/;

/** The last wall: nothing Hypha says may ring a channel or a person's bell, whatever was put into it. */
export const rings = (card: Card): boolean => broadcast.test(JSON.stringify(card));
