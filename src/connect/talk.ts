import { Refusal } from '../errors.ts';

/** Whoever connects Hypha, at a terminal or as a script that has written down the answers. */
export interface Talk {
  /** Somebody is there who can be asked once more. */
  live: boolean;
  say(text: string): void;
  /** Nothing, where there is no answer any more. */
  ask(question: string, how?: { hidden?: boolean }): Promise<string>;
  /** Its signal is given when somebody presses Enter, until `over` is. */
  enter(over: AbortSignal): { signal: AbortSignal };
}

/** Again and again until it is right, where somebody is there to put it right; otherwise once. */
export async function untilRight<T>(
  talk: Talk,
  attempt: () => Promise<T>,
  again = 'Enter, once that is done: ',
): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Refusal) || !talk.live) throw error;
      talk.say(`⚠ ${error.message}`);
      if (again) await talk.ask(again);
    }
  }
}
