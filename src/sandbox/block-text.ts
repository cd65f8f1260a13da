import { isObject } from './body.ts';

/** What is wrong with parts of blocks, told the way Slack tells it: one `[ERROR] … [json-pointer:…]` line per fault. */

export type Problems = string[];
type Fields = Record<string, unknown>;

export function problem(at: string, what: string): string {
  return `[ERROR] ${what} [json-pointer:${at}]`;
}

const lastOf = (at: string) => at.slice(at.lastIndexOf('/') + 1);

export function atMost(value: unknown, max: number, at: string): Problems {
  return typeof value === 'string' && value.length > max
    ? [problem(at, `must be less than ${max + 1} characters`)]
    : [];
}

function atLeast(value: unknown, min: number, at: string): Problems {
  if (value === undefined) return [problem(at, `missing required field: ${lastOf(at)}`)];
  return typeof value === 'string' && value.length < min
    ? [problem(at, `must be more than ${min - 1} characters`)]
    : [];
}

/** A plain string that has to be there. */
export function words(value: unknown, at: string, max: number): Problems {
  if (value !== undefined && typeof value !== 'string') return [problem(at, 'must be a string')];
  return [...atLeast(value, 1, at), ...atMost(value, max, at)];
}

interface TextRule {
  max: number;
  plain?: boolean;
  mrkdwn?: boolean;
}

export function textProblems(text: unknown, at: string, { max, plain = false, mrkdwn = false }: TextRule): Problems {
  if (!isObject(text)) return [problem(at, `missing required field: ${lastOf(at)}`)];
  const known = (text.type === 'plain_text' && !mrkdwn) || (text.type === 'mrkdwn' && !plain);
  const type = known ? [] : [problem(`${at}/type`, 'unsupported text type')];
  return [...type, ...atLeast(text.text, 1, `${at}/text`), ...atMost(text.text, max, `${at}/text`)];
}

/** The same for a text that may be left out. */
export function maybeText(text: unknown, at: string, rule: TextRule): Problems {
  return text === undefined ? [] : textProblems(text, at, rule);
}

export function oneOf(value: unknown, allowed: readonly unknown[], at: string): Problems {
  return value === undefined || allowed.includes(value) ? [] : [problem(at, 'value is not one of the allowed values')];
}

export function between(value: unknown, min: number, max: number, at: string): Problems {
  if (value === undefined) return [];
  if (typeof value !== 'number') return [problem(at, 'must be a number')];
  return value < min || value > max ? [problem(at, `must be between ${min} and ${max}`)] : [];
}

export function matching(value: unknown, pattern: RegExp, at: string): Problems {
  return value === undefined || (typeof value === 'string' && pattern.test(value))
    ? []
    : [problem(at, 'failed to match the allowed format')];
}

export function required(list: unknown, at: string): Problems {
  return Array.isArray(list) && list.length > 0 ? [] : [problem(at, 'must provide an array with at least 1 item')];
}

export function listOf(
  list: unknown,
  at: string,
  max: number,
  each: (item: unknown, at: string) => Problems,
): Problems {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [problem(at, 'must be an array')];
  const many = list.length > max ? [problem(at, `no more than ${max} items allowed`)] : [];
  return [...many, ...list.flatMap((item, index) => each(item, `${at}/${index}`))];
}

/** An image by its address or by a file in Slack, with the words for those who do not see it. */
export function imageProblems(image: Fields, at: string): Problems {
  const source = [image.image_url, image.slack_file].filter((one) => one !== undefined);
  return [
    ...atLeast(image.alt_text, 1, `${at}/alt_text`),
    ...atMost(image.alt_text, 2000, `${at}/alt_text`),
    ...(source.length === 0 ? [problem(at, 'missing required field: image_url')] : []),
    ...(source.length > 1 ? [problem(at, 'only one of image_url and slack_file may be given')] : []),
    ...atMost(image.image_url, 3000, `${at}/image_url`),
  ];
}

export function maybeImage(image: unknown, at: string): Problems {
  if (image === undefined) return [];
  return isObject(image) && image.type === 'image' ? imageProblems(image, at) : [problem(at, 'must be an image')];
}
