import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { NoAnswer, within } from './clock.ts';
import type { Log } from './log.ts';
import { type Envelope, openLink } from './slack-socket-link.ts';
import { askingForUrls, Unconnected } from './slack-socket-open.ts';

/** An event, as far as it says that events come. */
const Heard = z.looseObject({
  type: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  channel: z.string().optional(),
});
export type Heard = z.infer<typeof Heard>;

/** Listens, and takes nothing: what is not acknowledged comes again, and then to a Hypha that runs. */
export interface Ear {
  appId: string;
  /** How many connections the app has: with others there, some of what comes is heard by them instead. */
  connections: number;
  /** The first event that fits, of those since the ear was opened; none, when the time is over. */
  hear(fits: (event: Heard) => boolean, ms: number, stop: AbortSignal): Promise<Heard | undefined>;
  close(): Promise<void>;
}

const Event = z.looseObject({ event: Heard });
const helloWithinMs = 10_000;
const pingMs = 5_000;

export async function openEar(appToken: string, apiUrl: string, log: Log): Promise<Ear> {
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const take = async ({ type, payload, answer }: Envelope) => {
    if (type === 'slash_commands') return answer(beingConnected);
    const event = Event.safeParse(payload).data?.event;
    if (event) heard.push(event);
    for (const wake of waiting) wake();
  };
  const link = await inWords(
    async () =>
      openLink(await askingForUrls(appToken, apiUrl, log)(), { helloMs: helloWithinMs, pingMs, share: 1, take }),
    new URL(apiUrl).host,
  );
  return {
    appId: link.appId,
    connections: link.connections,
    async hear(fits, ms, stop) {
      const found = Promise.withResolvers<Heard | undefined>();
      const look = () => {
        const event = heard.find(fits);
        if (event) found.resolve(event);
      };
      const end = () => found.resolve(undefined);
      waiting.add(look);
      stop.addEventListener('abort', end, { once: true });
      void link.closed.then(end);
      look();
      try {
        return await within(ms, found.promise).catch(() => undefined);
      } finally {
        waiting.delete(look);
        stop.removeEventListener('abort', end);
      }
    },
    close: () => link.leave(),
  };
}

const beingConnected = {
  response_type: 'ephemeral',
  text: 'Hypha is only being connected just now: once it runs, try again.',
};

async function inWords<T>(work: () => Promise<T>, host: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = error instanceof Unconnected ? error.sentence : undefined;
    if (known) throw new Refusal('unavailable', known);
    const code = error instanceof Unconnected ? error.code : error instanceof NoAnswer ? 'no hello' : 'no answer';
    throw new Refusal(
      'unavailable',
      `No connection to ${host} came about (${code}): look at your network, and at status.slack.com.`,
    );
  }
}
