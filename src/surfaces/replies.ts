import type { Result } from '../run.ts';
import { plain } from './plain.ts';

type Code = Extract<Result, { ok: false }>['code'];

/** How an answer looks to a program, over HTTP and from the command line alike. */
export type Reply =
  | { ok: true; value: unknown; text: string }
  | { ok: false; code: Code; sentence: string; field?: string };

export function replyOf(result: Result): Reply {
  if (!result.ok) return refusalOf(result.code, result.sentence, result.field);
  const oneLine = { text: result.card.text, blocks: [] };
  return { ok: true, value: result.value, text: plain(oneLine, { colour: false, links: false, width: Infinity }) };
}

export const refusalOf = (code: Code, sentence: string, field?: string): Reply => ({
  ok: false,
  code,
  sentence,
  ...(field !== undefined && { field }),
});

interface Kind {
  status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503;
  means: string;
  example: string;
}

/** What each refusal is in HTTP's own terms. */
export const refusals: Record<Code, Kind> = {
  invalid: {
    status: 400,
    means: 'Something in the request is not as it should be; `field` says what.',
    example: 'statement: say in one line what was decided.',
  },
  unauthenticated: {
    status: 401,
    means: 'There is no token, or it is not good any more.',
    example: 'Send a token as "Authorization: Bearer hypha_live_…". `hypha token create` makes one.',
  },
  forbidden: {
    status: 403,
    means: 'This token, or the person it acts for, may not do that.',
    example: 'This token may not write, and decision.log needs that.',
  },
  not_found: {
    status: 404,
    means: 'There is no such thing that the person may see.',
    example: 'There is no D-42 that you can see.',
  },
  conflict: {
    status: 409,
    means: 'It is not as the request supposes: look again.',
    example: 'It is sent by now, so it cannot be held.',
  },
  too_much: {
    status: 429,
    means: 'Too much at once; `Retry-After` says how long to wait.',
    example: 'Too many requests: wait 4 seconds.',
  },
  failed: {
    status: 500,
    means:
      'The fault is Hypha’s, and the log says more under the reference. The sentence says whether nothing was changed or that is not known; with the same `Idempotency-Key` it can be asked again, and happens once.',
    example: "That did not work, and the fault is Hypha's. Nothing was changed. Reference: 1f2e3d4c.",
  },
  unavailable: {
    status: 503,
    means: 'Something Hypha needs does not answer.',
    example: 'Slack does not answer, and Hypha does not know you yet. Try again in a minute.',
  },
};
