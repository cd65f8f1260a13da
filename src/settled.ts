import { pause } from './edges/clock.ts';
import { Refusal } from './errors.ts';

/** It was to be committed, nobody said that it was, and it could not be found out since. */
export class Unsettled extends Error {
  constructor(cause: unknown) {
    super('it is not known whether this was committed', { cause });
    this.name = 'Unsettled';
  }
}

/** A database that was restarted is back by then; Slack does not wait much longer. */
const waitsMs = [0, 200, 1_000];

/**
 * A connection that ends between a commit and its answer leaves open whether it was made. Made again on another one, under
 * the same key, what was committed is found and answered, and what was not is done now: once, either way.
 */
export async function settled<T>(attempt: (committing: () => void) => Promise<T>): Promise<T> {
  let open = false;
  const waits = [...waitsMs];
  for (;;) {
    try {
      return await attempt(() => {
        open = true;
      });
    } catch (error) {
      if (!open || error instanceof Refusal) throw error;
      const wait = waits.shift();
      if (wait === undefined) throw new Unsettled(error);
      await pause(wait);
    }
  }
}
