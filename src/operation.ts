import type { z } from 'zod';
import type { Card } from './card.ts';
import type { ByKind, Kind, Reading, Surface } from './context.ts';
import { Refusal } from './errors.ts';
import { type Field, fieldsOf } from './fields.ts';
import { storable } from './messages/rules.ts';
import { inWords } from './mistakes.ts';

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
  /** Team time is another one afterwards: what came due by it is begun at once. */
  movesTime?: boolean;
  /** Its answer holds a secret: shown once, never kept. */
  secret?: boolean;
  /** What the ledger says it was done to. */
  subject?(value: z.output<O>): string;
  /**
   * Where its answer holds words of people: reads it anew when the same request comes again, as far as whoever asks may
   * see it by then. Then only the subject is kept of it; otherwise the answer itself.
   */
  again?(context: Reading, subject: string, input: z.output<I>): Promise<z.input<O>>;
  /** What is known before somebody fills in its form; with it, what they leave empty there is meant to be empty. */
  prefill?(context: Reading, given: Readonly<Record<string, string>>): Promise<Record<string, string>>;
  run(context: ByKind[K], input: z.output<I>): Promise<z.input<O>>;
  show(value: z.output<O>): Card;
  /** The same as a document in Markdown, where it is worth keeping as one. */
  markdown?(value: z.output<O>): string;
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
  movesTime: boolean;
  secret: boolean;
  prefill?: (context: Reading, given: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
  call(open: Open, raw: unknown): Promise<unknown>;
  subject(value: unknown): string | undefined;
  /** Nothing but the subject of its answer is kept. */
  rereads: boolean;
  show(value: unknown): Card;
  markdown: ((value: unknown) => string) | undefined;
}

/** Opens the context that a kind of operation may touch, around its work. Gives the work's answer, or an earlier one. */
type Open = <K extends Kind>(kind: K, work: Work<K>) => Promise<unknown>;

export interface Work<K extends Kind> {
  anew(context: ByKind[K]): Promise<unknown>;
  again?: (context: Reading, subject: string) => Promise<unknown>;
}

export function defineOperation<K extends Kind, I extends z.ZodObject, O extends z.ZodType>(
  spec: Spec<K, I, O>,
): Operation {
  return {
    phrase: spec.name.replace('.', ' '),
    also: [],
    words: [],
    withheld: {},
    sandboxOnly: false,
    movesTime: false,
    secret: false,
    ...spec,
    fields: fieldsOf(spec.input),
    subject: (value) => spec.subject?.(spec.output.parse(value)),
    rereads: spec.again !== undefined,
    show: (value) => spec.show(spec.output.parse(value)),
    markdown: spec.markdown && ((value) => spec.markdown?.(spec.output.parse(value)) ?? ''),
    async call(open, raw) {
      const input = parseInput(spec.input, raw);
      const { again } = spec;
      return open(spec.kind, {
        anew: async (context) => spec.output.parse(await spec.run(context, input)),
        ...(again && { again: async (context, subject) => spec.output.parse(await again(context, subject, input)) }),
      });
    },
  };
}

function parseInput<I extends z.ZodObject>(schema: I, raw: unknown): z.output<I> {
  const parsed = schema.safeParse(cleaned(raw), { error: inWords });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String)[0];
  throw new Refusal('invalid', `${field ?? 'The request'}: ${issue?.message ?? 'not understood'}.`, field);
}

/** A NUL or half a letter, pasted from somewhere, is nobody's meaning, and PostgreSQL has no room for it. */
const cleaned = (raw: unknown): unknown =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)
    ? Object.fromEntries(
        Object.entries(raw).map(([field, value]) => [field, typeof value === 'string' ? storable(value) : value]),
      )
    : raw;
