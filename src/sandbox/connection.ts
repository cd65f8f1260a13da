import type { WebSocket } from 'ws';
import { z } from 'zod';
import { parseJson } from './body.ts';
import { newId } from './ids.ts';

type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

export interface SocketEnvelope {
  type: EnvelopeType;
  payload: unknown;
  retry?: { attempt: number; reason: string };
}

export type SocketAck = { heard: true; payload: unknown } | { heard: false; why: 'timeout' | 'connection_lost' };

/** One Socket Mode connection and the envelopes on it that wait for their ack. */
export interface Connection {
  readonly socket: WebSocket;
  readonly waiting: Map<string, (ack: SocketAck) => void>;
  timers: NodeJS.Timeout[];
  /** Open, and yet nothing comes through any more, not even pongs. */
  silent: boolean;
}

const PARTING_MS = 100;
const ackSchema = z.looseObject({ envelope_id: z.string(), payload: z.unknown() });

export function createConnection(socket: WebSocket): Connection {
  const connection: Connection = { socket, waiting: new Map(), timers: [], silent: false };
  socket.on('error', () => socket.terminate());
  socket.on('ping', (data) => {
    if (!connection.silent) socket.pong(data);
  });
  socket.on('message', (data) => hear(connection, String(data)));
  socket.on('close', () => lose(connection));
  return connection;
}

function hear({ silent, waiting }: Connection, data: string): void {
  const ack = ackSchema.safeParse(parseJson(data));
  if (silent || !ack.success) return;
  waiting.get(ack.data.envelope_id)?.({ heard: true, payload: ack.data.payload });
}

function lose({ timers, waiting }: Connection): void {
  for (const timer of timers) clearTimeout(timer);
  for (const settle of waiting.values()) settle({ heard: false, why: 'connection_lost' });
}

export function tell({ silent, socket }: Connection, notice: unknown): void {
  if (!silent && socket.readyState === socket.OPEN) socket.send(JSON.stringify(notice));
}

export function deliver(connection: Connection, envelope: SocketEnvelope, timeoutMs: number): Promise<SocketAck> {
  const envelopeId = newId('', 20).toLowerCase();
  return new Promise((resolve) => {
    const settle = (ack: SocketAck) => {
      clearTimeout(timer);
      connection.waiting.delete(envelopeId);
      resolve(ack);
    };
    const timer = setTimeout(() => settle({ heard: false, why: 'timeout' }), timeoutMs);
    connection.waiting.set(envelopeId, settle);
    tell(connection, wire(envelopeId, envelope));
  });
}

function wire(envelopeId: string, { type, payload, retry }: SocketEnvelope): unknown {
  const retried =
    type === 'events_api' ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' } : {};
  return { envelope_id: envelopeId, type, payload, accepts_response_payload: type !== 'events_api', ...retried };
}

export function notifyDisconnect(connection: Connection, reason: DisconnectReason): void {
  tell(connection, { type: 'disconnect', reason, debug_info: { host: 'sandbox' } });
}

/** A clean goodbye, and the end of it soon after whether it is answered or not. */
export function part({ socket }: Connection): void {
  socket.close(1001);
  setTimeout(() => socket.terminate(), PARTING_MS);
}
