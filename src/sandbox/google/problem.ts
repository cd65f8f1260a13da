import type { CalendarProblem } from '../calendar/change.ts';
import type { Json } from '../shapes.ts';

/** A refusal in Google's shape. */
export class GoogleProblem extends Error {
  readonly status: number;
  readonly reason: string;
  readonly at: { location: string; locationType: string } | undefined;

  constructor(status: number, reason: string, message: string, at?: { location: string; locationType: string }) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.at = at;
  }
}

const STATUS_WORDS: Record<number, string> = { 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED' };

export function problemBody({ status, reason, message, at }: GoogleProblem): Json {
  const word = STATUS_WORDS[status];
  return {
    error: {
      errors: [{ domain: DOMAINS[reason] ?? 'global', reason, message, ...at }],
      code: status,
      message,
      ...(word === undefined ? {} : { status: word }),
    },
  };
}

const DOMAINS: Record<string, string> = {
  fullSyncRequired: 'calendar',
  updatedMinTooLongAgo: 'calendar',
  forbiddenForNonOrganizer: 'calendar',
  rateLimitExceeded: 'usageLimits',
  userRateLimitExceeded: 'usageLimits',
  quotaExceeded: 'usageLimits',
};

export const notFound = () => new GoogleProblem(404, 'notFound', 'Not Found');
export const invalid = (message: string) => new GoogleProblem(400, 'invalid', message);
export const badRequest = (message = 'Bad Request') => new GoogleProblem(400, 'badRequest', message);

export const unauthenticated = () =>
  new GoogleProblem(
    401,
    'authError',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    { location: 'Authorization', locationType: 'header' },
  );

export function problemOf({ kind, message }: CalendarProblem): GoogleProblem {
  switch (kind) {
    case 'not found':
      return notFound();
    case 'not yours':
      return new GoogleProblem(
        403,
        'forbiddenForNonOrganizer',
        'Shared properties can only be changed by the organizer of the event.',
      );
    case 'empty':
      return new GoogleProblem(400, 'timeRangeEmpty', 'The specified time range is empty.', {
        location: 'timeMax',
        locationType: 'parameter',
      });
    case 'rule':
      return invalid(`Invalid recurrence rule. ${message}`);
    case 'taken':
      return new GoogleProblem(409, 'duplicate', 'The requested identifier already exists.');
    case 'gone':
      return new GoogleProblem(410, 'deleted', 'Resource has been deleted');
    case 'invalid':
      return invalid(message);
  }
}
