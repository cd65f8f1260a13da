import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { findHolder } from '../agents/store.ts';
import type { App } from '../app.ts';
import type { Actor } from '../context.ts';
import { machineNow, pause } from '../edges/clock.ts';
import { logTrouble } from '../edges/log.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import { run } from '../run.ts';
import { version } from '../version.ts';
import { openMeter } from './meter.ts';
import { openApi } from './openapi.ts';
import { type Reply, refusalOf, refusals, replyOf } from './replies.ts';

const mostBytes = 64 * 1024;
const perMinute = { all: 300, writes: 60 };

/** Every operation as `POST /v1/<its name>`, for programs that hold a token. */
export function httpSurface(app: App, ready: () => boolean): Hono {
  const offered = operations.filter(
    ({ withheld, sandboxOnly }) => !withheld.http && (!sandboxOnly || app.mode === 'sandbox'),
  );
  const document = openApi(offered, version);
  const door: Door = {
    app,
    offered: new Map(offered.map((operation) => [operation.name, operation])),
    meters: { all: openMeter(perMinute.all), writes: openMeter(perMinute.writes) },
  };
  const http = new Hono();
  http.use(careful);
  http.get('/openapi.json', (c) => c.json(document));
  http.get('/health', (c) => c.json({ ok: true }));
  http.get('/ready', async (c) => {
    const works = ready() && (await databaseAnswers(app));
    return c.json({ ok: works }, works ? 200 : 503);
  });
  http.use('/v1/*', bounded);
  http.all('/v1/:name', (c) => answer(door, c));
  http.notFound((c) => send(c, refusalOf('not_found', 'There is nothing here. /openapi.json says what there is.')));
  http.onError((error, c) => {
    const reference = logTrouble(app.log, error, 'HTTP');
    return send(c, refusalOf('failed', `That did not work, and the fault is Hypha's. Reference: ${reference}.`));
  });
  return http;
}

/** A length that was announced is only looked at; what comes without one is counted as it comes, which is far dearer. */
const bounded: MiddlewareHandler = async (c, next) => {
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
  return Number(length) > mostBytes ? tooLarge(c) : next();
};

interface Door {
  app: App;
  offered: ReadonlyMap<string, Operation>;
  meters: Record<'all' | 'writes', ReturnType<typeof openMeter>>;
}

/** Answers are for programs, and for nobody on the way: nothing is cached, framed, guessed at or shown as a page. */
const careful: MiddlewareHandler = async (c, next) => {
  c.header('cache-control', 'no-store');
  c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
  c.header('x-frame-options', 'DENY');
  await next();
};

async function answer(door: Door, c: Context): Promise<Response> {
  if (c.req.method !== 'POST')
    return send(c, refusalOf('invalid', 'Every operation is a POST.'), { status: 405, headers: { allow: 'POST' } });
  const actor = await actorOf(door.app, c.req.header('authorization'));
  if (!actor)
    return send(c, refusalOf('unauthenticated', refusals.unauthenticated.example), {
      headers: { 'www-authenticate': 'Bearer' },
    });
  const operation = door.offered.get(c.req.param('name') ?? '');
  const wait = waitFor(door, actor, operation);
  if (wait > 0)
    return send(c, refusalOf('too_much', `Too many requests: wait ${wait} second${wait === 1 ? '' : 's'}.`), {
      headers: { 'retry-after': String(wait) },
    });
  if (!operation) return send(c, notOffered(c.req.param('name') ?? ''));
  const key = c.req.header('idempotency-key');
  if (key !== undefined && !/^[!-~]{1,200}$/.test(key))
    return send(c, refusalOf('invalid', 'Idempotency-Key may have 1 to 200 letters, digits and signs.'));
  const body = await readBody(c, operation);
  if ('refused' in body) return send(c, body.refused, { status: body.status });
  const result = await run(door.app, actor, operation, body.input, { key });
  if (result.ok && operation.markdown && accepts(c, 'text/markdown'))
    return c.body(operation.markdown(result.value), 200, { 'content-type': 'text/markdown; charset=utf-8' });
  return send(c, replyOf(result));
}

async function actorOf(app: App, authorization: string | undefined): Promise<Actor | undefined> {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!key) return undefined;
  const { ws } = app.workspace;
  const holder = await findHolder(app.db.read, ws, key);
  return holder && { ws, kind: 'agent', id: holder.id, person: holder.owner, via: 'http', scopes: holder.scopes };
}

function waitFor({ meters }: Door, actor: Actor, operation: Operation | undefined): number {
  // A sandbox that moves its clock does so step by step, as quickly as it goes.
  if (operation?.sandboxOnly) return 0;
  const now = machineNow().getTime();
  const wait = meters.all(actor.id, now);
  return wait > 0 || operation?.kind !== 'write' ? wait : meters.writes(actor.id, now);
}

function notOffered(name: string): Reply {
  const why = operations.find((operation) => operation.name === name)?.withheld.http;
  if (why) return refusalOf('forbidden', `${name} is not offered here. ${why}`);
  return refusalOf('not_found', 'There is no such operation. /openapi.json lists them.');
}

type Body = { input: Record<string, unknown> } | { refused: Reply; status: Status };
type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503;

/** An operation that needs nothing may be asked with an empty body. */
async function readBody(c: Context, operation: Operation): Promise<Body> {
  const text = await c.req.text();
  if (text === '') return { input: {} };
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    return { refused: refusalOf('invalid', 'Send JSON, as content-type application/json.'), status: 415 };
  const body = Fields.safeParse(parsed(text)).data;
  if (!body) return { refused: refusalOf('invalid', 'The body is not a JSON object.'), status: 400 };
  const wrong = Object.entries(body).find(([field, value]) => !isKnown(operation, field) || hasNul(value));
  if (!wrong) return { input: body };
  const [field] = wrong;
  const sentence = isKnown(operation, field)
    ? `${field}: holds a NUL character.`
    : `${operation.name} has no such field. It takes: ${Object.keys(operation.input.shape).join(', ') || 'nothing'}.`;
  return { refused: refusalOf('invalid', sentence, field), status: 400 };
}

const Fields = z.record(z.string(), z.unknown());
const isKnown = ({ input }: Operation, field: string) => Object.hasOwn(input.shape, field);
const hasNul = (value: unknown) => typeof value === 'string' && value.includes('\u0000');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const tooLarge = (c: Context) =>
  send(c, refusalOf('invalid', `A request may have ${mostBytes / 1024} KB at most.`), { status: 413 });

const accepts = (c: Context, type: string): boolean => (c.req.header('accept') ?? '').includes(type);

const counted = bodyLimit({ maxSize: mostBytes, onError: tooLarge });

interface Unusual {
  status?: Status;
  headers?: Record<string, string>;
}

function send(c: Context, reply: Reply, { status, headers = {} }: Unusual = {}): Response {
  return c.json(reply, status ?? (reply.ok ? 200 : refusals[reply.code].status), headers);
}

const databaseAnswers = ({ db }: App): Promise<boolean> =>
  Promise.race([
    db.pool.query('select 1').then(
      () => true,
      () => false,
    ),
    pause(2_000).then(() => false),
  ]);
