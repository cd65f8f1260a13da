import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { type Hypha, openHypha } from './support/hypha.ts';

let hypha: Hypha;
let token: string;

beforeAll(async () => {
  hypha = await openHypha({ worker: false });
  token = await keyFor('ravi');
});
afterAll(() => hypha.close());

const Key = z.object({ ok: z.literal(true), value: z.object({ key: z.string(), id: z.string() }) });

async function keyFor(person: string, input: Record<string, unknown> = {}): Promise<string> {
  return Key.parse(await hypha.asks(person, 'token.create', { name: 'a program', ...input })).value.key;
}

interface Sent {
  as?: string | null;
  headers?: Record<string, string>;
  body?: unknown;
  raw?: string;
  method?: string;
}

async function send(path: string, { as = token, headers = {}, body, raw, method = 'POST' }: Sent = {}) {
  const response = await fetch(`${hypha.url}${path}`, {
    method,
    headers: {
      ...(as !== null && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method === 'POST' && { body: raw ?? (body === undefined ? '' : JSON.stringify(body)) }),
  });
  const answer = z.looseObject({ ok: z.boolean() }).parse(await response.json());
  return { status: response.status, headers: response.headers, answer };
}

const log = (statement: string, more: Record<string, unknown> = {}) => ({ statement, channel: '#eng', ...more });

describe('an operation over HTTP', () => {
  it('is carried out for the person who made the token', async () => {
    const { status, answer } = await send('/v1/decision.log', { body: log('Use Postgres & <nothing> else') });
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      ok: true,
      value: { statement: 'Use Postgres & <nothing> else', decidedBy: 'ravi' },
      text: expect.stringMatching(/^D-\d+ · Use Postgres & <nothing> else$/),
    });
    const { rows } = await hypha.app.db.pool.query("select * from ledger where operation = 'decision.log'");
    expect(rows).toMatchObject([{ actor_kind: 'agent', via: 'http', person: expect.stringMatching(/^U/) }]);
  });

  it('happens once for one key, however often it is sent, and is answered the same', async () => {
    const twice = { body: log('Ship on Fridays'), headers: { 'idempotency-key': 'ship-1' } };
    const answers = await Promise.all([send('/v1/decision.log', twice), send('/v1/decision.log', twice)]);
    expect(answers[0]?.answer).toEqual(answers[1]?.answer);
    const found = await send('/v1/decision.list', { body: { about: 'Ship on Fridays' } });
    expect(found.answer).toMatchObject({ value: { total: 1 } });
    const other = await send('/v1/decision.log', { ...twice, body: log('Ship on Mondays') });
    expect(other).toMatchObject({ status: 409, answer: { ok: false, code: 'conflict' } });
  });

  it('knows a channel by its name, also one nobody spoke of before', async () => {
    const ben = await keyFor('ben');
    expect(await send('/v1/channel.join', { as: ben, body: { channel: 'product' } })).toMatchObject({ status: 200 });
  });

  it('needs no body when it needs no input', async () => {
    expect(await send('/v1/home.show')).toMatchObject({ status: 200, answer: { ok: true } });
  });
});

