import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, parseJson, readRaw } from '../body.ts';
import { CalendarProblem } from '../calendar/change.ts';
import type { Desk } from '../control/verb.ts';
import type { Json } from '../shapes.ts';
import { accessToken, type Caller, callerOf, mustGrant } from './access.ts';
import { type Call, type Method, methods } from './methods.ts';
import { badRequest, GoogleProblem, notFound, problemBody, problemOf, unauthenticated } from './problem.ts';

/** Google's side of the box: `/google/calendar/v3/…` and the address where tokens are renewed. */

const MAX_BYTES = 1024 * 1024;
const JSON_TYPE = 'application/json; charset=UTF-8';

export async function googleFace(
  desk: Desk,
  rest: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const raw = (await readRaw(request, MAX_BYTES)).toString('utf8');
  if (rest === 'token' && request.method === 'POST') return renew(desk, raw, response);
  try {
    const given = answer(desk, rest, request, raw);
    if (given === undefined) response.writeHead(204).end();
    else send(response, 200, given);
  } catch (error) {
    const problem = error instanceof CalendarProblem ? problemOf(error) : error;
    if (!(problem instanceof GoogleProblem)) throw error;
    send(response, problem.status, problemBody(problem));
  }
}

function answer(desk: Desk, rest: string, request: IncomingMessage, raw: string): Json | undefined {
  const path = rest.replace(/^calendar\/v3\//, '').split('/');
  const method = methods.find((one) => one.verb === request.method && fits(one, path));
  const call = { ...{ desk, path, query: queryOf(request), body: parseJson(raw) }, match: request.headers['if-match'] };
  const entry = desk.box.log.call({
    method: `google:${method?.name ?? `${request.method} ${rest}`}`,
    args: { ...call.query, ...(isObject(call.body) ? call.body : {}) },
    ...{ landed: false, answer: 'refused', overLimit: false },
  });
  misbehave(desk);
  const caller = whoCalls(desk, request);
  if (!method || !rest.startsWith('calendar/v3/')) throw notFound();
  mustGrant(caller, method.need);
  const given = carryOut(method, { ...call, caller });
  Object.assign(entry, { landed: method.verb !== 'GET', answer: given ?? {} });
  return given;
}

/** A path that cannot be read, or a time, is the caller's mistake. */
function carryOut(method: Method, call: Call): Json | undefined {
  try {
    return method.run(call);
  } catch (error) {
    throw error instanceof URIError || error instanceof RangeError ? badRequest() : error;
  }
}

const fits = ({ path: wanted }: Method, path: readonly string[]): boolean =>
  wanted.length === path.length &&
  wanted.every((part, index) => (part === '*' ? path[index] !== '' : part === path[index]));

function queryOf({ url = '/' }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(URL.parse(url, 'http://box')?.searchParams ?? []);
}

function whoCalls({ box, google }: Desk, { headers }: IncomingMessage): Caller {
  const token = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const caller = token === undefined ? undefined : callerOf(box, google, token, 'access');
  if (!caller) throw unauthenticated();
  return caller;
}

function misbehave({ google: { faults } }: Desk): void {
  const [fault] = faults;
  if (!fault) return;
  fault.times -= 1;
  if (fault.times <= 0) faults.shift();
  throw new GoogleProblem(fault.status, fault.reason, fault.message);
}

/** `grant_type=refresh_token`, as OAuth has it. Access tokens do not run out here, but clients think they do. */
function renew({ box, google }: Desk, raw: string, response: ServerResponse): void {
  const form = new URLSearchParams(raw);
  const caller = callerOf(box, google, form.get('refresh_token') ?? '', 'refresh');
  if (form.get('grant_type') !== 'refresh_token' || !caller)
    return void send(response, 400, {
      error: 'invalid_grant',
      error_description: 'Token has been expired or revoked.',
    });
  const { person, scope } = caller;
  send(response, 200, {
    ...{ access_token: accessToken(box, person, scope), expires_in: 3599, token_type: 'Bearer' },
    scope: `https://www.googleapis.com/auth/${scope}`,
  });
}

function send(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': JSON_TYPE }).end(JSON.stringify(body));
}
