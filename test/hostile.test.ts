import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { damaged } from './support/damage.ts';
import { type Door, doorOf, form, formOf, json, sign, stampOf } from './support/door.ts';
import { type Hypha, openHypha } from './support/hypha.ts';
import { commandFields, envelopeOf, everyEvent, everyInteraction, type Scene, saidEvent } from './support/payloads.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
let door: Door;
let scene: Scene;

beforeAll(async () => {
  // In less of a hurry: a comparison with history finds that what is forged here was never said.
  hypha = await openHypha({ haste: 10 });
  door = doorOf(hypha);
  const maya = hypha.slack.person('maya');
  await maya.types('/hypha join', { in: 'eng' });
  await hypha.settled();
  const { channel, ts } = await maya.says('Hello', { in: 'eng' });
  await hypha.settled();
  const { author } = await hypha.app.db.read
    .selectFrom('message')
    .select('author')
    .where('ts', '=', ts)
    .executeTakeFirstOrThrow();
  scene = { ws: hypha.app.workspace.ws, channel, person: author };
  // A round that is over is followed by the next one after more than a minute; a step under way, by another soon.
  await eventually(async () => expect(await repairAt()).toBeGreaterThan(Date.now() + 60_000));
});

/** Whatever a test sent: it was read to its end, nothing is put aside, and the door still opens. */
afterAll(async () => {
  await hypha.settled();
  const left = await hypha.app.db.read.selectFrom('inbox').selectAll().where('state', '!=', 'done').execute();
  expect(left).toEqual([]);
  expect(await door.event(envelopeOf(scene, saidEvent(scene)))).toMatchObject({ status: 200 });
  door.close();
  await hypha.close();
});

const rowOf = ({ event_id }: { event_id: string }) =>
  hypha.app.db.read.selectFrom('inbox').selectAll().where('event_id', '=', event_id).executeTakeFirst();
const messageOf = ({ ts }: { ts: string }) =>
  hypha.app.db.read.selectFrom('message').selectAll().where('ts', '=', ts).executeTakeFirst();
/** When a channel is next compared with its history. */
const repairAt = async () =>
  (
    await hypha.app.db.pool.query('select repair_at from channel where id = $1', [scene.channel])
  ).rows[0].repair_at.getTime();
const countDecisions = async () => (await hypha.app.db.pool.query('select count(*) as n from decision')).rows[0].n;

const letter = () => envelopeOf(scene, saidEvent(scene));

test('only what was signed with our secret, over these very bytes, comes in', async () => {
  const body = letter();
  const bytes = JSON.stringify(body);
  const now = stampOf();
  const right = sign(door.secret, now, bytes);
  const wrong: Record<string, string | undefined> = {
    'no signature': undefined,
    empty: '',
    'another secret': sign('somebody else', now, bytes),
    'other bytes': sign(door.secret, now, `${bytes} `),
    'another time': sign(door.secret, stampOf(-1), bytes),
    'one digit off': right.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
    'cut short': right.slice(0, -1),
    'one too long': `${right}0`,
    'no version': right.slice(3),
    'another version': right.replace('v0', 'v1'),
    'in capitals': right.toUpperCase(),
    'as many letters, more bytes': 'é'.repeat(right.length),
    twice: `${right}, ${right}`,
  };
  for (const [what, signature] of Object.entries(wrong))
    expect(await door.send(bytes, { stamp: now, signature }), what).toMatchObject({ status: 401 });
  expect(await rowOf(body)).toBeUndefined();
  expect(await door.send(bytes, { stamp: now, signature: right })).toMatchObject({ status: 200 });
  expect(await rowOf(body)).toBeDefined();
});

test('a request dated more than five minutes ago, ahead, or not at all is turned away', async () => {
  const body = letter();
  const bytes = JSON.stringify(body);
  for (const skewS of [-302, 302, -86_400, 86_400])
    expect(await door.send(bytes, { skewS }), `${skewS} s`).toMatchObject({ status: 401 });
  const odd = [
    'soon',
    '',
    '-1',
    '1e9',
    '0x10',
    `${stampOf()}.5`,
    ` ${'9'.repeat(12)}`,
    '9'.repeat(40),
    'NaN',
    'Infinity',
  ];
  for (const stamp of odd) expect(await door.send(bytes, { stamp }), stamp).toMatchObject({ status: 401 });
  expect(await door.send(bytes, { stamp: undefined })).toMatchObject({ status: 401 });
  expect(await rowOf(body)).toBeUndefined();
  for (const skewS of [-295, 295])
    expect(await door.send(JSON.stringify(letter()), { skewS }), `${skewS} s`).toMatchObject({ status: 200 });
});

