import { createServer, type Server } from 'node:http';
import { type Box, openBox } from './box.ts';
import type { Desk } from './control/verb.ts';
import { createCourier } from './courier.ts';
import { answerRequest } from './faces.ts';
import type { Credentials, Team } from './facts.ts';
import type { Seed } from './seed.ts';
import { createHub } from './socket.ts';
import { slackTiming, type Timing } from './timing.ts';
import { createTransport } from './transport.ts';
import { allScopes } from './web-api/scopes.ts';
import { opened } from './workspace.ts';

export interface SandboxOptions {
  /** 0 for any free port. The box listens on 127.0.0.1 only. */
  port?: number;
  /** An append-only file that keeps everything; without it the box forgets when it closes. */
  journal?: string;
  team?: Team;
  credentials?: Credentials;
  /** Who and what there is on the first day; used only when the journal is empty. */
  seed?: Seed;
  /** Where signed events, commands and interactions go; several stand for a load balancer before as many processes. */
  requestUrls?: readonly string[];
  timing?: Partial<Timing>;
  /** Days of history the Web API shows; 90 is a free plan, and everything when left out. */
  historyDays?: number;
  /** The scopes of the bot token. */
  scopes?: readonly string[];
}

export interface Sandbox {
  url: string;
  apiUrl: string;
  credentials: Credentials;
  team: Team;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Longer than any client keeps an idle connection, so that only asked-for faults reset one. */
const KEEP_ALIVE_MS = 75_000;

export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const box = openBox(options, { ...slackTiming, ...options.timing });
  const desk = openDesk(box, options);
  const server = createServer((request, response) => void answerRequest(desk, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('upgrade', desk.hub.upgrade);
  const port = await listen(server, options.port ?? 0);
  box.url = `http://${HOST}:${port}`;
  const { credentials, team } = opened(box.workspace);
  return { url: box.url, apiUrl: `${box.url}/api/`, credentials, team, close: () => close(server, desk) };
}

function openDesk(box: Box, options: SandboxOptions): Desk {
  const hub = createHub(box);
  const transport = createTransport(box, hub, options.requestUrls ?? []);
  const courier = createCourier(box, transport, () => transport.urls.length > 0 || hub.everConnected());
  hub.onConnect(courier.wake);
  const socketUrl = () =>
    `${box.url.replace('http', 'ws')}/link/?ticket=${hub.ticket()}&app_id=${opened(box.workspace).app.id}`;
  const access = { scopes: new Set(options.scopes ?? allScopes), revoked: false, socketUrl };
  return { box, hub, transport, courier, access, picked: new Map() };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function close(server: Server, { box, hub, courier }: Desk): Promise<void> {
  courier.close();
  hub.close();
  box.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
