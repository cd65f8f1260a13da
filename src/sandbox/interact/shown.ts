import type { Box } from '../box.ts';
import type { Message } from '../facts.ts';

/** What a person is shown in one place while the app answers them. */
interface Shown {
  messages(): readonly Message[];
  /** Resolves with the first thing shown, or when the time is over. */
  something(ms: number): Promise<void>;
  stop(): void;
}

export function watchShown(box: Box, user: string, channel: string, urlId: string): Shown {
  const messages = new Map<string, Message>();
  let seen = false;
  let byUrl = false;
  let wake = () => {};
  const stop = box.watch(({ fact }) => {
    const mine = fact.kind === 'whispered' && fact.to === user && fact.message.channel === channel;
    // What comes through the URL follows at once on its use.
    if (mine || (byUrl && fact.kind === 'posted')) messages.set(fact.message.ts, fact.message);
    byUrl = fact.kind === 'url-used' && fact.id === urlId;
    seen ||=
      messages.size > 0 || (fact.kind === 'view-opened' && fact.view.user === user && fact.view.type === 'modal');
    if (seen) wake();
  });
  return {
    messages: () => [...messages.values()],
    something: (ms) =>
      new Promise((resolve) => {
        if (seen) return resolve();
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    stop,
  };
}
