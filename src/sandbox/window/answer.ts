import type { ServerResponse } from 'node:http';

/** Nothing runs, loads or is shown that this server did not send itself; nobody frames the page. */
const SAFE = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function answer(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...SAFE, 'content-type': type, 'cache-control': 'no-cache' }).end(body);
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  answer(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

export function openStream(response: ServerResponse): void {
  response.writeHead(200, { ...SAFE, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
}
