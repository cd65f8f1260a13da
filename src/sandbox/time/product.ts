import { z } from 'zod';

/** The product's own clock, reached like other programs reach it: over its HTTP API, with a token. */
export interface Product {
  /** A process of it tells where it is reached; the newest first, and the newest token opens all of them. */
  attach(url: string, token: string): void;
  attached(): boolean;
  /** Team time from here on. Gives what it is then. */
  set(to: number, stands: boolean): Promise<number>;
  agenda(): Promise<Agenda>;
}

interface Agenda {
  now: number;
  /** When something is due next. */
  next: number | undefined;
  /** What is under way, in words; nothing when all is done. */
  busy: string;
}

/** It does not answer, or refuses: the sentence is for people. */
export class ProductTrouble extends Error {
  /** In the product's own words, where it answered. */
  readonly code: string | undefined;

  constructor(sentence: string, code?: string) {
    super(sentence);
    this.code = code;
  }
}

const instant = z.string().transform((iso) => Temporal.Instant.from(iso).epochMilliseconds);
const setAnswer = z.object({ now: instant });
const nextAnswer = z.object({
  now: instant,
  nextAt: instant.nullable(),
  busy: z.record(z.string(), z.number()),
});
const reply = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), sentence: z.string() }),
]);

const PATIENCE_MS = 15_000;

export function openProduct(): Product {
  let urls: readonly string[] = [];
  let token = '';
  const call = async <T>(operation: string, input: object, value: z.ZodType<T>): Promise<T> => {
    for (const url of urls) {
      const answer = await ask(url, token, operation, input);
      if (answer === 'nobody') continue;
      if (!answer.ok) throw new ProductTrouble(answer.sentence, answer.code);
      return value.parse(answer.value);
    }
    throw new ProductTrouble('Hypha does not answer.');
  };
  return {
    attach(url, key) {
      urls = [url, ...urls.filter((one) => one !== url)];
      token = key;
    },
    attached: () => urls.length > 0,
    set: async (to, stands) =>
      (await call('clock.set', { to: iso(to), standing: stands ? 'yes' : 'no' }, setAnswer)).now,
    async agenda() {
      const { now, nextAt, busy } = await call('clock.next', {}, nextAnswer);
      const open = Object.entries(busy).filter(([, count]) => count > 0);
      return { now, next: nextAt ?? undefined, busy: open.map(([what, count]) => `${what}: ${count}`).join(', ') };
    },
  };
}

async function ask(url: string, token: string, operation: string, input: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(input), signal: AbortSignal.timeout(PATIENCE_MS) };
  try {
    const response = await fetch(`${url}/v1/${operation}`, request);
    return reply.parse(await response.json());
  } catch {
    return 'nobody';
  }
}

const iso = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(Math.round(ms)).toString();
