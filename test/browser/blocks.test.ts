import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { journalWith } from './journal.ts';
import { blocks, blockTypes, elements, elementTypes, type Specimen, texts, textTypes } from './specimens.ts';
import { onStage } from './stage.ts';

const all: [string, Specimen][] = [
  ...Object.entries(blocks).map(([type, one]): [string, Specimen] => [`block ${type}`, one]),
  ...Object.entries(elements).map(([type, one]): [string, Specimen] => [`element ${type}`, one]),
  ...Object.entries(texts).map(([type, one]): [string, Specimen] => [`text ${type}`, one]),
];
const strange = [
  ['a strange block', { type: 'hologram', text: 'x' }],
  ['a strange element', { type: 'actions', elements: [{ type: 'lever' }] }],
  [
    'a strange text',
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_poem' }, { type: 'rich_text_section', elements: [{ type: 'glyph' }] }],
    },
  ],
  ['a broken block', { type: 'section', text: 7, fields: 'no', accessory: [] }],
  ['a block of nothing', {}],
] as const;

describe('The specimens', () => {
  test('are of every kind that the installed types know, and of no other', () => {
    expect(Object.keys(blocks).sort()).toEqual(blockTypes);
    expect(Object.keys(elements).sort()).toEqual(elementTypes);
    expect(Object.keys(texts).sort()).toEqual(textTypes);
  });
});

/** All that a person sees or hears of it. */
const perceived = (block: Locator) =>
  block.evaluate((root) => {
    const parts = [...root.querySelectorAll('*')].flatMap((one) => [
      one.getAttribute('aria-label'),
      one.getAttribute('placeholder'),
      one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement ? one.value : '',
    ]);
    return [root.textContent, ...parts].filter(Boolean).join(' | ');
  });

const messages = [
  ...all.map(([name, { block }]) => ({ name, block })),
  ...strange.map(([name, block]) => ({ name, block })),
];
const journal = await journalWith(
  messages.map(({ name, block }) => ({
    text: name,
    blocks: [{ block_id: 'b', ...block, type: 'type' in block ? block.type : 'nothing' }],
  })),
);

onStage('Everything that Block Kit knows', { journal }, (stage) => {
  test('is drawn, and what nobody knows says so', { timeout: 120_000 }, async () => {
    const { page } = await stage.opens('maya', 'eng');
    await page.locator('.message').last().waitFor();
    await page.waitForFunction('document.querySelectorAll(".emoji").length > 0');
    const rows = page.locator('.main .message');
    expect(await rows.count()).toBe(messages.length);
    for (const [index, [name, { shows }]] of all.entries()) {
      const block = rows.nth(index).locator('.block').first();
      expect({ [name]: await perceived(block) }).toEqual({ [name]: expect.stringContaining(shows) });
      expect({ [name]: (await block.boundingBox())?.height ?? 0 }).toEqual({
        [name]: expect.toSatisfy((height) => height > 0),
      });
      expect(await block.getByText('which the sandbox does not know').count()).toBe(0);
    }
    for (const [index, words] of ['hologram', 'lever', 'rich_text_poem', '', 'nothing'].entries())
      expect(
        await perceived(
          rows
            .nth(all.length + index)
            .locator('.block')
            .first(),
        ),
      ).toContain(words);
  });
});
