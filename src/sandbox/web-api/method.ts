import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Tier } from '../limits.ts';
import type { Json } from '../shapes.ts';

/** An answer with `ok: false`: the error's name, and what else Slack says with it. */
export class ApiError extends Error {
  readonly error: string;
  readonly extra: Json;

  constructor(error: string, extra: Json = {}) {
    super(error);
    this.error = error;
    this.extra = extra;
  }
}

/** One way to hold a scope: any of these will do. Conversation methods decide by the kind of the conversation instead. */
export interface Method {
  scopes: readonly string[];
  tier: Tier;
  token: 'bot' | 'app' | 'config' | 'none';
  run(box: Box, raw: Json): Json;
}

interface Definition<Args> {
  scopes?: readonly string[];
  tier: Tier;
  token?: Method['token'];
  args: z.ZodType<Args>;
  run(box: Box, args: Args): Json;
}

export function method<Args>({ scopes = [], tier, token = 'bot', args, run }: Definition<Args>): Method {
  return { scopes, tier, token, run: (box, raw) => run(box, parseArgs(args, raw)) };
}

function parseArgs<Args>(args: z.ZodType<Args>, raw: Json): Args {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null && value !== undefined));
  const parsed = args.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ApiError('invalid_arguments', {
    response_metadata: { messages: parsed.error.issues.map((issue) => complaint(issue, given)) },
  });
}

function complaint(issue: z.core.$ZodIssue, given: Json): string {
  const [field = ''] = issue.path;
  if (!(String(field) in given)) return `[ERROR] missing required field: ${String(field)}`;
  return `[ERROR] ${issue.message} [json-pointer:/${issue.path.map(String).join('/')}]`;
}

/** Forms carry everything as text. */
export const text = z.union([z.string(), z.number().transform(String)]);
export const flag = z.union([
  z.boolean(),
  z.enum(['true', '1', 'false', '0']).transform((value) => value === 'true' || value === '1'),
]);
/** How many items a page holds: more than Slack gives is cut to what it gives. */
export function pageSize(max: number, usual: number): z.ZodType<number> {
  return z
    .unknown()
    .optional()
    .transform((value) => {
      const wanted = Number(value ?? usual);
      if (!Number.isInteger(wanted) || wanted < 1) throw new ApiError('invalid_limit');
      return Math.min(wanted, max);
    });
}

/** A structured argument: JSON in a form field, or the thing itself in a JSON body. A broken one is undefined for `broken` to name. */
export function structured<T>(inner: z.ZodType<T>, broken: string): z.ZodType<T> {
  return z.unknown().transform((value) => {
    const parsed = inner.safeParse(typeof value === 'string' ? parseOr(value, broken) : value);
    if (parsed.success) return parsed.data;
    throw new ApiError(broken, {
      response_metadata: {
        messages: parsed.error.issues.map(
          (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.map(String).join('/')}]`,
        ),
      },
    });
  });
}

function parseOr(value: string, broken: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new ApiError(broken);
  }
}
