import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { App } from './app.ts';
import { openInbox } from './edges/inbox.ts';
import { planAllRepairs } from './edges/repair-rows.ts';
import { httpDoor } from './edges/slack-door.ts';
import { socketDoor } from './edges/slack-socket.ts';
import { Refusal } from './errors.ts';
import { httpSurface } from './surfaces/http.ts';
import { openSlackSurface } from './surfaces/slack.ts';

export interface Web {
  url: string;
  close(): Promise<void>;
}

interface Listener {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Answers Slack and the HTTP API on one port. */
export async function startWeb(app: App): Promise<Web> {
  const slack = slackListener(app);
  const api = getRequestListener(httpSurface(app, () => !app.stopping.aborted).fetch);
  const server = createServer({ connectionsCheckingInterval: 1_000 }, (request, response) => {
    if (request.url?.split('?')[0] === '/slack/events') return void slack.answer(request, response);
    void api(request, response);
  });
  server.requestTimeout = 10_000;
  server.headersTimeout = 10_000;
  const url = await listen(server, app);
  await slack.start();
  return {
    url,
    async close() {
      await slack.stop();
      await drained(server);
    },
  };
}

/** Over HTTP with a signing secret, over a socket with an app token; with both, the socket: it needs no public address. */
function slackListener(app: App): Listener {
  const { config, db, queue, workspace, log } = app;
  const { appToken, signingSecret, apiUrl } = app.slackSettings;
  const inbox = openInbox(db, workspace.ws, queue);
  const missed = () => planAllRepairs(db.write, workspace.ws, config.pace.historyMs);
  if (appToken) {
    // While there was no connection things may have happened.
    const receiver = socketDoor({ appToken, apiUrl, inbox, log, pace: config.pace, onGap: missed });
    openSlackSurface(app, receiver);
    return {
      answer: async (_, response) => void response.writeHead(404).end(),
      start: async () => void (await receiver.start()),
      stop: async () => void (await receiver.stop()),
    };
  }
  if (!signingSecret)
    throw new Refusal(
      'invalid',
      'SLACK_SIGNING_SECRET is missing: copy it from "Basic Information" of your Slack app.',
    );
  const door = httpDoor({ signingSecret, inbox, log, onRateLimited: missed });
  openSlackSurface(app, door.receiver);
  return { answer: door.answer, start: async () => {}, stop: async () => {} };
}

async function listen(server: Server, { config, mode }: App): Promise<string> {
  try {
    await bind(server, config.host, config.port);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    // Slack has no fixed address to come to in the sandbox, so there another port does as well.
    if (mode === 'live')
      throw new Refusal(
        'unavailable',
        `Port ${config.port} is taken by another program: set PORT to a free one.`,
        'PORT',
      );
    await bind(server, config.host, 0);
  }
  const address = server.address();
  return `http://${config.host}:${typeof address === 'object' && address ? address.port : config.port}`;
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

/** Requests under way are finished; connections kept open for more are not. */
async function drained(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const force = setTimeout(() => server.closeAllConnections(), 3_000);
  await closed;
  clearInterval(sweep);
  clearTimeout(force);
}
