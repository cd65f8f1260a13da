import type { Box } from '../box.ts';
import type { ApiFault } from '../faults.ts';
import type { CallEntry } from '../request-log.ts';
import type { Json } from '../shapes.ts';
import { opened } from '../workspace.ts';
import { ApiError, type Method } from './method.ts';
import { methods } from './methods.ts';
import { type HttpAnswer, htmlReply, okReply, type Reply, tooMany, truncated } from './reply.ts';
import { scopeProblem } from './scopes.ts';

export interface Access {
  /** The scopes the bot token was given. */
  scopes: ReadonlySet<string>;
  /** Those of the app-level token. */
  appScopes: ReadonlySet<string>;
  revoked: boolean;
  /** By how much Slack's clock seems to be ahead. */
  dateSkewMs: number;
  /** The way to apps.connections.open, which hands out sockets. */
  socketUrl: () => string;
}

interface Call {
  method: string;
  token: string | undefined;
  args: Json;
}

/** One call on its way from request to reply. */
interface Exchange extends Call {
  box: Box;
  access: Access;
  definition: Method | undefined;
  entry: CallEntry;
}

const LATE_MS = 500;

export function answerCall(box: Box, access: Access, { method, token, args: given }: Call): Reply {
  const { token: _, ...args } = given;
  const entry = box.log.call({ method, args, landed: false, answer: '', overLimit: false });
  const exchange: Exchange = { box, access, method, token, args, entry, definition: definitionOf(access, method) };
  const wait = overLimit(exchange);
  entry.overLimit = wait !== undefined;
  if (wait !== undefined && box.limits.enforced) return unclear(exchange, '429', tooMany(wait));
  const fault = box.faults.forCall(method, typeof args.channel === 'string' ? args.channel : undefined);
  return fault ? faulty(exchange, fault) : answer(exchange, perform(exchange));
}

function definitionOf(access: Access, name: string): Method | undefined {
  if (name === 'apps.connections.open')
    return { scopes: ['connections:write'], tier: 3, token: 'app', run: () => ({ url: access.socketUrl() }) };
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function overLimit({ box, method, definition, args }: Exchange): number | undefined {
  const wait = definition && box.limits.method(method, definition.tier);
  return wait ?? (method === 'chat.postMessage' ? box.limits.channel(String(args.channel)) : undefined);
}

function perform(exchange: Exchange): Json {
  try {
    const done = { ok: true, ...checked(exchange).run(exchange.box, exchange.args) };
    exchange.entry.landed = true;
    return done;
  } catch (error) {
    if (error instanceof ApiError) return { ok: false, error: error.error, ...error.extra };
    throw error;
  }
}

/** The method, if it exists and the token may call it. */
function checked({ box, access, method, token, args, definition }: Exchange): Method {
  if (!definition) throw new ApiError('unknown_method', { req_method: method });
  checkToken(box, access, token, definition);
  const granted = definition.token === 'app' ? access.appScopes : access.scopes;
  const missing = scopeProblem(box, granted, method, definition, args);
  if (missing) throw new ApiError('missing_scope', missing);
  return definition;
}

function checkToken(box: Box, access: Access, token: string | undefined, { token: wanted }: Method): void {
  if (wanted === 'none') return;
  if (!token) throw new ApiError('not_authed');
  const { botToken, appToken } = opened(box.workspace).credentials;
  const kind = { [botToken]: 'bot', [appToken]: 'app', [configToken(box)]: 'config' }[token];
  if (kind === undefined) throw new ApiError('invalid_auth');
  if (access.revoked) throw new ApiError('token_revoked');
  if (kind !== wanted) throw new ApiError('not_allowed_token_type');
}

/** With it the app itself can be looked at and changed, by whoever made it. */
export const configToken = (box: Box): string => `xoxe.xoxp-1-${opened(box.workspace).run}`;

function answer({ box, access, definition, entry }: Exchange, body: Json): HttpAnswer {
  entry.answer = brief(body);
  return okReply(body, {
    ...(access.dateSkewMs !== 0 && { date: new Date(box.clock.machine() + access.dateSkewMs).toUTCString() }),
    'x-oauth-scopes': [...(definition?.token === 'app' ? access.appScopes : access.scopes)].join(','),
    'x-accepted-oauth-scopes': (definition?.scopes ?? []).join(','),
    'x-slack-req-id': `${opened(box.workspace).run}${entry.seq}`,
  });
}

/** What the log keeps of an answer: whether it worked and what it made, not pages of history. */
function brief({ ok, error, channel, ts, message_ts }: Json): Json {
  const all = { ok, error, channel: typeof channel === 'string' ? channel : undefined, ts, message_ts };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A reply that does not tell the caller what happened; the log does. */
function unclear({ entry }: Exchange, what: string, reply: Reply): Reply {
  entry.answer = what;
  return reply;
}

/** Whether the call takes effect, and what the caller sees of it, go their own ways. */
function faulty(exchange: Exchange, fault: ApiFault): Reply {
  const lands = fault.answer === '429' ? 'never' : fault.lands;
  const truth = lands === 'now' ? perform(exchange) : { ok: true };
  if (lands === 'late') setTimeout(() => perform(exchange), fault.ms ?? LATE_MS).unref();
  const late = lands === 'now' && fault.ms !== undefined ? { afterMs: fault.ms } : {};
  switch (fault.answer) {
    case 'normal':
      return { ...answer(exchange, truth), ...late };
    case 'hang':
    case 'reset':
      return unclear(exchange, fault.answer, { how: fault.answer });
    case 'truncated':
      return unclear(exchange, fault.answer, truncated(answer(exchange, truth)));
    case '429':
      return unclear(exchange, fault.answer, tooMany(fault.retryAfter));
    default:
      return failing(exchange, fault.answer);
  }
}

function failing(exchange: Exchange, what: string): Reply {
  if (/^\d{3}$/.test(what)) return unclear(exchange, what, htmlReply(Number(what)));
  return answer(exchange, { ok: false, error: what });
}
