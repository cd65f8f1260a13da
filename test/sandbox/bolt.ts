import type { Server } from 'node:http';
import { App, LogLevel } from '@slack/bolt';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Slack } from '../support/slack.ts';

/** The real Bolt app, pointed at a sandbox and otherwise as at Slack. */
export type Mode = 'http' | 'socket';
export type BoltApp = App;

export function newApp({ credentials, apiUrl }: Sandbox, mode: Mode): BoltApp {
  const { botToken, appToken, signingSecret } = credentials;
  return new App({
    token: botToken,
    logLevel: LogLevel.ERROR,
    convoStore: false,
    ignoreSelf: false,
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 } },
    ...(mode === 'http' ? { signingSecret } : { socketMode: true, appToken }),
  });
}

/** Starts the app and, over HTTP, registers its request URL. */
export async function startApp(slack: Slack, app: BoltApp, mode: Mode): Promise<void> {
  if (mode === 'socket') await app.start();
  else
    await slack.requestUrls(
      [`http://127.0.0.1:${portOf(await app.start({ port: 0, host: '127.0.0.1' }))}/slack/events`],
      true,
    );
}

function portOf(server: unknown): number {
  if (!isServer(server)) throw new Error('The app has no HTTP server.');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The app does not listen.');
  return address.port;
}

function isServer(value: unknown): value is Server {
  return typeof value === 'object' && value !== null && 'address' in value && typeof value.address === 'function';
}
