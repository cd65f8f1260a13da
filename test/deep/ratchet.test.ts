import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { median } from '../bench/figures.ts';
import { answers, events, inserts, many } from '../bench/ingest-loads.ts';
import { openStage, type Stage } from '../bench/stage.ts';

/**
 * Figures that must not fall. The floors are far below what is measured (`npm run bench -- ingest`), so that only a real
 * loss trips them; raise one when the figure has risen, and lower one never without saying why.
 */
const floors = z
  .record(z.string(), z.number())
  .parse(JSON.parse(await readFile(new URL('../ratchet.json', import.meta.url), 'utf8')));

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ webs: 1 });
  await events(stage, 1, 1_000);
});
afterAll(() => stage.close());

const figures: Record<string, () => Promise<number>> = {
  'ingest: events accepted to bare inserts': async () => {
    const ratios: number[] = [];
    for (let round = 0; round < 4; round++) {
      const bare = await inserts(stage, many, 1_000);
      const kept = await events(stage, 1, 1_000);
      ratios.push(kept.perSecond / bare.perSecond);
    }
    return median(ratios);
  },
  'ingest: part answered within 50 ms at 300/s': async () => {
    const parts: number[] = [];
    for (let round = 0; round < 2; round++) parts.push((await answers(stage, stage.webs, 2_000)).prompt);
    return median(parts);
  },
};

const tries = 3;

test('every floor belongs to a figure, and every figure has a floor', () => {
  expect(Object.keys(figures).toSorted()).toEqual(Object.keys(floors).toSorted());
});

test.each(Object.entries(figures))('%s has not fallen', async (name, measure) => {
  const floor = floors[name] ?? Number.POSITIVE_INFINITY;
  const measured = [await measure()];
  // Whatever else the machine does makes it worse and never better: a real loss is there each time.
  while (Math.max(...measured) < floor && measured.length < tries) measured.push(await measure());
  const said = `${name}: ${measured.map((one) => one.toFixed(2)).join(', ')}`;
  expect(Math.max(...measured), said).toBeGreaterThanOrEqual(floor);
});
