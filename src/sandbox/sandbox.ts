import { createServer, type Server } from 'node:http';
import { type Box, openBox } from './box.ts';
import type { Desk } from './control/verb.ts';
import { createCourier } from './courier.ts';
import { answerRequest } from './faces.ts';
import type { Credentials, Team } from './facts.ts';
import { openGoogle } from './google/access.ts';
import { noteAddress } from './journal.ts';
import { readManifest } from './manifest.ts';
import type { Seed } from './seed.ts';
import { createHub } from './socket.ts';
import { liveStory } from './story/live.ts';
import type { Opening } from './story/open.ts';
import { isToldOf } from './subscriptions.ts';
import { openTime } from './time/time.ts';
import { slackTiming, type Timing } from './timing.ts';
import { createTransport } from './transport.ts';
import type { Access } from './web-api/call.ts';
import { allScopes } from './web-api/scopes.ts';
import { openWindow } from './window/window.ts';
import { opened } from './workspace.ts';

export interface SandboxOptions {
  /** 0 for any free port. */
  port?: number;
  /** Where it listens: nobody but this machine reaches it unless another address is given. */
  host?: string;
  /** An append-only file that keeps everything; without it the box forgets when it closes. */
  journal?: string;
  team?: Team;
  credentials?: Credentials;
  /** Who and what there is on the first day; used only when the journal is empty. */
  seed?: Seed;
  /** A story instead of a seed, part of it past, the rest still to come. */
  story?: Opening;
  /** Where signed events, commands and interactions go; several stand for a load balancer before as many processes. */
  requestUrls?: readonly string[];
  timing?: Partial<Timing>;
  /** Days of history the Web API shows; 90 is a free plan, and everything when left out. */
  historyDays?: number;
  /** The app's manifest.yml: what it may do, hears of and offers. Without it: everything. */
  manifest?: string;
  /** The scopes of the bot token, if not those of the manifest. */
  scopes?: readonly string[];
}

export interface Sandbox {
  url: string;
  apiUrl: string;
  credentials: Credentials;
  team: Team;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Longer than any client keeps an idle connection, so that only asked-for faults reset one. */
const KEEP_ALIVE_MS = 75_000;

export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const manifest = options.manifest === undefined ? undefined : readManifest(options.manifest);
  const box = openBox({ ...options, manifest }, { ...slackTiming, ...options.timing });
  const desk = openDesk(box, options);
  const story = liveStory(desk, options.story);
  const window = openWindow(desk);
  const server = createServer((request, response) => {
    if (!window.answer(request, response)) void answerRequest(desk, request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('upgrade', desk.hub.upgrade);
  const host = options.host ?? LOOPBACK;
  const port = await listen(server, options.port ?? 0, host).catch((error: unknown) => {
    box.close();
    throw error;
  });
  const url = `http://${host}:${port}`;
  box.workspace.url = url;
  if (options.journal !== undefined) noteAddress(options.journal, url);
  const { credentials, team } = opened(box.workspace);
  return {
    url,
    apiUrl: `${url}/api/`,
    credentials,
    team,
    close: () => close(server, desk, [window, desk.time, story]),
  };
}

function openDesk(box: Box, options: SandboxOptions): Desk {
  const hub = createHub(box);
  const transport = createTransport(box, hub, options.requestUrls ?? []);
  const socketUrl = () =>
    `${box.workspace.url.replace('http', 'ws')}/link/?ticket=${hub.ticket()}&app_id=${opened(box.workspace).app.id}`;
  const scopes = new Set(options.scopes ?? box.manifest?.scopes ?? allScopes);
  const appScopes = new Set(['connections:write', 'authorizations:read']);
  const access: Access = { scopes, appScopes, revoked: false, dateSkewMs: 0, socketUrl };
  const isReached = () => transport.urls.length > 0 || hub.everConnected();
  const courier = createCourier(box, transport, {
    atAll: () => box.workspace.listening || isReached(),
    to: (event) => isToldOf(event, { manifest: box.manifest, scopes: access.scopes }),
  });
  // A box that is opened again tells the app of all that happens before it is back.
  courier.onWake(() => {
    if (box.workspace.listening !== isReached()) box.commit({ kind: 'listening', on: isReached() });
  });
  hub.onConnect(courier.wake);
  return { box, hub, transport, courier, access, picked: new Map(), time: openTime(box), google: openGoogle() };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function close(server: Server, { box, hub, courier }: Desk, parts: { close(): void }[]): Promise<void> {
  for (const part of parts) part.close();
  courier.close();
  hub.close();
  box.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