describe('what is refused', () => {
  test.each<[string, string, Sent, number, Record<string, unknown>]>([
    ['no token', '/v1/decision.list', { as: null }, 401, { code: 'unauthenticated' }],
    ['a token that is none', '/v1/decision.list', { as: 'hypha_live_x_y' }, 401, { code: 'unauthenticated' }],
    ['an operation that is none', '/v1/decision.guess', { body: {} }, 404, { code: 'not_found' }],
    ['a decision that is none', '/v1/decision.show', { body: { decision: 'D-999' } }, 404, { code: 'not_found' }],
    [
      'a missing field',
      '/v1/decision.log',
      { body: { channel: '#eng' } },
      400,
      { code: 'invalid', field: 'statement' },
    ],
    [
      'a field that is none',
      '/v1/decision.list',
      { body: { chanel: '#eng' } },
      400,
      { code: 'invalid', field: 'chanel' },
    ],
    ['a field every object has', '/v1/decision.list', { body: { constructor: 1 } }, 400, { code: 'invalid' }],
    ['a NUL', '/v1/decision.log', { body: log('a', { why: 'b\u0000' }) }, 400, { code: 'invalid', field: 'why' }],
    [
      'broken JSON',
      '/v1/decision.list',
      { raw: '{"a":', headers: { 'content-type': 'application/json' } },
      400,
      { code: 'invalid' },
    ],
    ['a list', '/v1/decision.list', { body: [] }, 400, { code: 'invalid' }],
    [
      'a form',
      '/v1/decision.list',
      { raw: 'about=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      { code: 'invalid' },
    ],
    ['too much text', '/v1/decision.log', { body: log('x'.repeat(65_537)) }, 413, { code: 'invalid' }],
    [
      'an impossible key',
      '/v1/decision.log',
      { body: log('abc'), headers: { 'idempotency-key': 'a b' } },
      400,
      { code: 'invalid' },
    ],
    ['reading by GET', '/v1/decision.list', { method: 'GET' }, 405, { code: 'invalid' }],
    ['making tokens with a token', '/v1/token.create', { body: { name: 'more' } }, 403, { code: 'forbidden' }],
    ['another path', '/v2/decision.list', { body: {} }, 404, { code: 'not_found' }],
  ])('%s', async (_, path, sent, status, answer) => {
    expect(await send(path, sent)).toMatchObject({
      status,
      answer: { ok: false, sentence: expect.stringMatching(/\S.{10,}/), ...answer },
    });
  });

  it('is more than the token may', async () => {
    const reader = await keyFor('ana', { scopes: 'read' });
    expect(await send('/v1/decision.list', { as: reader })).toMatchObject({ status: 200 });
    expect(await send('/v1/decision.log', { as: reader, body: log('Not by me') })).toMatchObject({ status: 403 });
    const writer = await keyFor('ana');
    expect(await send('/v1/sending.stop', { as: writer })).toMatchObject({ status: 403 });
    const admin = await keyFor('ana', { scopes: 'read,write,admin' });
    expect(await send('/v1/sending.go', { as: admin })).toMatchObject({ status: 200 });
  });

  it('is more than the person may', async () => {
    const refused = await hypha.asks('ravi', 'token.create', { name: 'a', scopes: 'admin' });
    expect(refused).toMatchObject({ ok: false, code: 'forbidden', field: 'scopes' });
    expect(await send('/v1/sending.stop')).toMatchObject({ status: 403 });
  });

  it('is a token that was revoked, has expired, or was changed by a letter', async () => {
    const key = await keyFor('ben', { days: 1 });
    expect(await send('/v1/token.list', { as: key })).toMatchObject({ status: 200 });
    const other = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    expect(await send('/v1/token.list', { as: other })).toMatchObject({ status: 401 });
    await hypha.app.db.pool.query('update workspace set offset_ms = 86400001');
    expect(await send('/v1/token.list', { as: key })).toMatchObject({ status: 401 });
    await hypha.app.db.pool.query('update workspace set offset_ms = 0');
    expect(await send('/v1/token.revoke', { as: key, body: { token: key } })).toMatchObject({ status: 200 });
    expect(await send('/v1/token.list', { as: key })).toMatchObject({ status: 401 });
  });
});

describe('tokens', () => {
  it('are seen and ended only by their owner, and by admins', async () => {
    const key = await keyFor('june', { name: "June's program" });
    const [, , june = ''] = key.split('_');
    expect(JSON.stringify(await hypha.asks('ravi', 'token.list'))).not.toContain(june);
    expect(await hypha.asks('ravi', 'token.revoke', { token: june })).toMatchObject({ ok: false, code: 'not_found' });
    expect(JSON.stringify(await hypha.asks('ana', 'token.list'))).toContain("June's program");
    expect(await hypha.asks('ana', 'token.revoke', { token: june })).toMatchObject({ value: { state: 'revoked' } });
    expect(await send('/v1/token.list', { as: key })).toMatchObject({ status: 401 });
  });

  it('are kept nowhere: not in the table, the kept answers or the ledger', async () => {
    const made = Key.parse(await hypha.asks('june', 'token.create', { name: 'kept' }, { key: 'make-1' }));
    const secret = made.value.key.split('_').slice(3).join('_');
    for (const table of ['token', 'answer', 'ledger', 'action']) {
      const { rows } = await hypha.app.db.pool.query(`select * from ${table}`);
      expect(JSON.stringify(rows)).not.toContain(secret);
    }
    const again = await hypha.asks('june', 'token.create', { name: 'kept' }, { key: 'make-1' });
    expect(again).toMatchObject({ ok: false, code: 'conflict' });
  });
});

describe('around the operations', () => {
  it('says what can be asked, and nothing that cannot', async () => {
    const answer = await (await fetch(`${hypha.url}/openapi.json`)).json();
    expect(answer).toMatchObject({
      openapi: '3.1.0',
      paths: { '/v1/decision.log': { post: { operationId: 'decision.log' } } },
    });
    expect(JSON.stringify(answer)).not.toContain('token.create"');
  });

  it('lets no page of another site in, and no answer be kept on the way', async () => {
    const { headers } = await send('/v1/home.show');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('slows a program that runs wild down, and says for how long', async () => {
    const wild = await keyFor('maya');
    let last = await send('/v1/decision.log', { as: wild, body: {} });
    for (let tries = 0; last.status === 400 && tries < 90; tries++)
      last = await send('/v1/decision.log', { as: wild, body: {} });
    expect(last).toMatchObject({ status: 429, answer: { code: 'too_much' } });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await send('/v1/home.show', { as: wild })).toMatchObject({ status: 200 });
    expect(await send('/v1/home.show')).toMatchObject({ status: 200 });
  });

  it('outlives a body that is cut off', async () => {
    await new Promise<void>((done) => {
      const cut = request(`${hypha.url}/v1/decision.log`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': '500' },
      });
      cut.on('error', () => done());
      cut.write('{"statement":', () => cut.destroy());
      cut.on('close', () => done());
    });
    expect(await send('/v1/home.show')).toMatchObject({ status: 200 });
  });

  it('is alive while it serves, and not ready once it stops', async () => {
    const get = async (path: string) => (await fetch(`${hypha.url}${path}`)).status;
    expect(await get('/health')).toBe(200);
    expect(await get('/ready')).toBe(200);
    hypha.app.stop();
    expect(await get('/ready')).toBe(503);
    expect(await get('/health')).toBe(200);
  });
});
