import { createHmac } from 'node:crypto';
import type { Box } from '../box.ts';
import type { Person } from '../facts.ts';
import { opened } from '../workspace.ts';
import { GoogleProblem } from './problem.ts';

/** What a token opens, as Google's scopes have it. */
const grants = {
  calendar: ['list', 'read', 'write', 'freebusy'],
  'calendar.readonly': ['list', 'read', 'freebusy'],
  'calendar.events': ['read', 'write'],
  'calendar.events.readonly': ['read'],
  'calendar.freebusy': ['freebusy'],
} as const satisfies Record<string, readonly Need[]>;
export type Need = 'list' | 'read' | 'write' | 'freebusy';
export type Scope = keyof typeof grants;
export const scopes = [
  'calendar',
  'calendar.readonly',
  'calendar.events',
  'calendar.events.readonly',
  'calendar.freebusy',
] as const satisfies Scope[];

/** Who let a program into their calendar, and who took that back; what goes wrong on purpose. Gone when the box is closed. */
export interface Google {
  readonly revoked: Set<string>;
  readonly faults: Fault[];
  /** How often it was said that tokens of lists are not good any more. */
  epoch: number;
}

interface Fault {
  status: number;
  reason: string;
  message: string;
  times: number;
}

export const openGoogle = (): Google => ({ revoked: new Set(), faults: [], epoch: 0 });

export interface Caller {
  person: Person;
  scope: Scope;
}

/** Derived, so that it is the same after a restart and stands nowhere. */
const secretOf = (box: Box, what: string): string =>
  createHmac('sha256', opened(box.workspace).credentials.signingSecret).update(what).digest('base64url');

export const accessToken = (box: Box, { id }: Person, scope: Scope): string =>
  `ya29.sandbox-${secretOf(box, `google access ${id} ${scope}`)}`;

export const refreshToken = (box: Box, { id }: Person, scope: Scope): string =>
  `1//sandbox-${secretOf(box, `google refresh ${id} ${scope}`)}`;

/** What makes the address of somebody's feed one that nobody guesses. */
export const feedSecret = (box: Box, { id }: Person): string => `private-${secretOf(box, `feed ${id}`)}`;

export function callerOf(box: Box, google: Google, token: string, kind: 'access' | 'refresh'): Caller | undefined {
  const made = kind === 'access' ? accessToken : refreshToken;
  for (const person of box.workspace.people.values())
    for (const scope of scopes)
      if (made(box, person, scope) === token)
        return google.revoked.has(person.id) || person.deleted ? undefined : { person, scope };
  return undefined;
}

export function mustGrant({ scope }: Caller, need: Need): void {
  const granted: readonly Need[] = grants[scope];
  if (!granted.includes(need))
    throw new GoogleProblem(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
}
