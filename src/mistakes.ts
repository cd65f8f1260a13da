import type { z } from 'zod';

/**
 * What is wrong with an input, as a person is told: `limit: make it 1 or more.` A schema that says it better itself is
 * asked first; whatever it leaves open is said here, so that no words of the schema library ever reach anybody.
 */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? missing : giveAs(issue.expected);
    case 'invalid_value':
      return issue.input === undefined ? missing : `say one of these: ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return atLeast(issue);
    case 'too_big':
      return atMost(issue);
    case 'invalid_format':
      return forms[issue.format] ?? unreadable;
    case 'unrecognized_keys':
      return `there is nothing here called ${issue.keys.join(', ')}`;
    case 'not_multiple_of':
      return `make it a multiple of ${issue.divisor}`;
    default:
      return unreadable;
  }
};

const missing = 'it is missing, and this needs it';
const unreadable = 'it is not understood as it is written';

const giveAs = (expected: string): string => {
  const kind = kinds[expected];
  return kind ? `give it as ${kind}` : unreadable;
};

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  date: 'a date, like 2026-12-01',
  array: 'a list',
  object: 'named fields',
  record: 'named fields',
};

const forms: Record<string, string> = {
  date: 'give it as a date, like 2026-12-01',
  datetime: 'give it as a time, like 2026-12-01T09:00:00Z',
  time: 'give it as a time of day, like 09:00',
  email: 'give it as a mail address',
  url: 'give it as a web address, with https:// in front',
};

interface Bound {
  origin: string;
  inclusive?: boolean | undefined;
  exact?: boolean | undefined;
}

function atLeast({ origin, inclusive, exact, minimum }: Bound & { minimum: number | bigint }): string {
  if (origin === 'string' && minimum === 1) return 'it is empty: say something';
  if (origin === 'string') return exact ? sized(minimum) : `it is too short: use ${minimum} characters or more`;
  if (countable.has(origin)) return `give ${minimum} or more`;
  if (origin === 'date') return 'that is too early';
  return inclusive ? `make it ${minimum} or more` : `make it more than ${minimum}`;
}

function atMost({ origin, inclusive, exact, maximum }: Bound & { maximum: number | bigint }): string {
  if (origin === 'string') return exact ? sized(maximum) : `it is too long: keep it to ${maximum} characters`;
  if (countable.has(origin)) return `give ${maximum} at most`;
  if (origin === 'date') return 'that is too late';
  // Only how much a number can hold at all: how much it may be here is not said by that.
  if (maximum >= Number.MAX_SAFE_INTEGER) return 'that is too much';
  return inclusive ? `make it ${maximum} at most` : `make it less than ${maximum}`;
}

const sized = (length: number | bigint) => `use exactly ${length} characters`;
const countable = new Set(['array', 'set', 'map', 'tuple', 'file']);
