import { randomBytes } from 'node:crypto';
import pino from 'pino';

export type Log = pino.Logger;

const secret = /\b(xox[a-z]|xapp|hypha_live)[-_][\w-]+/g;

/** Logs fixed shapes only: ids, counts, codes. What a person wrote and what opens a door never come here. */
export function openLog(level: string, to: 'stdout' | 'stderr' = 'stdout'): Log {
  const shape = {
    level,
    base: null,
    redact: ['token', '*.token', 'headers.authorization', '*.secret', '*.response_url'],
    serializers: { err: problem },
  };
  return pino(shape, pino.destination(to === 'stdout' ? 1 : 2));
}

/** An error reduced to what is safe to keep: a database or HTTP client may have put a row or a header on it. */
function problem(error: unknown) {
  if (!(error instanceof Error)) return { kind: typeof error, code: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { kind: error.name, code, message: sayable(error), at: frames.slice(0, 8).map((line) => line.trim()) };
}

/** Database messages quote values, JSON messages quote input and Slack's quote answers, so of those only the code is kept. */
const quoting = new Set(['SyntaxError', 'ZodError']);

function sayable(error: Error): string | undefined {
  const quotesInput = ['severity', 'data'].some((part) => part in error) || quoting.has(error.name);
  return quotesInput ? undefined : error.message.replaceAll(secret, '$1-…').slice(0, 300);
}

/** Logs once, and gives back the short reference that the person is shown. */
export function logTrouble(log: Log, error: unknown, what: string): string {
  const reference = randomBytes(4).toString('hex');
  log.error({ err: error, reference }, what);
  return reference;
}

/** What kind of trouble, in a word or two, for a row that is put aside. */
export const kindOfTrouble = (error: unknown): string => {
  const { kind, code } = problem(error);
  return code ? `${kind} ${code}` : kind;
};
