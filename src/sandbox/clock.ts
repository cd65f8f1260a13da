/** The only file in the box that reads the time. Slack time can be moved; machine time never is. */
export interface Clock {
  /** Slack time in ms: what messages and events are stamped with. */
  now(): number;
  /** Machine time in ms: signatures, retries, trigger and response_url expiry, rate windows. */
  machine(): number;
  /** Goes on from here at so much from machine time; or stands still at a moment, until it is set again. */
  set(offset: number, stands?: number): void;
  offset(): number;
  stands(): number | undefined;
}

export function createClock(): Clock {
  let offset = 0;
  let stands: number | undefined;
  return {
    now: () => stands ?? Date.now() + offset,
    machine: () => Date.now(),
    set: (ms, at) => {
      offset = ms;
      stands = at;
    },
    offset: () => (stands === undefined ? offset : stands - Date.now()),
    stands: () => stands,
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

/** Slack tells of an edit only the second. */
export const secondOf = (ts: string): string => ts.replace(/\.\d+$/, '.000000');

export function secondsOf(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
