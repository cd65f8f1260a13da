import fc from 'fast-check';
import { expect, test } from 'vitest';
import { journalWith } from './journal.ts';
import { blocks, elements } from './specimens.ts';
import { onStage } from './stage.ts';

/** Blocks as an app with faults might send them: here and there something else than there should be. */

const junk = fc.sample(
  fc.oneof(
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1e300,
      Number.NaN,
      '',
      [],
      {},
      [[]],
      [null],
      { type: 'plain_text' },
      { text: {} },
      'x'.repeat(5_000),
    ),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  { numRuns: 400, seed: 7 },
);
let turn = 0;

/** The block with one thing in it, however deep, replaced. */
function spoilt(value: unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== 'object' || value === null) return junk[turn++ % junk.length];
  const entries = Object.entries(value);
  const chosen = entries[turn++ % Math.max(1, entries.length)]?.[0];
  const spoiltOnes = entries.map(([key, inner]) => [
    key,
    key === chosen && key !== 'type' ? spoilt(inner, depth - 1) : inner,
  ]);
  return Array.isArray(value) ? spoiltOnes.map(([, inner]) => inner) : Object.fromEntries(spoiltOnes);
}

const specimens = [...Object.values(blocks), ...Object.values(elements)].map(({ block }) => block);
const broken = [1, 2, 3, 4].flatMap((depth) => specimens.map((block) => spoilt(block, depth)));
const journal = await journalWith(
  broken.map((block, index) => ({
    text: `faulty ${index}`,
    blocks: [
      {
        ...(typeof block === 'object' ? block : {}),
        block_id: `b${index}`,
        type: typeof block === 'object' && block !== null && 'type' in block ? String(block.type) : 'none',
      },
    ],
  })),
);

onStage('Faulty blocks', { journal }, (stage) => {
  test('are drawn as far as they can be, each in its own place', { timeout: 60_000 }, async () => {
    const { page } = await stage.opens('maya', 'eng', { height: 2_000 });
    const first = () => page.locator('.main .message').first().getAttribute('data-ts');
    const beginning = page.locator('.main .beginning');
    while ((await beginning.count()) === 0) {
      const before = await first();
      await page.locator('.main .scroll').evaluate((box) => {
        box.scrollTop = 0;
      });
      await expect.poll(async () => (await first()) !== before || (await beginning.count()) > 0).toBe(true);
      expect(await page.getByText('This could not be drawn.').count()).toBe(0);
    }
    expect(await page.locator('.main .message .block').count()).toBeGreaterThan(100);
  });
});
