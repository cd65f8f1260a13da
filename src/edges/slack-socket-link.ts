import { WebSocket } from 'ws';
import { z } from 'zod';
import { within } from './clock.ts';
import { Unconnected } from './slack-socket-open.ts';

/** What Slack sends, and the way to answer it: on the connection it came by, and on no other. */
export interface Envelope {
  type: string;
  payload: unknown;
  /** Slack takes one answer. Where the connection is gone none is heard, and what was not answered comes again. */
  answer(payload?: unknown): void;
}

/** One connection to Slack that has said hello. */
export interface Link {
  readonly appId: string;
  /** How many the app has by now, this one included. */
  readonly connections: number;
  /** It needs a successor. Until it is closed it goes on carrying what comes. */
  readonly over: Promise<Parting>;
  readonly closed: Promise<void>;
  /** Answers what is in hand, and goes. */
  leave(): Promise<void>;
}

/** `asked` to go, as happens every few hours, or older than Slack said it would get. */
type Parting = 'asked' | 'lost' | 'silent' | 'link_disabled' | 'too_many_websockets';

export interface LinkSettings {
  helloMs: number;
  pingMs: number;
  /** For how much of the life that Slack announces it is kept at most. */
  share: number;
  /** Never rejects. */
  take(envelope: Envelope): Promise<void>;
}

interface Wire extends LinkSettings {
  socket: WebSocket;
  inHand: Set<Promise<void>>;
  timers: NodeJS.Timeout[];
  unanswered: number;
  greeted: PromiseWithResolvers<Hello>;
  over: PromiseWithResolvers<Parting>;
  closed: PromiseWithResolvers<void>;
}

const Hello = z.looseObject({
  type: z.literal('hello'),
  num_connections: z.number().default(1),
  connection_info: z.looseObject({ app_id: z.string() }).optional(),
  debug_info: z.looseObject({ approximate_connection_time: z.number().positive().optional() }).optional(),
});
type Hello = z.infer<typeof Hello>;
const Goodbye = z.looseObject({ type: z.literal('disconnect'), reason: z.string().optional() });
const Carried = z.looseObject({ type: z.string(), envelope_id: z.string(), payload: z.unknown() });

const mostUnanswered = 3;
const mostBytes = 16_000_000;
const finishWithinMs = 3_000;
const closeWithinMs = 1_000;
const longestMs = 2 ** 31 - 1;

/** Resolves once Slack has said hello: before that a connection carries nothing. */
export async function openLink(url: string, settings: LinkSettings): Promise<Link> {
  const socket = new WebSocket(url, { handshakeTimeout: settings.helloMs, maxPayload: mostBytes });
  const wire = follow(socket, settings);
  try {
    const hello = await within(settings.helloMs, wire.greeted.promise);
    watch(wire, hello);
    return {
      appId: hello.connection_info?.app_id ?? '',
      connections: hello.num_connections,
      over: wire.over.promise,
      closed: wire.closed.promise,
      leave: () => leave(wire),
    };
  } catch (error) {
    socket.terminate();
    throw error;
  }
}

function follow(socket: WebSocket, settings: LinkSettings): Wire {
  const wire: Wire = {
    ...settings,
    socket,
    inHand: new Set(),
    timers: [],
    unanswered: 0,
    greeted: Promise.withResolvers(),
    over: Promise.withResolvers(),
    closed: Promise.withResolvers(),
  };
  const alive = () => {
    wire.unanswered = 0;
  };
  socket.on('ping', alive);
  socket.on('pong', alive);
  socket.on('message', (data) => {
    alive();
    hear(wire, parsed(String(data)));
  });
  // What went wrong before the hello is the reason why there is none; after it, closing says all there is to say.
  socket.on('error', (error) => wire.greeted.reject(error));
  socket.on('close', () => close(wire));
  return wire;
}

function close({ timers, greeted, over, closed }: Wire): void {
  for (const timer of timers) clearTimeout(timer);
  greeted.reject(new Unconnected('lost'));
  over.resolve('lost');
  closed.resolve();
}

function hear(wire: Wire, frame: unknown): void {
  const hello = Hello.safeParse(frame).data;
  const goodbye = Goodbye.safeParse(frame).data;
  const carried = Carried.safeParse(frame).data;
  if (hello) wire.greeted.resolve(hello);
  else if (goodbye) part(wire, goodbye.reason);
  else if (carried) take(wire, carried);
}

function part({ greeted, over }: Wire, reason: string | undefined): void {
  const why = reason === 'link_disabled' || reason === 'too_many_websockets' ? reason : 'asked';
  greeted.reject(new Unconnected(why === 'asked' ? 'lost' : why));
  over.resolve(why);
}

function take(wire: Wire, { type, envelope_id, payload }: z.infer<typeof Carried>): void {
  const { socket, inHand } = wire;
  let answered = false;
  const answer = (said?: unknown) => {
    if (answered || socket.readyState !== WebSocket.OPEN) return;
    answered = true;
    socket.send(JSON.stringify({ envelope_id, payload: typeof said === 'string' ? { text: said } : (said ?? {}) }));
  };
  const work = wire.take({ type, payload, answer }).finally(() => inHand.delete(work));
  inHand.add(work);
}

/**
 * A connection can be open and dead: pings that nobody answers say so. They are counted and not timed, so that a process
 * which was held up does not blame the connection for it.
 */
function watch(wire: Wire, { debug_info }: Hello): void {
  const { socket, timers, over, pingMs, share } = wire;
  const ping = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (wire.unanswered++ < mostUnanswered) return void socket.ping();
    over.resolve('silent');
    socket.terminate();
  }, pingMs);
  timers.push(ping);
  const lifeMs = debug_info?.approximate_connection_time && debug_info.approximate_connection_time * 1000 * share;
  if (lifeMs) timers.push(setTimeout(() => over.resolve('asked'), Math.min(lifeMs, longestMs)));
}

async function leave({ socket, inHand, closed }: Wire): Promise<void> {
  await within(finishWithinMs, Promise.all(inHand)).catch(() => {});
  socket.close(1000);
  const force = setTimeout(() => socket.terminate(), closeWithinMs);
  await closed.promise;
  clearTimeout(force);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
