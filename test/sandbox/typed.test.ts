import { describe, expect, test } from 'vitest';
import { richElements } from '../../src/sandbox/interact/typed-rich.ts';

/** What people type, as Slack's composer would make rich text of it. */

const text = (words: string, style?: Record<string, boolean>) => ({
  type: 'text',
  text: words,
  ...(style ? { style } : {}),
});
const line = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
const read = (words: string) => [text(words)];

describe('Rich text', () => {
  test.for<[string, unknown[]]>([
    ['plain words', [line(text('plain words'))]],
    [
      '*bold* and _it *both*_',
      [
        line(
          text('bold', { bold: true }),
          text(' and '),
          text('it ', { italic: true }),
          text('both', { italic: true, bold: true }),
        ),
      ],
    ],
    ['`*code*` ~gone~', [line(text('*code*', { code: true }), text(' '), text('gone', { strike: true }))]],
    ['2*3*4 snake_case_name * a *', [line(text('2*3*4 snake_case_name * a *'))]],
    ['https://x.example/_a_ :heavy_check_mark:', [line(text('https://x.example/_a_ :heavy_check_mark:'))]],
    ['> quoted\n> twice\nnot', [{ type: 'rich_text_quote', elements: [text('quoted\ntwice')] }, line(text('not'))]],
    [
      '- a\n- b\n1. c',
      [
        { type: 'rich_text_list', style: 'bullet', indent: 0, elements: [line(text('a')), line(text('b'))] },
        { type: 'rich_text_list', style: 'ordered', indent: 0, elements: [line(text('c'))] },
      ],
    ],
    [
      'so:\n```\n*as* is\n```\nthere',
      [line(text('so:')), { type: 'rich_text_preformatted', elements: [text('*as* is')] }, line(text('there'))],
    ],
    ['an open ``` fence', [line(text('an open ``` fence'))]],
    ['', []],
  ])('%j', ([typed, elements]) => {
    expect(richElements(typed, read)).toEqual(elements);
  });

  test('of hostile length is made in a moment', () => {
    for (const typed of ['*a '.repeat(13_000), '*_~`'.repeat(10_000), '* '.repeat(20_000)]) {
      const began = performance.now();
      richElements(typed, read);
      expect(performance.now() - began).toBeLessThan(2_000);
    }
  });
});
