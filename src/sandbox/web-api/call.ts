import type { Box } from '../box.ts';
import type { ApiFault } from '../faults.ts';
import type { CallEntry } from '../request-log.ts';
import type { Json } from '../shapes.ts';
import { opened } from '../workspace.ts';
import { ApiError, type Method } from './method.ts';
import { methods } from './methods.ts';
import { scopeProblem } from './scopes.ts';

interface Call {
  method: string;
  token: string | undefined;
  args: Json;
}

/** What goes back over HTTP, or how it fails to. */
export type Reply =
  | { how: 'answer'; status: number; headers: Record<string, string>; body: string; afterMs?: number }
  | { how: 'hang' }
  | { how: 'reset' };

export interface Access {
  /** The scopes the bot token was given. */
  scopes: ReadonlySet<string>;
  revoked: boolean;
  /** The way to apps.connections.open, which hands out sockets. */
  socketUrl: () => string;
}

const LATE_MS = 500;

export function answerCall(box: Box, access: Access, call: Call): Reply {
  const { token: _, ...args } = call.args;
  const method = known(call.method) ?? (call.method === 'apps.connections.open' ? connectionsOpen(access) : undefined);
  const entry = box.log.call({ method: call.method, args, landed: false, answer: '', overLimit: false });
  const fault = box.faults.forCall(call.method, typeof args.channel === 'string' ? args.channel : undefined);
  const wait = method && overLimit(box, call.method, method, args);
  if (wait !== undefined) {
    entry.overLimit = true;
    if (box.limits.enforced) return reply(box, entry, tooMany(wait), access, method);
  }
  const run = () => perform(box, access, call, method, args, entry);
  return fault ? faulty(box, access, fault, entry, run, method) : reply(box, entry, run(), access, method);
}

function known(name: string): Method | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function perform(box: Box, access: Access, call: Call, method: Method | undefined, args: Json, entry: CallEntry): Json {
  if (!method) return failure(new ApiError('unknown_method', { req_method: call.method }));
  try {
    checkToken(box, access, call.token, method);
    const missing = scopeProblem(box, access.scopes, call.method, method, args);
    if (missing) throw new ApiError('missing_scope', missing);
    const answer = { ok: true, ...method.run(box, args) };
    entry.landed = true;
    return answer;
  } catch (error) {
    if (error instanceof ApiError) return failure(error);
    throw error;
  }
}

function failure({ error, extra }: ApiError): Json {
  return { ok: false, error, ...extra };
}

function checkToken(box: Box, access: Access, token: string | undefined, method: Method): void {
  if (method.token === 'none') return;
  if (!token) throw new ApiError('not_authed');
  const { botToken, appToken } = opened(box.workspace).credentials;
  if (token !== botToken && token !== appToken) throw new ApiError('invalid_auth');
  if (access.revoked) throw new ApiError('token_revoked');
  if ((method.token === 'app') !== (token === appToken)) throw new ApiError('not_allowed_token_type');
}

function connectionsOpen(access: Access): Method {
  return { scopes: [], tier: 3, token: 'app', run: () => ({ url: access.socketUrl() }) };
}

function overLimit(box: Box, name: string, method: Method, args: Json): number | undefined {
  const wait = box.limits.method(name, method.tier);
  return wait ?? (name === 'chat.postMessage' ? box.limits.channel(String(args.channel)) : undefined);
}

type Unsent = Json | Extract<Reply, { how: 'answer' }>;

function tooMany(seconds: number | null): Extract<Reply, { how: 'answer' }> {
  const headers: Record<string, string> = seconds === null ? {} : { 'retry-after': String(seconds) };
  return { how: 'answer', status: 429, headers, body: JSON.stringify({ ok: false, error: 'ratelimited' }) };
}

function reply(box: Box, entry: CallEntry, answer: Unsent, access: Access, method: Method | undefined): Reply {
  if (isReply(answer)) {
    entry.answer = String(answer.status);
    return answer;
  }
  entry.answer = answer;
  const scopes = {
    'x-oauth-scopes': [...access.scopes].join(','),
    'x-accepted-oauth-scopes': (method?.scopes ?? []).join(','),
  };
  const id = { 'x-slack-req-id': `${opened(box.workspace).run}${entry.seq}` };
  return { how: 'answer', status: 200, headers: { ...scopes, ...id }, body: JSON.stringify(answer) };
}

function isReply(answer: Unsent): answer is Extract<Reply, { how: 'answer' }> {
  return answer.how === 'answer' && typeof answer.body === 'string';
}

/** Whether the call takes effect, and what the caller sees of it, go their own ways. */
function faulty(
  box: Box,
  access: Access,
  fault: ApiFault,
  entry: CallEntry,
  run: () => Json,
  method: Method | undefined,
): Reply {
  const lands = fault.answer === '429' ? 'never' : fault.lands;
  const truth = lands === 'now' ? run() : { ok: true };
  if (lands === 'late') setTimeout(run, fault.ms ?? LATE_MS).unref();
  const honest = () => reply(box, entry, truth, access, method);
  const { answer } = fault;
  if (answer === 'normal') return lands === 'now' ? slowly(honest(), fault.ms) : honest();
  entry.answer = answer;
  if (answer === 'hang' || answer === 'reset') return { how: answer };
  if (answer === '429') return tooMany(fault.retryAfter);
  if (/^\d{3}$/.test(answer))
    return {
      how: 'answer',
      status: Number(answer),
      headers: { 'content-type': 'text/html' },
      body: '<html><body><h1>Server Error</h1></body></html>',
    };
  if (answer === 'truncated') return truncated(honest());
  return reply(box, entry, { ok: false, error: answer }, access, method);
}

function slowly(answer: Reply, ms: number | undefined): Reply {
  return answer.how === 'answer' && ms !== undefined ? { ...answer, afterMs: ms } : answer;
}

function truncated(answer: Reply): Reply {
  return answer.how === 'answer'
    ? { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }
    : answer;
}
