import { Refused, tell } from './ask.ts';
import type { Happened, TimeNow } from './wire.ts';

/** What a person can do with time. What did not work is told by the sentence that comes back. */
export interface TimeDeeds {
  pause(): Promise<string>;
  goOn(): Promise<string>;
  /** `1h`, `1w`, `next morning`, `next meeting`. */
  walk(to: string): Promise<string>;
  stop(): Promise<string>;
  now(): Promise<TimeNow | undefined>;
  /** What happened while time was moved last. */
  happened(): Promise<Happened | undefined>;
}

export function openTimeDeeds(person: string): TimeDeeds {
  const plainly = (verb: string, args: object = {}) => wrongOf(tell(`/sandbox/${verb}`, args));
  return {
    pause: () => plainly('pause'),
    goOn: () => plainly('go-on'),
    walk: (to) => plainly('walk', { to, person }),
    stop: () => plainly('stop-walk'),
    now: () => tell<TimeNow>('/sandbox/time', { person }).catch(() => undefined),
    happened: () =>
      tell<{ happened: Happened | null }>('/sandbox/happened', { person }).then(
        ({ happened }) => happened ?? undefined,
        () => undefined,
      ),
  };
}

/** Nothing, where it worked. */
export async function wrongOf(doing: Promise<unknown>): Promise<string> {
  try {
    await doing;
    return '';
  } catch (error) {
    return error instanceof Refused ? error.message : 'That did not work.';
  }
}
