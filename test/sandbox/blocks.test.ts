import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeBlocks } from '../../src/sandbox/block-ids.ts';
import { blockProblems } from '../../src/sandbox/blocks.ts';
import { block } from '../../src/sandbox/facts.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (text: string) => ({ type: 'button', action_id: 'a', text: plain(text) });
const options = (count: number) => Array.from({ length: count }, (_, n) => ({ text: plain(`o${n}`), value: `${n}` }));
const repeat = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

describe('Block Kit', () => {
  it.each<[string, object, string]>([
    ['section text over 3,000', { type: 'section', text: plain('x'.repeat(3001)) }, '/blocks/0/text/text'],
    ['a section without text and fields', { type: 'section' }, 'missing required field: text'],
    ['more than ten fields', { type: 'section', fields: repeat(11, plain('x')) }, '/blocks/0/fields'],
    ['a header over 150', { type: 'header', text: plain('x'.repeat(151)) }, '/blocks/0/text/text'],
    ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }, '/blocks/0/text/type'],
    ['button text over 75', { type: 'actions', elements: [button('x'.repeat(76))] }, '/blocks/0/elements/0/text/text'],
    ['more than 25 elements', { type: 'actions', elements: repeat(26, { type: 'datepicker' }) }, '/blocks/0/elements'],
    ['two actions of one name in a block', { type: 'actions', elements: [button('x'), button('y')] }, 'action_id'],
    ['no elements', { type: 'actions', elements: [] }, '/blocks/0/elements'],
    ['more than ten in a context', { type: 'context', elements: repeat(11, plain('x')) }, '/blocks/0/elements'],
    ['an image without words', { type: 'image', image_url: 'https://x.example/i.png' }, '/blocks/0/alt_text'],
    [
      'more than 100 options',
      { type: 'actions', elements: [{ type: 'static_select', options: options(101) }] },
      '/options',
    ],
    [
      'more than ten in an overflow',
      { type: 'actions', elements: [{ type: 'overflow', options: options(11) }] },
      '/options',
    ],
    ['a long block_id', { type: 'divider', block_id: 'x'.repeat(256) }, '/blocks/0/block_id'],
    ['an unknown block', { type: 'hologram' }, 'unsupported type: hologram'],
    ['an unknown element', { type: 'actions', elements: [{ type: 'lever' }] }, 'unsupported type: lever'],
    [
      'a confirm that says too much',
      { type: 'actions', elements: [{ ...button('x'), confirm: { text: plain('x'.repeat(301)) } }] },
      '/confirm/text',
    ],
  ])('refuses %s and says where', (_, given, where) => {
    expect(blockProblems([block.parse(given)], 'message').join('\n')).toContain(where);
  });

  it('allows 50 blocks in a message and 100 in a modal', () => {
    const dividers = (count: number) => repeat(count, { type: 'divider' });
    expect(blockProblems(dividers(50), 'message')).toEqual([]);
    expect(blockProblems(dividers(51), 'message')).toEqual([
      '[ERROR] no more than 50 items allowed [json-pointer:/blocks]',
    ]);
    expect(blockProblems(dividers(100), 'modal')).toEqual([]);
    expect(blockProblems(dividers(101), 'home')).not.toEqual([]);
  });

  it('accepts what the limits just allow', () => {
    const full = [
      { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3000) }, accessory: button('x'.repeat(75)) },
      {
        type: 'context',
        elements: [plain('x'), { type: 'image', image_url: 'https://x.example/i.png', alt_text: 'x' }],
      },
      {
        type: 'actions',
        elements: [
          { type: 'static_select', action_id: 's', options: options(100) },
          { type: 'users_select', action_id: 'u' },
        ],
      },
      { type: 'rich_text', elements: [] },
    ];
    expect(blockProblems(full, 'message')).toEqual([]);
  });

  it('gives an id to every block and element that has none, and keeps those that have', () => {
    const [first, second] = completeBlocks([
      { type: 'actions', elements: [{ type: 'button', text: plain('x') }] },
      { type: 'divider', block_id: 'mine' },
    ]);
    expect(first).toMatchObject({ block_id: expect.any(String), elements: [{ action_id: expect.any(String) }] });
    expect(second).toEqual({ type: 'divider', block_id: 'mine' });
  });

  it('judges whatever it is given without breaking', () => {
    const types = fc.constantFrom(
      'section',
      'actions',
      'context',
      'input',
      'image',
      'header',
      'table',
      'constructor',
      'x',
    );
    const anything = fc.record({ type: types }).chain((base) => fc.object().map((more) => ({ ...more, ...base })));
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 60 }), (given) => {
        const parsed = block.array().safeParse(given);
        if (parsed.success)
          expect(blockProblems(parsed.data, 'message').every((line) => line.startsWith('[ERROR]'))).toBe(true);
      }),
    );
  });
});
