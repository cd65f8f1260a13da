import type { Box } from '../box.ts';
import type { Product } from './product.ts';

/** Whether anything happened in the box meanwhile. */
export interface Quiet {
  count(): number;
  close(): void;
}

export function watchQuiet(box: Box): Quiet {
  let facts = 0;
  const close = box.watch(() => {
    facts += 1;
  });
  return { count: () => facts, close };
}

interface Draining {
  box: Box;
  product: Product;
  quiet: Quiet;
  closed: boolean;
  waiting: string;
}

const HEARD_MS = 2;
const READ_MS = 30;
const DONE_MS = 10;

/**
 * Waits until the app has heard of everything, says that it has nothing left to do, and has done nothing since it was
 * asked. Gives when it has something to do next.
 */
export async function drained(draining: Draining): Promise<number | undefined> {
  const { box, product, quiet } = draining;
  const until = box.clock.machine() + box.timing.drainMs;
  while (!draining.closed) {
    await heard(draining, until);
    const before = quiet.count();
    const agenda = product.attached() ? await product.agenda().catch(unknown) : idle;
    draining.waiting = agenda.busy;
    if (draining.waiting === '' && box.pending.size === 0 && quiet.count() === before) return agenda.next;
    mustGoOn(draining, until);
    await pause(DONE_MS);
  }
  return undefined;
}

/** Everything was told. What was heard just now is read a moment later: asked sooner, the app could only say so. */
async function heard(draining: Draining, until: number): Promise<void> {
  const { box } = draining;
  if (box.pending.size === 0) return;
  while (box.pending.size > 0 && !draining.closed) {
    draining.waiting = `events: ${box.pending.size}`;
    mustGoOn(draining, until);
    await pause(HEARD_MS);
  }
  await pause(READ_MS);
}

function mustGoOn({ box, waiting }: Draining, until: number): void {
  if (box.clock.machine() > until) throw new Undrained(waiting);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const idle = { next: undefined, busy: '' };
const unknown = () => ({ next: undefined, busy: 'Hypha does not answer' });

class Undrained extends Error {
  constructor(what: string) {
    super(`Time stands still here, because Hypha did not finish what there was to do (${what}).`);
  }
}
