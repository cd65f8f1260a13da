import { z } from 'zod';

/** One thing an operation takes, as people are told about it. */
export interface Field {
  name: string;
  required: boolean;
  description: string;
  /** A channel. */
  place: boolean;
  /** May run over several lines. */
  long: boolean;
  /** One of the people here, or several; a day. */
  person: boolean;
  people: boolean;
  day: boolean;
  /** Not asked for: who wants to say it can, and where it is known it is shown to be corrected. */
  aside: boolean;
  /** Which thing it is about: nothing to choose where that is known. */
  fixed: boolean;
  /** A question in words, that may name people. */
  asks: boolean;
  /** Given by buttons and programs, typed by nobody. */
  hidden: boolean;
  /** The only values it may have. */
  choices: readonly string[];
  fallback: string | undefined;
}

const Property = z.object({
  description: z.string().default(''),
  place: z.boolean().default(false),
  long: z.boolean().default(false),
  person: z.boolean().default(false),
  people: z.boolean().default(false),
  day: z.boolean().default(false),
  aside: z.boolean().default(false),
  fixed: z.boolean().default(false),
  asks: z.boolean().default(false),
  hidden: z.boolean().default(false),
  enum: z.array(z.string()).default([]),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
const Shape = z.object({ properties: z.record(z.string(), Property), required: z.array(z.string()).default([]) });

/** Read from the JSON schema, which looks through `optional()` and `default()` to what is said underneath. */
export function fieldsOf(input: z.ZodObject): Field[] {
  const { properties, required } = Shape.parse(z.toJSONSchema(input, { io: 'input' }));
  return Object.entries(properties).map(([name, { enum: choices, default: fallback, ...rest }]) => ({
    ...rest,
    name,
    required: required.includes(name),
    choices,
    fallback: fallback?.toString(),
  }));
}
