import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { BodyTooLarge, BodyUnreadable, parseJson, readArgs, readRaw } from './body.ts';
import { icsFace } from './calendar/ics-face.ts';
import { reviewApp } from './control/app.ts';
import { type Desk, Impossible } from './control/verb.ts';
import { verbs } from './control/verbs.ts';
import { receiveFile, sendFile } from './file-faces.ts';
import { googleFace } from './google/face.ts';
import { respond } from './interact/response-url.ts';
import type { Json } from './shapes.ts';
import { answerCall } from './web-api/call.ts';
import type { HttpAnswer, Reply } from './web-api/reply.ts';
import { isForeign } from './window/guard.ts';
import { opened } from './workspace.ts';

/** The HTTP faces of the box: Slack's Web API, its response URLs, and the control API that no Slack has. */

type Face = (desk: Desk, rest: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

const MAX_BYTES = 8 * 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';
const faces: Readonly<Record<string, Face>> = {
  '': hello,
  api: webApi,
  response: responseUrl,
  upload: receiveFile,
  files: sendFile,
  sandbox: control,
  google: googleFace,
  // Google's own client takes nothing but the origin of the address that it is pointed at.
  calendar: (desk, rest, request, response) => googleFace(desk, `calendar/${rest}`, request, response),
  ics: icsFace,
  apps,
};

export async function answerRequest(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, name = '', rest = ''] = /^\/([^/?]*)\/?([^?]*)/.exec(request.url ?? '') ?? [];
  const face = Object.hasOwn(faces, name) ? faces[name] : undefined;
  try {
    if (face) await face(desk, rest, request, response);
    else send(response, 404, { ok: false, error: 'not_found' });
  } catch (error) {
    trouble(response, error);
  }
}

function trouble(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else send(response, ...explain(error));
}

function explain(error: unknown): [status: number, body: Json] {
  if (error instanceof BodyTooLarge) return [413, { ok: false, error: 'request_too_large' }];
  if (error instanceof BodyUnreadable) return [200, { ok: false, error: 'invalid_form_data' }];
  if (error instanceof Impossible) return [400, { ok: false, error: error.error, message: error.message }];
  if (error instanceof z.ZodError)
    return [400, { ok: false, error: 'invalid_arguments', message: z.prettifyError(error) }];
  return [500, { ok: false, error: 'fatal_error', message: String(error) }];
}

function send(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': JSON_TYPE }).end(JSON.stringify(body));
}

async function hello({ box }: Desk, _: string, __: IncomingMessage, response: ServerResponse): Promise<void> {
  const { team } = opened(box.workspace);
  send(response, 200, {
    ok: true,
    what: 'A Slack workspace in a box. A local simulator, not Slack.',
    team,
    verbs: Object.keys(verbs),
  });
}

async function webApi(desk: Desk, method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const args = await readArgs(request, MAX_BYTES);
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? (typeof args.token === 'string' ? args.token : undefined);
  give(desk, response, answerCall(desk.box, desk.access, { method, token, args }));
}

function give(desk: Desk, response: ServerResponse, reply: Reply): void {
  if (reply.how === 'reset') response.destroy();
  else if (reply.how === 'hang') later(desk.box.timing.hangMs, () => response.destroy());
  else if (reply.afterMs === undefined) write(response, reply);
  else later(reply.afterMs, () => write(response, reply));
}

function later(ms: number, act: () => void): void {
  setTimeout(act, ms).unref();
}

function write(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { 'content-type': JSON_TYPE, ...headers }).end(body);
}

async function responseUrl(
  { box }: Desk,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const raw = await readRaw(request, MAX_BYTES);
  const { status, text } = respond(box, id, parseJson(raw.toString('utf8')));
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

/** Where an app is made from a manifest: what Slack would show for it to be checked. The verb `create-app` makes it. */
async function apps(_: Desk, __: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const review = reviewApp(URL.parse(request.url ?? '/', 'http://box')?.searchParams.get('manifest_yaml') ?? null);
  send(response, review.ok ? 200 : 400, review);
}

async function control(desk: Desk, name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return send(response, 404, { ok: false, error: 'unknown_verb', message: `There is no /sandbox/${name}.` });
  if (isForeign(desk.box.url, request.headers)) return send(response, 403, { ok: false, error: 'foreign_origin' });
  const args = await readArgs(request, MAX_BYTES);
  send(response, 200, { ok: true, ...(await verb.run(desk, args)) });
}
