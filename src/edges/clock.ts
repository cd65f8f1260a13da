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
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = 'NoAnswer';
  }
}

/** The work, or an error once the time is over. The work itself goes on; nobody waits for it. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(ms)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
