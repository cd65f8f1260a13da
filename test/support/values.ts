import fc from 'fast-check';
import { z } from 'zod';

const Shape = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});

/** Anything a schema allows, as an operation could answer it. What is called `at`, `until` or `since` is a time, and `id` is one of a kind. */
export const valuesOf = (schema: z.ZodType): fc.Arbitrary<unknown> =>
  arbitrary(z.toJSONSchema(schema, { io: 'input' }), '');

function arbitrary(json: unknown, name: string): fc.Arbitrary<unknown> {
  const { type, enum: choices, anyOf, items, properties = {}, required = [] } = Shape.parse(json);
  if (choices) return fc.constantFrom(...choices);
  if (anyOf) return fc.oneof(...anyOf.map((one) => arbitrary(one, name)));
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => arbitrary({ ...Shape.parse(json), type: one }, name)));
  switch (type) {
    case 'object': {
      const fields = Object.entries(properties).map(([field, one]) => [field, arbitrary(one, field)] as const);
      return fc.record(Object.fromEntries(fields), { requiredKeys: required });
    }
    case 'array':
      return fc.array(arbitrary(items, name), { maxLength: 20 });
    case 'string':
      if (name === 'id') return fc.uuid();
      return /(^at|At|^until|Until|^since|^now)$/.test(name) ? times : fc.string({ unit: 'grapheme', maxLength: 300 });
    case 'number':
    case 'integer':
      return fc.integer({ min: 0, max: 10_000 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`no values for ${JSON.stringify(json)}`);
  }
}

const times = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
