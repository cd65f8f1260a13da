import type { z } from 'zod';
import type { Card } from './card.ts';
import type { ByKind, Kind, Surface } from './context.ts';
import { Refusal } from './errors.ts';
import { type Field, fieldsOf } from './fields.ts';

interface Spec<K extends Kind, I extends z.ZodObject, O extends z.ZodType> {
  name: `${string}.${string}`;
  /** How it is said in a command, where that is not simply the name: `stop`. */
  phrase?: string;
  /** Other words for it. */
  also?: readonly string[];
  summary: string;
  kind: K;
  access: 'anyone' | 'member' | 'admin';
  input: I;
  output: O;
  /** Input fields that may be given by position; the last one takes the rest of the line. */
  words?: (keyof z.input<I> & string)[];
  /** Offered on every surface but these, each with its reason. */
  withheld?: Partial<Record<Surface, string>>;
  /** Exists only where there is no real Slack. */
  sandboxOnly?: boolean;
  /** Its answer holds a secret: shown once, never kept. */
  secret?: boolean;
  /** What the ledger says it was done to. */
  subject?(value: z.output<O>): string;
  run(context: ByKind[K], input: z.output<I>): Promise<z.input<O>>;
  show(value: z.output<O>): Card;
}

export interface Operation {
  name: string;
  phrase: string;
  also: readonly string[];
  summary: string;
  kind: Kind;
  access: 'anyone' | 'member' | 'admin';
  input: z.ZodObject;
  output: z.ZodType;
  /** What it takes, as surfaces need to know it. */
  fields: readonly Field[];
  words: readonly string[];
  withheld: Partial<Record<Surface, string>>;
  sandboxOnly: boolean;
  secret: boolean;
  call(open: Open, raw: unknown): Promise<unknown>;
  subject(value: unknown): string | undefined;
  show(value: unknown): Card;
}

/** Opens the context that a kind of operation may touch, around its work. Gives the work's answer, or an earlier one. */
type Open = <K extends Kind>(kind: K, work: (context: ByKind[K]) => Promise<unknown>) => Promise<unknown>;

export function defineOperation<K extends Kind, I extends z.ZodObject, O extends z.ZodType>(
  spec: Spec<K, I, O>,
): Operation {
  return {
    phrase: spec.name.replace('.', ' '),
    also: [],
    words: [],
    withheld: {},
    sandboxOnly: false,
    secret: false,
    ...spec,
    fields: fieldsOf(spec.input),
    subject: (value) => spec.subject?.(spec.output.parse(value)),
    show: (value) => spec.show(spec.output.parse(value)),
    async call(open, raw) {
      const input = parseInput(spec.input, raw);
      return open(spec.kind, async (context) => spec.output.parse(await spec.run(context, input)));
    },
  };
}

function parseInput<I extends z.ZodObject>(schema: I, raw: unknown): z.output<I> {
  const parsed = schema.safeParse(storable(raw));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String)[0];
  throw new Refusal('invalid', `${field ?? 'The request'}: ${issue?.message ?? 'not understood'}.`, field);
}

/** A NUL or half a letter, pasted from somewhere, is nobody's meaning, and PostgreSQL has no room for it. */
const storable = (raw: unknown): unknown =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)
    ? Object.fromEntries(
        Object.entries(raw).map(([field, value]) => [field, typeof value === 'string' ? clean(value) : value]),
      )
    : raw;

const clean = (text: string) => text.replaceAll('\u0000', '').toWellFormed();
