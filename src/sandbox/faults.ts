import { z } from 'zod';
import { newId } from './ids.ts';

const when = {
  /** How often; once unless told otherwise or a probability is given. */
  times: z.number().int().positive().optional(),
  /** Leave this many alone first. */
  skip: z.number().int().nonnegative().default(0),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().default(1),
  channel: z.string().optional(),
  /** How late; a pair is a range to draw from. */
  ms: z.union([z.number().nonnegative(), z.tuple([z.number().nonnegative(), z.number().nonnegative()])]).optional(),
};

export const faultSchema = z.discriminatedUnion('on', [
  z.object({
    on: z.literal('api'),
    method: z.string().default('*'),
    /** Whether the call takes effect: at once, not at all, or `ms` later (the caller gets its answer, or none, before). */
    lands: z.enum(['now', 'never', 'late']).default('now'),
    /**
     * What the caller sees: the true answer (`ms` late), silence, a reset connection, an HTTP status (with a body that is HTML for
     * 502 and 503), half a JSON body, 429, or `ok: false` with the error named here.
     */
    answer: z.string().default('normal'),
    /** Seconds in Retry-After of a 429; null leaves the header out. */
    retryAfter: z.number().nullable().default(1),
    ...when,
  }),
  z.object({
    on: z.literal('event'),
    type: z.string().default('*'),
    do: z.enum(['duplicate', 'late', 'reorder', 'lose-ack', 'drop']),
    ...when,
  }),
  z.object({
    on: z.literal('interaction'),
    do: z.enum(['duplicate', 'late', 'lose-ack', 'drop']),
    ...when,
  }),
]);
export type FaultInput = z.input<typeof faultSchema>;
type Fault = z.output<typeof faultSchema>;
/** A fault at the moment it strikes: how late is drawn. */
type Struck<F extends Fault> = Omit<F, 'ms'> & { ms: number | undefined };
export type ApiFault = Struck<Extract<Fault, { on: 'api' }>>;
export type EventFault = Struck<Extract<Fault, { on: 'event' }>>;
type InteractionFault = Struck<Extract<Fault, { on: 'interaction' }>>;

interface Armed {
  id: string;
  fault: Fault;
  seen: number;
  left: number;
  chance: () => number;
}

export interface Faults {
  add(fault: Fault): string;
  remove(id?: string): void;
  list(): readonly { id: string; fault: Fault; left: number }[];
  forCall(method: string, channel: string | undefined): ApiFault | undefined;
  forEvent(type: string, channel: string | undefined): EventFault | undefined;
  forInteraction(): InteractionFault | undefined;
}

export function createFaults(): Faults {
  let armed: Armed[] = [];

  /** The first fault that fits is used up by one; a fault that only might strike is asked each time. */
  function strike<F extends Fault>(fits: (fault: Fault) => F | undefined): Struck<F> | undefined {
    for (const one of armed) {
      const fault = fits(one.fault);
      if (!fault || one.seen++ < fault.skip || one.chance() >= (fault.probability ?? 1)) continue;
      one.left -= 1;
      if (one.left <= 0) armed = armed.filter(({ id }) => id !== one.id);
      return { ...fault, ms: draw(fault.ms, one.chance) };
    }
  }

  const inChannel = (fault: Fault, channel: string | undefined) =>
    fault.channel === undefined || fault.channel === channel;
  return {
    add(fault) {
      const id = newId('F');
      const left = fault.times ?? (fault.probability === undefined ? 1 : Number.POSITIVE_INFINITY);
      armed.push({ id, fault, left, seen: 0, chance: random(fault.seed) });
      return id;
    },
    remove(id) {
      armed = id === undefined ? [] : armed.filter((one) => one.id !== id);
    },
    list: () => armed.map(({ id, fault, left }) => ({ id, fault, left })),
    forCall: (method, channel) =>
      strike((fault) =>
        fault.on === 'api' && named(fault.method, method) && inChannel(fault, channel) ? fault : undefined,
      ),
    forEvent: (type, channel) =>
      strike((fault) =>
        fault.on === 'event' && named(fault.type, type) && inChannel(fault, channel) ? fault : undefined,
      ),
    forInteraction: () => strike((fault) => (fault.on === 'interaction' ? fault : undefined)),
  };
}

function draw(ms: Fault['ms'], chance: () => number): number | undefined {
  return typeof ms === 'object' ? ms[0] + chance() * (ms[1] - ms[0]) : ms;
}

function named(pattern: string, name: string): boolean {
  return pattern === '*' || pattern === name;
}

/** mulberry32: small, seeded, good enough to make the same bad day twice. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
