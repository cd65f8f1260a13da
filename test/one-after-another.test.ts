import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { writeChange } from '../src/decisions/changes/store.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { type Hypha, id, openHypha } from './support/hypha.ts';

/** A history goes one way: whoever waited for somebody else comes after them. */

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
});
afterAll(() => hypha.close());

const Line = z.object({ at: z.string(), set: z.array(z.object({ to: z.string() })) });
const History = z.object({ value: z.object({ lines: z.array(Line) }) });

const logged = (statement: string) => hypha.logs('maya', statement);
const historyOf = async (number: number) =>
  History.parse(await hypha.asks('maya', 'decision.history', { decision: `D-${number}` })).value.lines;

test('what was looked at earlier and written down later is later', async () => {
  const number = await logged('Doors are green');
  const { db, workspace } = hypha.app;
  await db.write.transaction().execute(async (trx) => {
    const early = await teamNow(trx, workspace.ws);
    await hypha.asks('ravi', 'decision.change', { decision: String(number), statement: 'Doors are red' });
    const whose = { ws: workspace.ws, person: id('maya'), via: 'slack' };
    const fields = { statement: 'Doors are blue' };
    await writeChange(trx, whose, { number, version: 2, removed: [] }, early, {
      kind: 'change',
      state: 'decided',
      fields,
    });
  });
  const [, second, third] = await historyOf(number);
  expect([second?.set[0]?.to, third?.set[0]?.to]).toEqual(['Doors are red', 'Doors are blue']);
  expect(third?.at).toBe(second?.at);
});

test('what is told of an earlier time is of that time', async () => {
  const number = await logged('Gates are green');
  await hypha.asks('ravi', 'decision.start', { decision: String(number) });
  const at = new Date('2025-03-01T10:00:00Z');
  await hypha.asks('maya', 'decision.change', { decision: String(number), why: 'They were' }, { at });
  expect((await historyOf(number)).at(-1)?.at).toBe(at.toISOString());
});
