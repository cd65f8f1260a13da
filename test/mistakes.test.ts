import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../src/operation.ts';
import { operations } from '../src/operations.ts';
import { type Hypha, openHypha } from './support/hypha.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha({ worker: false });
});
afterAll(() => hypha.close());

const Key = z.object({ value: z.object({ key: z.string() }) });
const Answer = z.looseObject({ ok: z.boolean(), code: z.string().optional(), sentence: z.string().optional() });

/** A token of its own for each operation: one alone may not ask this much. */
async function asker() {
  const made = Key.parse(await hypha.asks('ana', 'token.create', { name: 'odd', scopes: 'read,write,admin' }));
  const headers = { authorization: `Bearer ${made.value.key}`, 'content-type': 'application/json' };
  return async (operation: Operation, body: unknown) => {
    const url = `${hypha.url}/v1/${operation.name}`;
    return Answer.parse(await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json());
  };
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', ' ', 'x', '0', '-1', '1.5', 'many', '1e300', '1e999', true, 0, -1, 1.5),
  fc.constantFrom<unknown>(1e300, [], {}, ['a'], [[]], { toString: 5 }, 'lost', '#nowhere', 'a'.repeat(3_000)),
  fc.string({ unit: 'grapheme' }),
  fc.jsonValue({ maxDepth: 2 }),
);
const oddInput = ({ fields }: Operation) =>
  fc.record(Object.fromEntries(fields.map(({ name }) => [name, odd])), { requiredKeys: [] });

/** What the schema library itself would say: all that no other word was found for. */
function itsOwnWords({ input }: Operation, body: unknown): string[] {
  const [own, other] = [input.safeParse(body), input.safeParse(body, { error: () => 'other words' })];
  const issues = own.error?.issues ?? [];
  return issues.map(({ message }) => message).filter((_, n) => other.error?.issues[n]?.message === 'other words');
}

/** What the schema refuses is said of its field; what only the operation can tell, in a whole sentence of its own. */
const ofTheInput = /^(\w+|The request): [a-z].*\.$/su;
const ofTheInputOrItsOwn = /^((\w+|The request): [a-z]|[A-Z]).*\.$/su;

const withFields = operations.filter(({ withheld, fields }) => !withheld.http && fields.length > 0);

test.each(withFields.map((operation) => [operation.name, operation] as const))(
  '%s, asked anything odd, says in our own words what is wrong',
  async (_, operation) => {
    const ask = await asker();
    let untranslated = 0;
    await fc.assert(
      fc.asyncProperty(oddInput(operation), async (input) => {
        const body = JSON.parse(JSON.stringify(input));
        const { ok, code, sentence = '' } = await ask(operation, body);
        expect(code).not.toBe('failed');
        if (ok || code !== 'invalid') return;
        const own = itsOwnWords(operation, body);
        untranslated += own.length;
        for (const words of own) expect(sentence).not.toContain(words);
        expect(sentence).toMatch(operation.input.safeParse(body).success ? ofTheInputOrItsOwn : ofTheInput);
        expect(sentence).not.toMatch(/invalid|expected|received|too (big|small)|undefined|NaN|pattern|regex|</i);
      }),
      { numRuns: 45 },
    );
    expect(untranslated).toBeGreaterThan(0);
  },
);
