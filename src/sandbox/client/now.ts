import type { Time } from './wire.ts';

/** The only file of the page that reads the time. The sandbox's clock can be moved, so its time is told, and counted on from there. */

let ahead = 0;
let still: number | undefined;

function machine(): number {
  return Date.now();
}

export function tellTime({ now: told, stands }: Time): void {
  ahead = told - machine();
  still = stands ? told : undefined;
}

/** Slack time in ms. */
export function now(): number {
  return still ?? machine() + ahead;
}
