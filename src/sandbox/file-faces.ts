import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyUnreadable, readRaw } from './body.ts';
import type { Desk } from './control/verb.ts';
import { mayAppSee } from './files.ts';
import { opened } from './workspace.ts';

/** Where files are sent to and fetched from. */

const MAX_BYTES = 8 * 1024 * 1024;

/** The bytes as they are, or the first file of a form. */
export async function receiveFile(
  { box }: Desk,
  ticket: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const raw = await readRaw(request, MAX_BYTES);
  const contentType = request.headers['content-type'] ?? '';
  const content = contentType.includes('multipart/form-data') ? await firstFile(raw, contentType) : raw;
  const taken = box.uploads.receive(ticket, content);
  response.writeHead(taken ? 200 : 400, { 'content-type': 'text/plain' });
  response.end(taken ? `OK - ${content.length}` : 'no such upload, or not the length it was announced with');
}

async function firstFile(raw: Buffer, contentType: string): Promise<Buffer> {
  const form = new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
  const fields = await form.catch((cause: unknown) => {
    throw new BodyUnreadable('The multipart body is broken.', { cause });
  });
  for (const [, field] of fields) if (typeof field !== 'string') return Buffer.from(await field.arrayBuffer());
  throw new BodyUnreadable('The form holds no file.');
}

/** As at Slack, whoever may not have a file is shown a page to sign in at, and no error. */
export async function sendFile(
  { box, access }: Desk,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = box.workspace.files.get(path.split('/')[0] ?? '');
  const { botToken } = opened(box.workspace).credentials;
  const mayRead = request.headers.authorization === `Bearer ${botToken}` && access.scopes.has('files:read');
  if (!file || !mayRead || !mayAppSee(box.workspace, file)) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>Sign in to see this file.</p>');
    return;
  }
  const headers = {
    'content-type': file.mimetype,
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(200, headers).end(Buffer.from(file.content, 'base64'));
}
