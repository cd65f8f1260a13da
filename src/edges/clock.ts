/**
 * The only reader of the host's time in the product. Two clocks (see README, "Decisions taken"):
 * machine time for settle, pacing and signatures; team time (machine time plus a stored offset) for everything people see.
 */
export const machineNow = (): Date => new Date();

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
