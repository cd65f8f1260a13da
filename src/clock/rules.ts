import { z } from 'zod';

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** How far, as people type it: `30m`, `2h`, `1d`, `6w`. In milliseconds. */
export const span = z
  .string()
  .trim()
  .regex(/^\d{1,4}[mhdw]$/, 'say how far as 30m, 2h, 1d or 6w')
  .transform((said) => {
    const unit = said.at(-1);
    const length = unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w' ? units[unit] : 0;
    return Number.parseInt(said, 10) * length;
  });

/** As long as the sandbox waits for an answer, and a little: our clock goes on while what it asks for is on its way. */
const underWayMs = 20_000;

/** Time never goes back; what is behind by no more than that was meant as now. */
export const mayFollow = (now: Date, wanted: Date): boolean => wanted.getTime() >= now.getTime() - underWayMs;

/** How much of each kind is due or being done. */
export interface Busy {
  inbox: number;
  actions: number;
  repairs: number;
  erasures: number;
}
