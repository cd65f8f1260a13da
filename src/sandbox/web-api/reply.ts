import type { Json } from '../shapes.ts';

/** What goes back over HTTP, or how nothing does. */
export interface HttpAnswer {
  how: 'answer';
  status: number;
  headers: Record<string, string>;
  body: string;
  afterMs?: number;
}
export type Reply = HttpAnswer | { how: 'hang' } | { how: 'reset' };

export function okReply(body: Json, headers: Record<string, string>): HttpAnswer {
  return { how: 'answer', status: 200, headers, body: JSON.stringify(body) };
}

/** Seconds may be missing: clients must live with that too. */
export function tooMany(seconds: number | null): HttpAnswer {
  const headers: Record<string, string> = seconds === null ? {} : { 'retry-after': String(seconds) };
  return { how: 'answer', status: 429, headers, body: JSON.stringify({ ok: false, error: 'ratelimited' }) };
}

export function htmlReply(status: number): HttpAnswer {
  const body = '<html><body><h1>Server Error</h1></body></html>';
  return { how: 'answer', status, headers: { 'content-type': 'text/html' }, body };
}

export function truncated(answer: HttpAnswer): HttpAnswer {
  return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
}