test('a request sent twice is answered twice and kept once', async () => {
  const body = letter();
  const bytes = JSON.stringify(body);
  const stamp = stampOf();
  const answers = await Promise.all([door.send(bytes, { stamp }), door.send(bytes, { stamp })]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  await hypha.settled();
  const kept = await hypha.app.db.read.selectFrom('inbox').select('id').where('event_id', '=', body.event_id).execute();
  expect(kept).toHaveLength(1);
});

test('a command sent twice is carried out once', async () => {
  const before = await countDecisions();
  const fields = commandFields(scene, 'Answer replays once', '/decide');
  expect(await door.command(fields)).toMatchObject({ status: 200 });
  expect(await door.command(fields)).toMatchObject({ status: 200 });
  expect(await countDecisions()).toBe(before + 1);
});

test('a body over a megabyte is refused, whether it says so or not', async () => {
  const body = { ...letter(), padding: 'x'.repeat(1_000_000) };
  const bytes = JSON.stringify(body);
  expect(await door.send(bytes)).toMatchObject({ status: 413 });
  const declared = await door.raw('', { headers: { 'content-length': '99999999' } });
  expect(await text(declared)).toMatch(/^HTTP\/1.1 413/);
  const chunked = await door.raw(bytes, { headers: { 'transfer-encoding': 'chunked' } });
  chunked.write(`${Buffer.byteLength(bytes).toString(16)}\r\n${bytes}\r\n`);
  expect(await text(chunked)).toMatch(/^HTTP\/1.1 413/);
  expect(await rowOf(body)).toBeUndefined();
});

test('a body of just under a megabyte is kept whole', async () => {
  const words = 'long '.repeat(190_000);
  const event = saidEvent(scene, { text: words });
  expect(await door.event(envelopeOf(scene, event))).toMatchObject({ status: 200 });
  await hypha.settled();
  expect((await messageOf(event))?.text).toBe(words);
});

test('a body that stops halfway leaves nothing behind', async () => {
  const body = letter();
  const bytes = JSON.stringify(body);
  for (const end of [(socket: Socket) => socket.destroy(), (socket: Socket) => socket.end()]) {
    const socket = await door.raw(bytes, { headers: { 'content-length': `${bytes.length + 10}` } });
    socket.write(bytes);
    end(socket);
    await once(socket.resume(), 'close');
  }
  expect(await door.event(letter())).toMatchObject({ status: 200 });
  expect(await rowOf(body)).toBeUndefined();
});

test('a body that takes longer than Slack would wait is not waited for, and holds up nobody', async () => {
  const slow = await Promise.all(
    Array.from({ length: 20 }, () => door.raw('', { headers: { 'content-length': '100' } })),
  );
  for (const socket of slow) socket.write('{');
  expect(await door.event(letter())).toMatchObject({ status: 200 });
  for (const answer of await Promise.all(slow.map((socket) => text(socket)))) expect(answer).toMatch(/^HTTP\/1.1 408/);
});

test('what is not quite HTTP ends that connection and no other', async () => {
  for (const line of ['GARBAGE\r\n\r\n', '\u0000\u0000\u0000\r\n\r\n', 'POST /slack/events HTTP/9.9\r\n\r\n']) {
    const socket = await door.raw('', { headers: { 'content-length': '0' } });
    socket.write(line);
    socket.end();
    await once(socket.resume(), 'close');
  }
  expect(await door.event(letter())).toMatchObject({ status: 200 });
});

test('other methods and other kinds of content are named as such', async () => {
  const bytes = JSON.stringify(letter());
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    expect(await door.send(method === 'GET' ? '' : bytes, { method }), method).toMatchObject({ status: 405 });
  for (const type of [
    undefined,
    '',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonx',
  ])
    expect(await door.send(bytes, { type }), type).toMatchObject({ status: 415 });
  for (const type of [`${json}; charset=utf-8`, 'Application/JSON', `${json};charset="UTF-8"`])
    expect(await door.send(JSON.stringify(letter()), { type }), type).toMatchObject({ status: 200 });
  const fields = formOf(commandFields(scene, ''));
  for (const type of [`${form}; charset=utf-8`, form.toUpperCase()])
    expect(await door.send(fields, { type }), type).toMatchObject({ status: 200 });
});

test('what is not an object of a known sort is a bad request', async () => {
  const bodies = [
    '',
    '{',
    'null',
    '[]',
    '5',
    '"x"',
    '{}',
    '{"type":5}',
    '{"type":null}',
    '\ufeff{}',
    '{"type":"a"}\u0000',
  ];
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  for (const body of [...bodies, deep, deep.slice(0, 100_000), Buffer.from([0xff, 0xfe, 0x00])])
    expect(await door.send(body), String(body).slice(0, 20)).toMatchObject({ status: 400 });
  for (const payload of [...bodies, deep])
    expect(await door.send(formOf({ payload }), { type: form }), payload.slice(0, 20)).toMatchObject({ status: 400 });
  for (const body of ['', 'a', '&&&=', 'command=', '%zz=%', '__proto__=1', 'constructor=1&toString=2'])
    expect(await door.send(body, { type: form }), body).toMatchObject({ status: 400 });
});

test('Slack asking about us is answered, and only when it is Slack', async () => {
  const question = JSON.stringify({ type: 'url_verification', token: 'old', challenge: 'abc' });
  expect(await door.send(question)).toEqual({ status: 200, body: '{"challenge":"abc"}' });
  expect(await door.send(question, { signature: 'v0=0' })).toMatchObject({ status: 401 });
  expect(await door.event({ type: 'url_verification', challenge: { a: 1 } })).toMatchObject({ status: 200 });
  expect(await door.event({ type: 'url_verification' })).toMatchObject({ status: 200 });
  expect(await door.send('ssl_check=1', { type: form })).toMatchObject({ status: 200 });
});

test('what Slack may yet invent is heard and left alone', async () => {
  for (const type of ['event_callbacks', 'message', 'constructor', '__proto__', '', 'x'.repeat(100_000)])
    expect(await door.event({ ...letter(), type }), type.slice(0, 20)).toMatchObject({ status: 200 });
  const types = [
    'star_added',
    'constructor',
    'toString',
    'valueOf',
    '__proto__',
    'hasOwnProperty',
    '',
    '\u0000',
    'm'.repeat(9_000),
  ];
  for (const type of types) {
    const body = envelopeOf(scene, saidEvent(scene, { type }));
    expect(await door.event(body), type.slice(0, 20)).toMatchObject({ status: 200 });
    expect(await rowOf(body)).toBeUndefined();
  }
});

test('an event that is somebody else’s is heard and not kept', async () => {
  const strangers = [
    { ...letter(), authorizations: [{ team_id: 'TSOMEBODY' }] },
    { ...letter(), authorizations: [], team_id: 'TSOMEBODY', context_team_id: null },
    { ...letter(), authorizations: null, team_id: null, context_team_id: null },
  ];
  for (const body of strangers) {
    expect(await door.event(body)).toMatchObject({ status: 200 });
    expect(await rowOf(body)).toBeUndefined();
  }
});

test('whatever a person may type is kept, without what no database can hold', async () => {
  const typed: Record<string, string> = {
    'a\u0000b\u0000': 'ab',
    '\ud800 half a letter': '\ufffd half a letter',
    'turned \udc00\ud800 around': 'turned \ufffd\ufffd around',
    'whole \ud83c\udf44': 'whole \ud83c\udf44',
    '': '',
    "'; drop table message; --": "'; drop table message; --",
    '{"__proto__":{"admin":true}}': '{"__proto__":{"admin":true}}',
    '\u202eevil\u2066': '\u202eevil\u2066',
    '\\u0000 as typed': '\\u0000 as typed',
  };
  for (const said of [...Object.keys(typed), 'y'.repeat(40_000)]) {
    const event = saidEvent(scene, { text: said });
    expect(await door.event(envelopeOf(scene, event)), said.slice(0, 20)).toMatchObject({ status: 200 });
    await hypha.settled();
    expect((await messageOf(event))?.text, said.slice(0, 20)).toBe(typed[said] ?? said);
  }
});

test('fields with the names of built-in things are only fields', async () => {
  const event = saidEvent(scene);
  const inside = JSON.stringify(event).replace(
    '{',
    '{"__proto__":{"text":"forged"},"constructor":{"prototype":{"a":1}},',
  );
  const body = JSON.stringify(envelopeOf(scene, {})).replace(
    '"event":{}',
    `"__proto__":{"type":"url_verification"},"event":${inside}`,
  );
  expect(await door.send(body)).toEqual({ status: 200, body: '' });
  await hypha.settled();
  expect((await messageOf(event))?.text).toBe('Hello');
  expect('a' in {}).toBe(false);
});

test('what would be part of a key and cannot be one is not kept, and not asked for again', async () => {
  const long = Array.from({ length: 9_000 }, (_, n) => n.toString(36)).join('');
  for (const odd of ['\u0000', 'C\u0000', '', ' ', long, '\ud800', 'C1|2', "'", 5, null, {}, [], true])
    for (const field of ['channel', 'ts', 'user', 'thread_ts']) {
      const body = envelopeOf(scene, saidEvent(scene, { [field]: odd }));
      expect(await door.event(body), `${field} ${String(odd).slice(0, 20)}`).toMatchObject({ status: 200 });
      if (field !== 'thread_ts' || odd !== null) expect(await rowOf(body)).toBeUndefined();
    }
  for (const ts of ['99999999999999999999.000001', '1e9', 'NaN', '-1.000000', '1234567890', '1234567890.0000001'])
    for (const more of [{ ts }, { subtype: 'message_deleted', deleted_ts: ts }]) {
      const body = envelopeOf(scene, saidEvent(scene, more));
      expect(await door.event(body), ts).toMatchObject({ status: 200 });
      expect(await rowOf(body)).toBeUndefined();
    }
  for (const event_id of ['', '\u0000', long, 5, null, {}])
    expect(await door.event({ ...letter(), event_id })).toMatchObject({ status: 200 });
});

test('an event with any part missing or of another type is read or left, and never asked for again', async () => {
  const bodies = everyEvent(scene).flatMap((event) => damaged(envelopeOf(scene, event)));
  await Promise.all(
    bodies.map(async (body) => {
      const { status } = await door.event(body);
      expect(
        status === 200 || (status === 400 && typeof body.type !== 'string'),
        `${status}: ${JSON.stringify(body)}`,
      ).toBe(true);
    }),
  );
});

test('an interaction with any part missing or of another type gets a plain answer', async () => {
  for (const whole of everyInteraction(scene)) {
    const known = ['block_actions', 'message_action', 'shortcut', 'view_submission'].includes(String(whole.type));
    expect(await door.interaction(whole), JSON.stringify(whole)).toMatchObject({ status: known ? 200 : 404 });
    const answers = await Promise.all(
      damaged(whole).map(async (body) => ({ body, status: (await door.interaction(body)).status })),
    );
    for (const { body, status } of answers)
      expect([200, 400, 404], `${status}: ${JSON.stringify(body)}`).toContain(status);
  }
});

test('an interaction that Slack may yet invent is told that nobody is here', async () => {
  const [whole] = everyInteraction(scene);
  for (const type of ['workflow_step_edit', 'constructor', 'toString', '__proto__', '', '\u0000'])
    expect(await door.interaction({ ...whole, type }), type).toMatchObject({ status: 404 });
});

test('a command with parts missing is a bad request; one from another workspace does nothing', async () => {
  const before = await countDecisions();
  const whole = commandFields(scene, 'Use somebody else’s workspace', '/decide');
  for (const field of ['command', 'team_id', 'user_id', 'channel_id', 'trigger_id'] as const) {
    const { [field]: _, ...rest } = whole;
    expect(await door.command(rest), field).toMatchObject({ status: 400 });
  }
  expect(await door.command({ ...whole, team_id: 'TSOMEBODY' })).toEqual({ status: 200, body: '' });
  expect(await door.command({ ...whole, user_id: 'UNOBODY00' })).toMatchObject({ status: 200 });
  expect(await door.command({ ...whole, user_id: '\u0000'.repeat(9) })).toMatchObject({ status: 200 });
  expect(await countDecisions()).toBe(before);
});

test('a decision typed or put into a form with what no database can hold is kept without it', async () => {
  const before = await countDecisions();
  const typed = await door.command(commandFields(scene, 'Use\u0000 Postgres why=\u0000because', '/decide'));
  expect(typed.body).toContain('Use Postgres');
  const [submission] = everyInteraction(scene).filter(({ type }) => type === 'view_submission');
  const values = { statement: 'Use \ud800 SQS\u0000', why: '\udfff\u0000', channel: scene.channel };
  const state = Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, { value: { type: 'plain_text_input', value } }]),
  );
  const view = { ...Object(submission?.view), state: { values: state } };
  expect((await door.interaction({ ...submission, view })).body).toContain('SQS');
  expect(await countDecisions()).toBe(before + 2);
});

test('after Slack held events back, every channel is compared with its history', async () => {
  const planned = await repairAt();
  const told = { type: 'app_rate_limited', team_id: scene.ws, minute_rate_limited: 1, api_app_id: 'A1' };
  expect(await door.event(told)).toMatchObject({ status: 200 });
  await eventually(async () => (await repairAt()) !== planned);
});
