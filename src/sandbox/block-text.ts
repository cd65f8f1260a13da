import { isObject } from './body.ts';

export type Problems = string[];

export function problem(at: string, what: string): string {
  return `[ERROR] ${what} [json-pointer:${at}]`;
}

export function atMost(value: unknown, max: number, at: string): Problems {
  return typeof value === 'string' && value.length > max
    ? [problem(at, `must be less than ${max + 1} characters`)]
    : [];
}

export function atLeast(value: unknown, min: number, at: string): Problems {
  if (value === undefined) return [problem(at, `missing required field: ${at.slice(at.lastIndexOf('/') + 1)}`)];
  return typeof value === 'string' && value.length < min
    ? [problem(at, `must be more than ${min - 1} characters`)]
    : [];
}

export function textProblems(
  text: unknown,
  at: string,
  { max, plain = false }: { max: number; plain?: boolean },
): Problems {
  if (!isObject(text)) return [problem(at, `missing required field: ${at.slice(at.lastIndexOf('/') + 1)}`)];
  const type =
    text.type === 'plain_text' || (text.type === 'mrkdwn' && !plain)
      ? []
      : [problem(`${at}/type`, 'unsupported text type')];
  return [...type, ...atLeast(text.text, 1, `${at}/text`), ...atMost(text.text, max, `${at}/text`)];
}
