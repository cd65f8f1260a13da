import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { inWords } from '../../src/mistakes.ts';

const whole = z.coerce.number().int().min(1).max(9);

describe('what is wrong is said in our own words', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['missing', z.string(), undefined, 'it is missing, and this needs it'],
    ['a missing choice', z.enum(['a', 'b']), undefined, 'it is missing, and this needs it'],
    ['no text', z.string(), 5, 'give it as text'],
    ['no number', whole, 'many', 'give it as a number'],
    ['an endless number', whole, '1e999', 'give it as a number'],
    ['half a number', whole, '1.5', 'give it as a whole number'],
    ['too much for a number', whole, '1e300', 'that is too much'],
    ['too small', whole, 0, 'make it 1 or more'],
    ['too large', whole, 10, 'make it 9 at most'],
    ['not above', z.number().positive(), 0, 'make it more than 0'],
    ['not below', z.number().lt(5), 5, 'make it less than 5'],
    ['not in steps', z.number().multipleOf(5), 3, 'make it a multiple of 5'],
    ['not yes or no', z.boolean(), 'x', 'give it as true or false'],
    ['not one of them', z.enum(['held', 'needs a person']), 'lost', 'say one of these: held, needs a person'],
    ['empty', z.string().min(1), '', 'it is empty: say something'],
    ['too short', z.string().min(3), 'ab', 'it is too short: use 3 characters or more'],
    ['too long', z.string().max(3), 'abcd', 'it is too long: keep it to 3 characters'],
    ['not as long', z.string().length(3), 'ab', 'use exactly 3 characters'],
    ['too few', z.array(z.string()).min(2), [], 'give 2 or more'],
    ['too many', z.array(z.string()).max(1), ['a', 'b'], 'give 1 at most'],
    ['no list', z.array(z.string()), 'x', 'give it as a list'],
    ['no fields', z.object({}), [], 'give it as named fields'],
    ['a field too many', z.strictObject({}), { colour: 1 }, 'there is nothing here called colour'],
    ['no date', z.iso.date(), 'soon', 'give it as a date, like 2026-12-01'],
    ['no time', z.iso.datetime(), 'soon', 'give it as a time, like 2026-12-01T09:00:00Z'],
    ['too early', z.date().min(new Date(0)), new Date(-1), 'that is too early'],
    ['no address', z.url(), 'x', 'give it as a web address, with https:// in front'],
    ['another pattern', z.string().regex(/^x$/), 'y', 'it is not understood as it is written'],
    ['neither of two', z.union([z.boolean(), z.null()]), 'x', 'it is not understood as it is written'],
    ['odd', z.string().refine(() => false), '', 'it is not understood as it is written'],
    ['what the schema says better', z.string().min(3, 'say it in a line'), '', 'say it in a line'],
  ])('%s', (_, schema, value, words) => {
    const first = schema.safeParse(value, { error: inWords }).error?.issues[0];
    expect(first?.message).toBe(words);
  });

  test('also of a setting', () => {
    expect(() => readConfig({ PORT: 'many' })).toThrow('PORT is wrong: give it as a number.');
    expect(() => readConfig({ PORT: '70000' })).toThrow('PORT is wrong: make it 65535 at most.');
    expect(() => readConfig({ HYPHA_LOG: 'loud' })).toThrow('say one of these: debug, info, warn, error, silent');
  });
});
