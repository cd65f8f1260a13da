import type { Box } from './box.ts';
import type { EventEnvelope } from './envelope.ts';
import { type Posted, postSigned } from './request-url.ts';
import type { SocketHub } from './socket.ts';
import { opened } from './workspace.ts';

export interface Attempt {
  heard: boolean;
  /** Why it was not heard, in the words of x-slack-retry-reason where it has one. */
  why: string;
  via: string;
  body?: unknown;
  noRetry?: boolean;
}

export type Asking = 'slash_commands' | 'interactive';
type Fields = Record<string, unknown>;

/** One attempt to reach the app: over a socket when one is connected, else at its request URLs in turn, as behind a load balancer. */
export interface Transport {
  urls: readonly string[];
  event(event: EventEnvelope, retry: number, reason: string): Promise<Attempt>;
  ask(kind: Asking, payload: Fields): Promise<Attempt>;
  /** Slack's check that a request URL belongs to the app. */
  verify(url: string): Promise<boolean>;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

export function createTransport(box: Box, hub: SocketHub, urls: readonly string[]): Transport {
  let turn = 0;
  const nextUrl = () => transport.urls[turn++ % transport.urls.length];
  /** What was not heard at one is tried at the next: others may have moved the turn on meanwhile. */
  const begun = new WeakMap<EventEnvelope, number>();
  const urlFor = (event: EventEnvelope, retry: number) => {
    const first = begun.get(event) ?? turn++;
    begun.set(event, first);
    return transport.urls[(first + retry) % transport.urls.length];
  };
  const transport: Transport = {
    urls,
    event: (event, retry, reason) =>
      hub.connected() > 0
        ? eventBySocket(hub, event, retry, reason)
        : eventByHttp(box, urlFor(event, retry), event, retry, reason),
    async ask(kind, payload) {
      if (hub.connected() > 0) return askBySocket(hub, kind, payload);
      const body = kind === 'slash_commands' ? form(payload) : form({ payload: JSON.stringify(payload) });
      return askByHttp(box, transport.urls.map(nextUrl), body);
    },
    async verify(url) {
      const challenge = opened(box.workspace).run;
      const posted = await post(
        box,
        url,
        JSON.stringify({ type: 'url_verification', token: '', challenge }),
        JSON_TYPE,
      );
      return posted.heard && posted.body.includes(challenge);
    },
  };
  return transport;
}

function post(
  box: Box,
  url: string,
  body: string,
  contentType: string,
  headers: Record<string, string> = {},
): Promise<Posted> {
  const at = Math.floor(box.clock.machine() / 1000);
  const secret = opened(box.workspace).credentials.signingSecret;
  return postSigned({ url, secret, body, contentType, headers, at, timeoutMs: box.timing.ackTimeoutMs });
}

async function eventBySocket(hub: SocketHub, payload: EventEnvelope, attempt: number, why: string): Promise<Attempt> {
  const retry = { attempt, reason: attempt === 0 ? '' : why === 'http_timeout' ? 'timeout' : why };
  const ack = await hub.send({ type: 'events_api', payload, retry });
  return {
    heard: ack.heard,
    why: ack.heard ? '' : ack.why === 'timeout' ? 'http_timeout' : 'connection_failed',
    via: 'socket',
  };
}

async function eventByHttp(
  box: Box,
  url: string | undefined,
  event: EventEnvelope,
  retry: number,
  why: string,
): Promise<Attempt> {
  if (url === undefined) return { heard: false, why: 'connection_failed', via: 'nobody' };
  const headers: Record<string, string> =
    retry === 0 ? {} : { 'x-slack-retry-num': `${retry}`, 'x-slack-retry-reason': why };
  const posted = await post(box, url, JSON.stringify(event), JSON_TYPE, headers);
  if (posted.heard) return { heard: true, why: '', via: url };
  return { heard: false, why: posted.why, via: url, noRetry: posted.noRetry ?? false };
}

async function askBySocket(hub: SocketHub, type: Asking, payload: Fields): Promise<Attempt> {
  const ack = await hub.send({ type, payload });
  return ack.heard
    ? { heard: true, why: '', via: 'socket', body: ack.payload }
    : { heard: false, why: ack.why, via: 'socket' };
}

/** Slack does not repeat an interaction; only a refused connection goes on to the next process. */
async function askByHttp(box: Box, urls: readonly (string | undefined)[], body: string): Promise<Attempt> {
  let last: Attempt = { heard: false, why: 'connection_failed', via: 'nobody' };
  for (const url of urls) {
    if (url === undefined) continue;
    const posted = await post(box, url, body, FORM);
    if (posted.heard) return { heard: true, why: '', via: url, body: readAck(posted) };
    last = { heard: false, why: posted.why === 'http_timeout' ? 'timeout' : posted.why, via: url };
    if (!posted.refused) return last;
  }
  return last;
}

/** The content type stays bare: with a charset behind it Bolt would take the form for JSON. */
function form(fields: Fields): string {
  return new URLSearchParams(
    Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
}

function readAck({ body, contentType }: { body: string; contentType: string }): unknown {
  if (body === '') return undefined;
  if (!contentType.includes('json')) return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
