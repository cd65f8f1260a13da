import type { Clock } from './clock.ts';
import type { Json } from './shapes.ts';

/** A call of the Web API, as it came in and as the caller saw it answered. */
export interface CallEntry {
  kind: 'call';
  seq: number;
  at: number;
  method: string;
  args: Json;
  /** Whether it took effect in the workspace. A post that lands late says so when it lands. */
  landed: boolean;
  /** The gist of the answer, or what the caller got instead of one: `hang`, `reset`, `429`, … */
  answer: Json | string;
  /** Slack would have answered 429 here, had the limits been switched on. */
  overLimit: boolean;
}

/** One attempt to hand something to the app. */
interface DeliveryEntry {
  kind: 'delivery';
  seq: number;
  at: number;
  what: 'event' | 'slash_commands' | 'interactive';
  type: string;
  event_id: string;
  attempt: number;
  via: string;
  outcome: string;
  ms: number;
}

type Unnumbered<T> = Omit<T, 'kind' | 'seq' | 'at'>;

export interface RequestLog {
  call(entry: Unnumbered<CallEntry>): CallEntry;
  delivery(entry: Unnumbered<DeliveryEntry>): void;
  calls(method?: string, after?: number): readonly CallEntry[];
  deliveries(after?: number): readonly DeliveryEntry[];
  clear(): void;
}

/** Enough for any test to count on, and an end for a box that runs for weeks. */
const MAX_ENTRIES = 200_000;

export function createLog(clock: Clock): RequestLog {
  let calls: CallEntry[] = [];
  let deliveries: DeliveryEntry[] = [];
  let seq = 0;
  const next = () => ({ seq: ++seq, at: clock.machine() });
  return {
    call(entry) {
      const numbered: CallEntry = { kind: 'call', ...next(), ...entry };
      calls.push(numbered);
      if (calls.length > MAX_ENTRIES) calls = calls.slice(MAX_ENTRIES / 2);
      return numbered;
    },
    delivery(entry) {
      deliveries.push({ kind: 'delivery', ...next(), ...entry });
      if (deliveries.length > MAX_ENTRIES) deliveries = deliveries.slice(MAX_ENTRIES / 2);
    },
    calls: (method, after = 0) =>
      calls.filter((call) => call.seq > after && (method === undefined || call.method === method)),
    deliveries: (after = 0) => deliveries.filter((delivery) => delivery.seq > after),
    clear() {
      calls = [];
      deliveries = [];
    },
  };
}
