import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk } from '../control/verb.ts';
import { feedSecret } from '../google/access.ts';
import { findPerson } from '../workspace.ts';
import { feedOf } from './ics.ts';

/** `/ics/<person>/<secret>.ics`: whoever knows the address reads the calendar, as with a secret address at Google. */
export async function icsFace(
  { box, google }: Desk,
  rest: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, handle = '', secret = ''] = /^([^/]+)\/([^/]+)\.ics$/.exec(rest) ?? [];
  const person = findPerson(box.workspace, handle);
  if (!person || google.revoked.has(person.id) || feedSecret(box, person) !== secret)
    return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found');
  const feed = feedOf(box.workspace, person, box.clock.now());
  const etag = `"${createHash('sha256').update(feed).digest('base64url').slice(0, 22)}"`;
  const headers = { etag, 'cache-control': 'no-cache' };
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
  response.writeHead(200, { ...headers, 'content-type': 'text/calendar; charset=utf-8' }).end(feed);
}
