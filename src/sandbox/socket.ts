import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Box } from './box.ts';
import { newId } from './ids.ts';
import { opened } from './workspace.ts';

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

export interface SocketEnvelope {
  type: EnvelopeType;
  payload: unknown;
  retry?: { attempt: number; reason: string };
}

export type SocketAck = { heard: true; payload: unknown } | { heard: false; why: 'timeout' | 'connection_lost' };

interface Connection {
  id: number;
  socket: WebSocket;
  waiting: Map<string, (ack: SocketAck) => void>;
  timers: NodeJS.Timeout[];
  /** Told to go: gets nothing new, may still acknowledge. */
  leaving: boolean;
  silent: boolean;
}

/** Socket Mode: up to ten connections of the app; each envelope goes to one of them. */
export interface SocketHub {
  ticket(): string;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  connected(): number;
  everConnected(): boolean;
  onConnect(act: () => void): void;
  send(envelope: SocketEnvelope): Promise<SocketAck>;
  disconnect(reason: DisconnectReason, count: number): number;
  /** The connection stays open and nothing comes through any more, not even pongs. */
  silence(count: number): number;
  drop(count: number): number;
  close(): void;
}

const MAX_CONNECTIONS = 10;
const GRACE_MS = 1000;
const PARTING_MS = 100;
const ackSchema = z.looseObject({ envelope_id: z.string(), payload: z.unknown() });

export function createHub(box: Box): SocketHub {
  const server = new WebSocketServer({ noServer: true, autoPong: false, clientTracking: false });
  const tickets = new Set<string>();
  const connections = new Map<number, Connection>();
  let openedCount = 0;
  let turn = 0;
  let connectedNow = () => {};

  function welcome(socket: WebSocket): void {
    openedCount += 1;
    const waiting = new Map<string, (ack: SocketAck) => void>();
    const connection: Connection = { id: openedCount, socket, waiting, timers: [], leaving: false, silent: false };
    socket.on('error', () => socket.terminate());
    if (connections.size >= MAX_CONNECTIONS) leave(connection, 'too_many_websockets');
    else admit(connection);
  }

  function admit(connection: Connection): void {
    const { id, socket } = connection;
    connections.set(id, connection);
    socket.on('ping', (data) => void (connection.silent || socket.pong(data)));
    socket.on('message', (data) => hear(connection, String(data)));
    socket.on('close', () => farewell(connection));
    connection.timers = refreshTimers(connection);
    tell(connection, hello(box, connections.size));
    connectedNow();
  }

  function refreshTimers(connection: Connection): NodeJS.Timeout[] {
    const { socketRefreshMs, socketWarningMs } = box.timing;
    const warn = () => tell(connection, disconnectNotice('warning'));
    const early = Math.max(0, socketRefreshMs - socketWarningMs);
    return [setTimeout(warn, early), setTimeout(() => leave(connection, 'refresh_requested'), socketRefreshMs)].map(
      (timer) => timer.unref(),
    );
  }

  function hear(connection: Connection, data: string): void {
    if (connection.silent) return;
    const ack = ackSchema.safeParse(parseJson(data));
    if (!ack.success) return;
    connection.waiting.get(ack.data.envelope_id)?.({ heard: true, payload: ack.data.payload });
  }

  function farewell(connection: Connection): void {
    connections.delete(connection.id);
    for (const timer of connection.timers) clearTimeout(timer);
    for (const settle of connection.waiting.values()) settle({ heard: false, why: 'connection_lost' });
  }

  function leave(connection: Connection, reason: DisconnectReason): void {
    tell(connection, disconnectNotice(reason));
    if (reason === 'warning') return;
    connection.leaving = true;
    connections.delete(connection.id);
    setTimeout(() => connection.socket.close(1000), GRACE_MS).unref();
  }

  function pick(): Connection | undefined {
    const able = [...connections.values()];
    return able[turn++ % able.length];
  }

  function first(count: number): Connection[] {
    return [...connections.values()].slice(0, count);
  }

  function each(count: number, act: (connection: Connection) => void): number {
    const chosen = first(count);
    chosen.forEach(act);
    return chosen.length;
  }

  return {
    ticket() {
      const ticket = newId('', 24);
      tickets.add(ticket);
      return ticket;
    },
    upgrade(request, stream, head) {
      const ticket = new URL(request.url ?? '/', 'http://box').searchParams.get('ticket') ?? '';
      // Single use, as at Slack.
      if (tickets.delete(ticket)) server.handleUpgrade(request, stream, head, welcome);
      else stream.end('HTTP/1.1 404 Not Found\r\n\r\n');
    },
    connected: () => connections.size,
    everConnected: () => openedCount > 0,
    onConnect: (act) => {
      connectedNow = act;
    },
    send(envelope) {
      const connection = pick();
      return connection
        ? deliver(connection, envelope, box.timing.ackTimeoutMs)
        : Promise.resolve({ heard: false, why: 'connection_lost' });
    },
    disconnect: (reason, count) => each(count, (connection) => leave(connection, reason)),
    silence: (count) =>
      each(count, (connection) => {
        connection.silent = true;
      }),
    drop: (count) => each(count, ({ socket }) => socket.terminate()),
    close() {
      for (const { socket } of connections.values()) part(socket);
    },
  };
}

function part(socket: WebSocket): void {
  socket.close(1001);
  setTimeout(() => socket.terminate(), PARTING_MS);
}

function deliver(connection: Connection, envelope: SocketEnvelope, timeoutMs: number): Promise<SocketAck> {
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

function tell(connection: Connection, notice: unknown): void {
  if (!connection.silent && connection.socket.readyState === connection.socket.OPEN)
    connection.socket.send(JSON.stringify(notice));
}

function hello(box: Box, count: number): unknown {
  const connection_info = { app_id: opened(box.workspace).app.id };
  const approximate_connection_time = Math.round(box.timing.socketRefreshMs / 1000);
  return {
    type: 'hello',
    num_connections: count,
    connection_info,
    debug_info: { host: 'sandbox', approximate_connection_time },
  };
}

function disconnectNotice(reason: DisconnectReason): unknown {
  return { type: 'disconnect', reason, debug_info: { host: 'sandbox' } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
