import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Box } from './box.ts';
import {
  type Connection,
  createConnection,
  type DisconnectReason,
  deliver,
  notifyDisconnect,
  part,
  type SocketAck,
  type SocketEnvelope,
  tell,
} from './connection.ts';
import { newId } from './ids.ts';
import { opened } from './workspace.ts';

/** Socket Mode: up to ten connections of the app; each envelope goes to one of them. */
export interface SocketHub {
  /** Lets one connection in. */
  ticket(): string;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  connected(): number;
  everConnected(): boolean;
  onConnect(act: () => void): void;
  send(envelope: SocketEnvelope): Promise<SocketAck>;
  /** These three do it to that many connections, oldest first, and say to how many. */
  disconnect(reason: DisconnectReason, count: number): number;
  silence(count: number): number;
  drop(count: number): number;
  /** The next that many connections are let in and never greeted. */
  mute(count: number): void;
  close(): void;
}

interface Hub {
  box: Box;
  tickets: Set<string>;
  connections: Set<Connection>;
  connectedBefore: boolean;
  /** Whose turn it is; at Slack it cannot be foreseen either. */
  turn: number;
  toMute: number;
  onConnect: () => void;
}

const MAX_CONNECTIONS = 10;
const GRACE_MS = 1000;

export function createHub(box: Box): SocketHub {
  const server = new WebSocketServer({ noServer: true, autoPong: false, clientTracking: false });
  const hub: Hub = {
    box,
    tickets: new Set(),
    connections: new Set(),
    connectedBefore: false,
    turn: 0,
    toMute: 0,
    onConnect() {},
  };
  return {
    ticket: () => newTicket(hub),
    upgrade(request, stream, head) {
      if (takeTicket(hub, request)) server.handleUpgrade(request, stream, head, (socket) => welcome(hub, socket));
      else stream.end('HTTP/1.1 404 Not Found\r\n\r\n');
    },
    connected: () => hub.connections.size,
    everConnected: () => hub.connectedBefore,
    onConnect: (act) => {
      hub.onConnect = act;
    },
    send: (envelope) => send(hub, envelope),
    disconnect: (reason, count) => each(hub, count, (connection) => leave(hub, connection, reason)),
    silence: (count) => each(hub, count, hush),
    drop: (count) => each(hub, count, ({ socket }) => socket.terminate()),
    mute: (count) => {
      hub.toMute = count;
    },
    close: () => void each(hub, MAX_CONNECTIONS, part),
  };
}

function newTicket({ tickets }: Hub): string {
  const ticket = newId('', 24);
  tickets.add(ticket);
  return ticket;
}

/** Single use, as at Slack. */
function takeTicket({ tickets }: Hub, request: IncomingMessage): boolean {
  return tickets.delete(URL.parse(request.url ?? '/', 'http://box')?.searchParams.get('ticket') ?? '');
}

function welcome(hub: Hub, socket: WebSocket): void {
  const connection = createConnection(socket);
  if (hub.toMute > 0) hub.toMute -= 1;
  else if (hub.box.manifest?.socketMode === false) leave(hub, connection, 'link_disabled');
  else if (hub.connections.size >= MAX_CONNECTIONS) leave(hub, connection, 'too_many_websockets');
  else admit(hub, connection);
}

function admit(hub: Hub, connection: Connection): void {
  hub.connections.add(connection);
  hub.connectedBefore = true;
  connection.socket.on('close', () => hub.connections.delete(connection));
  connection.timers = refreshTimers(hub, connection);
  tell(connection, hello(hub));
  hub.onConnect();
}

function hello({ box, connections }: Hub): unknown {
  const connection_info = { app_id: opened(box.workspace).app.id };
  const approximate_connection_time = Math.round(box.timing.socketRefreshMs / 1000);
  const debug_info = { host: 'sandbox', approximate_connection_time };
  return { type: 'hello', num_connections: connections.size, connection_info, debug_info };
}

function refreshTimers(hub: Hub, connection: Connection): NodeJS.Timeout[] {
  const { socketRefreshMs, socketWarningMs } = hub.box.timing;
  const warnMs = Math.max(0, socketRefreshMs - socketWarningMs);
  const warning = setTimeout(() => leave(hub, connection, 'warning'), warnMs);
  const refresh = setTimeout(() => leave(hub, connection, 'refresh_requested'), socketRefreshMs);
  return [warning.unref(), refresh.unref()];
}

/** Told to go, a connection gets nothing new; it may still acknowledge for a moment. */
function leave(hub: Hub, connection: Connection, reason: DisconnectReason): void {
  notifyDisconnect(connection, reason);
  if (reason === 'warning') return;
  hub.connections.delete(connection);
  setTimeout(() => connection.socket.close(1000), GRACE_MS).unref();
}

function hush(connection: Connection): void {
  connection.silent = true;
}

async function send(hub: Hub, envelope: SocketEnvelope): Promise<SocketAck> {
  const connection = [...hub.connections][hub.turn++ % hub.connections.size];
  return connection
    ? deliver(connection, envelope, hub.box.timing.ackTimeoutMs)
    : { heard: false, why: 'connection_lost' };
}

function each({ connections }: Hub, count: number, act: (connection: Connection) => void): number {
  const chosen = [...connections].slice(0, count);
  for (const connection of chosen) act(connection);
  return chosen.length;
}
