/** The only file in the box that reads the time. Slack time can be moved; machine time never is. */
export interface Clock {
  /** Slack time in ms: what messages and events are stamped with. */
  now(): number;
  /** Machine time in ms: signatures, retries, trigger and response_url expiry, rate windows. */
  machine(): number;
  setOffset(ms: number): void;
  offset(): number;
}

export function createClock(): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    machine: () => Date.now(),
    setOffset: (ms) => {
      offset = ms;
    },
    offset: () => offset,
  };
}

const MICROS = 1_000_000;

/** A Slack timestamp for this moment, later than `last` even when the clock stands still or was moved back. */
export function stamp(clock: Clock, last?: string): string {
  const wanted = Math.round(clock.now() * 1000);
  return formatTs(last === undefined ? wanted : Math.max(wanted, parseTs(last) + 1));
}

export function formatTs(micros: number): string {
  return `${Math.floor(micros / MICROS)}.${String(micros % MICROS).padStart(6, '0')}`;
}

/** Microseconds; exact, since 2^53 µs is the year 2255. */
export function parseTs(ts: string): number {
  const [seconds = '0', micros = '0'] = ts.split('.');
  return Number(seconds) * MICROS + Number(micros.padEnd(6, '0').slice(0, 6));
}

export function secondsOf(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
