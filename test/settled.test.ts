import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { say } from '../src/card.ts';
import { defineOperation } from '../src/operation.ts';
import { run } from '../src/run.ts';
import { openStores, type Stores } from './support/database.ts';
import { openGate } from './support/gate.ts';
import { type Hypha, id, openHypha } from './support/hypha.ts';

/** What a person is told when the database, or Hypha itself, fails around the moment in which something becomes so. */

let hypha: Hypha;
let stores: Stores;
let gate: Awaited<ReturnType<typeof openGate>>;
beforeEach(async () => {
  stores = await openStores();
  gate = await openGate(stores.databaseUrl);
  hypha = await openHypha({ worker: false, stores: { ...stores, databaseUrl: gate.url } });
});
afterEach(async () => {
  await hypha.close();
  await gate.close();
  await stores.drop();
});

const decide = (key?: string) =>
  hypha.asks('maya', 'decision.log', { statement: 'Committed, unheard', channel: '#eng' }, { key });

/** What really is there, on a connection of our own. */
async function decided(): Promise<number> {
  const client = new Client({ connectionString: stores.databaseUrl });
  await client.connect();
  const { rows } = await client.query('select count(*)::int as n from decision');
  await client.end();
  return rows[0].n;
}

describe('when the connection ends between a commit and its answer', () => {
  test.each([
    ['with a key', 'once'],
    ['without one', undefined],
  ])('what was done is found and answered, %s', async (_, key) => {
    const lost = gate.silence('insert into "decision"', 'commit');
    const answer = await decide(key);
    await lost;
    expect(answer).toMatchObject({ ok: true, value: { statement: 'Committed, unheard', decidedBy: 'maya' } });
    expect(await decided()).toBe(1);
  });

  test('and nothing can be looked up, people are told that it may have been done', async () => {
    const lost = gate.silence('insert into "decision"', 'commit').then(() => gate.close());
    const answer = await decide();
    await lost;
    expect(answer).toMatchObject({
      ok: false,
      code: 'failed',
      sentence: expect.stringMatching(
        /^This may have been done: Hypha lost its database halfway\. Look before you ask again\. Reference: [0-9a-f]{8}\.$/,
      ),
    });
    expect(await decided()).toBe(1);
  });
});

test('a connection that ends before the commit changes nothing, and that is said', async () => {
  const lost = gate.silence('begin', 'insert into "decision"');
  const answer = await decide();
  await lost;
  expect(answer).toMatchObject({ ok: false, sentence: expect.stringContaining('Nothing was changed.') });
  expect(await decided()).toBe(0);
});

describe('what goes wrong after the commit does not undo the answer', () => {
  const doing = (broken: { show?: () => never; run?: () => Promise<void> }) =>
    defineOperation({
      name: 'test.write',
      summary: 'Writes.',
      kind: 'write',
      access: 'anyone',
      movesTime: true,
      input: z.object({}),
      output: z.object({ done: z.boolean() }),
      async run() {
        await broken.run?.();
        return { done: true };
      },
      show: () => broken.show?.() ?? say('done'),
    });
  const actor = () => ({ ws: hypha.app.workspace.ws, kind: 'person' as const, id: id('maya'), person: id('maya') });
  const calls = (operation: ReturnType<typeof doing>) => run(hypha.app, { ...actor(), via: 'cli' }, operation, {});

  test('a card that cannot be made', async () => {
    const show = () => {
      throw new TypeError('broken');
    };
    expect(await calls(doing({ show }))).toMatchObject({
      ok: true,
      value: { done: true },
      card: { text: expect.stringMatching(/^✓ That was done\. It could not be shown, .*Reference: [0-9a-f]{8}\.$/) },
    });
  });

  test('what is due that cannot be looked for', async () => {
    const ran = await calls(doing({ run: () => hypha.app.db.read.destroy() }));
    expect(ran).toMatchObject({ ok: true, value: { done: true }, card: { text: 'done' } });
  });
});
