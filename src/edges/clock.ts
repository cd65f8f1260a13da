/**
 * The only reader of the host's time in the product. Two clocks (see README, "Decisions taken"):
 * machine time for settle, pacing and signatures; team time (machine time plus a stored offset) for everything people see.
 */
export const machineNow = (): Date => new Date();

const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/** Ends early when the signal is given. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    const cut = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener('abort', cut, { once: true });
  });

/** Nobody answered in time; what was asked may still happen. */
export class NoAnswer extends Error {
  constructor(when: string) {
    super(`no answer ${when}`);
    this.name = 'NoAnswer';
  }
}

/** The work, or an error as soon as the signal is given. The work itself goes on; nobody waits for it. */
export async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let cut = () => {};
  const ended = new Promise<never>((_, reject) => {
    cut = () => reject(new NoAnswer('before the end'));
  });
  if (signal.aborted) cut();
  signal.addEventListener('abort', cut, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/** The work, or an error once the time is over. The work itself goes on; nobody waits for it. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
