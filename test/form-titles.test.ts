import { describe, expect, test } from 'vitest';
import { offered } from '../src/surfaces/slack-calls.ts';
import { formFor } from '../src/surfaces/slack-forms.ts';

/** Slack cuts nothing: it refuses a window whose title is longer than this. */
const mostLetters = 24;

const asking = offered.filter(({ fields }) => fields.some(({ hidden }) => !hidden));

describe('the form of', () => {
  test.each(asking.map((operation) => [operation.name, operation] as const))(
    '%s has a title of whole words',
    (_, operation) => {
      const { text } = formFor(operation, {}).title;
      expect(text.length).toBeLessThanOrEqual(mostLetters);
      expect(text).toMatch(/^\p{Lu}[^…]+[\p{L}]$/u);
      expect(text.split(' ').at(-1)).not.toMatch(/^(a|an|the|in|of|to|that|what|which|with)$/);
    },
  );

  test('a decision is called by its number, and by nothing else that was typed', () => {
    const drop = asking.find(({ name }) => name === 'decision.drop');
    const titled = (decision: string) => drop && formFor(drop, { decision }).title.text;
    expect(titled('D-42')).toBe('D-42');
    expect(titled('the one about which database we are to use')).toBe('Let it go');
  });

  test('no two of those that people choose between are called the same where they are about the same', () => {
    const titles = asking.map((operation) => `${operation.name.split('.')[0]} ${formFor(operation, {}).title.text}`);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
