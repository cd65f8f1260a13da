import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { damaged, pathsIn, withValue } from '../support/damage.ts';
import { type Answer, type Door, doorOf, form, formOf, json } from '../support/door.ts';
import { type Hypha, openHypha } from '../support/hypha.ts';
import { commandFields, envelopeOf, everyEvent, everyInteraction, type Scene, saidEvent } from '../support/payloads.ts';
import { eventually } from '../support/slack.ts';

let hypha: Hypha;
let door: Door;
let scene: Scene;
let sent = 0;

beforeAll(async () => {
  hypha = await openHypha();
  door = doorOf(hypha);
  const maya = hypha.slack.person('maya');
  await maya.types('/hypha join', { in: 'eng' });
  await hypha.settled();
  const { channel } = await maya.says('Hello', { in: 'eng' });
  await hypha.settled();
  const { author } = await hypha.app.db.read.selectFrom('message').select('author').executeTakeFirstOrThrow();
  scene = { ws: hypha.app.workspace.ws, channel, person: author };
});

afterAll(async () => {
  door.close();
  await hypha.close();
});

/** A request that is signed, and whether it is JSON or a form. */
interface Letter {
  body: string;
  type: string;
}

const count = async (table: 'inbox' | 'message', where = 'true') =>
  Number((await hypha.app.db.pool.query(`select count(*) as n from ${table} where ${where}`)).rows[0].n);

/** Nothing is on its way or put aside, and what stands is whole. */
async function isSound(): Promise<void> {
  await eventually(async () => (await count('inbox', `state = 'waiting'`)) === 0, { within: 60_000 });
  expect(await count('inbox', `state <> 'done' or body <> ''`)).toBe(0);
  expect(
    await count('message', String.raw`ts !~ '^\d{10}\.\d{6}$' or version !~ '^\d{10}\.\d{6}(\+\d{10}\.\d{6})?$'`),
  ).toBe(0);
  expect(await count('message', `removed and text <> ''`)).toBe(0);
}

/** After whatever came, an ordinary event still becomes a row. */
async function stillWorks(): Promise<void> {
  const body = envelopeOf(scene, saidEvent(scene));
  expect(await door.event(body)).toMatchObject({ status: 200 });
  expect(await count('inbox', `event_id = '${body.event_id}'`)).toBe(1);
}

const send = async ({ body, type }: Letter): Promise<Answer> => {
  sent++;
  return door.send(body, { type });
};

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '\udfff\ud800',
    '__proto__',
    'constructor',
    'toString',
    '',
    ' ',
    '\u202e',
    '1e999',
  ),
  fc.constantFrom('99999999999.000000', '1700000000.000001', '0000000000.000000', '-1', 'NaN'),
  fc.nat({ max: 40_000 }).map((length) => 'z'.repeat(length)),
);
const oddValue = fc.oneof(
  { weight: 3, arbitrary: oddText },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, null, 0, -0, 1e308, true, [], {}, [[]], { id: {} }) },
  { weight: 1, arbitrary: fc.nat({ max: 150 }).map(nested) },
);
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let n = 0; n < depth; n++) value = n % 2 ? [value] : { event: value };
  return value;
}

const change = fc.record({ at: fc.nat(), value: oddValue });

/** A payload of a real shape, with some parts of it changed. */
function changed(whole: Record<string, unknown>, changes: readonly { at: number; value: unknown }[]) {
  return changes.reduce((now, { at, value }) => {
    const paths = pathsIn(now);
    return withValue(now, paths[at % paths.length] ?? ['type'], value);
  }, whole);
}

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] ?? expect.unreachable();
const asEvent = (payload: unknown): Letter => ({ body: JSON.stringify(payload), type: json });
const asInteraction = (payload: unknown): Letter => ({
  body: formOf({ payload: JSON.stringify(payload) }),
  type: form,
});

const changes = fc.array(change, { minLength: 1, maxLength: 4 });
const event = fc
  .tuple(fc.nat(), changes)
  .map(([at, list]) => asEvent(changed(envelopeOf(scene, pick(everyEvent(scene), at)), list)));
const interaction = fc
  .tuple(fc.nat(), changes)
  .map(([at, list]) => asInteraction(changed(pick(everyInteraction(scene), at), list)));
const command = fc
  .tuple(fc.constantFrom('/decide', '/decisions', '/hypha', '/constructor'), oddText, fc.dictionary(oddText, oddText))
  .map(([name, text, more]) => ({ body: formOf({ ...commandFields(scene, text, name), ...more }), type: form }));
const inventedEvent = fc.jsonValue({ maxDepth: 6 }).map((value) => asEvent(envelopeOf(scene, Object(value))));
const anyJson = fc.jsonValue({ maxDepth: 8 }).map(asEvent);
/** A well-formed request of which some bytes were lost or replaced. */
const torn = fc
  .tuple(fc.oneof(event, interaction), fc.nat(), fc.nat({ max: 20 }), fc.string({ unit: 'binary', maxLength: 5 }))
  .map(([{ body, type }, at, length, instead]) => {
    const from = at % (body.length + 1);
    return { body: body.slice(0, from) + instead + body.slice(from + length), type };
  });

const letter = fc.oneof(
  { weight: 6, arbitrary: event },
  { weight: 3, arbitrary: interaction },
  { weight: 2, arbitrary: torn },
  { weight: 1, arbitrary: command },
  { weight: 1, arbitrary: inventedEvent },
  { weight: 1, arbitrary: anyJson },
);

test('ten thousand invented requests end in a plain answer, a whole row or none, and nothing is put aside', async () => {
  const letters = fc.array(letter, { minLength: 60, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(letters, async (batch) => {
      const answers = await Promise.all(batch.map(async (one) => ({ one, ...(await send(one)) })));
      for (const { one, status } of answers)
        expect(one.type === json ? [200, 400] : [200, 400, 404], `${status}: ${one.body.slice(0, 2_000)}`).toContain(
          status,
        );
      await stillWorks();
    }),
    // Made smaller, a batch would be sent again hundreds of times.
    { numRuns: 170, endOnFailure: true },
  );
  expect(sent).toBeGreaterThan(10_000);
  await isSound();
});

test('unsigned, the same requests change nothing', async () => {
  const ids: string[] = [];
  await fc.assert(
    fc.asyncProperty(letter, fc.string(), async ({ body, type }, signature) => {
      ids.push(...(body.match(/Ev[0-9A-F]{16}/) ?? []));
      const answer = await door.send(body, { type, signature: signature.replaceAll(/[^\x20-\x7e]/g, '') });
      expect(answer).toMatchObject({ status: 401 });
    }),
    { numRuns: 500 },
  );
  const { rows } = await hypha.app.db.pool.query('select 1 from inbox where event_id = any($1)', [ids]);
  expect(ids.length).toBeGreaterThan(100);
  expect(rows).toEqual([]);
});

test('of every event, every part may be missing or anything else, and it is read or left', async () => {
  const values = [undefined, null, 5, -0.5, true, '', 'x', '\u0000', '\ud800', [], {}, [null], { id: null }];
  for (const event of everyEvent(scene)) {
    const answers = await Promise.all(damaged(envelopeOf(scene, event), values).map((body) => send(asEvent(body))));
    expect(answers.filter(({ status }) => status !== 200 && status !== 400)).toEqual([]);
  }
  await stillWorks();
  await isSound();
});
