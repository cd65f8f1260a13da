import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SlackSettings } from '../config.ts';
import { socketModeOff } from '../connect/rules.ts';
import type { Log } from './log.ts';
import { clientOptions, known, SlackRefusal } from './slack.ts';

/** Why there is no connection, in Slack's word for it, and where people can do something about it, in a sentence. */
export class Unconnected extends Error {
  readonly code: string;
  readonly sentence: string | undefined;
  readonly waitMs: number | undefined;
  constructor(code: string, waitMs?: number) {
    super(`no connection to Slack: ${code}`);
    this.name = 'Unconnected';
    this.code = code;
    this.sentence = sentences[code];
    this.waitMs = waitMs;
  }
}

const anew =
  'under "Basic Information", "App-Level Tokens" of your Slack app generate one with the scope connections:write';
const notTaken = 'Slack does not accept SLACK_APP_TOKEN: copy it again from "Basic Information", "App-Level Tokens".';

const sentences: Readonly<Record<string, string>> = {
  invalid_auth: notTaken,
  not_authed: notTaken,
  token_revoked: `SLACK_APP_TOKEN was revoked: ${anew}.`,
  token_expired: `SLACK_APP_TOKEN has expired: ${anew}.`,
  not_allowed_token_type: `SLACK_APP_TOKEN is another kind of token: ${anew}.`,
  missing_scope: `SLACK_APP_TOKEN may not open connections: ${anew}.`,
  no_permission: `SLACK_APP_TOKEN may not open connections: ${anew}.`,
  account_inactive: 'The Slack app was deleted or switched off: look at it on https://api.slack.com/apps.',
  link_disabled: socketModeOff,
  too_many_websockets:
    'Slack allows an app ten connections, and all are taken: stop other programs that use SLACK_APP_TOKEN.',
};

/** Nobody can connect until somebody has done something about it. */
export const needsAPerson = (error: unknown): error is Unconnected & { sentence: string } =>
  error instanceof Unconnected && error.sentence !== undefined && error.code !== 'too_many_websockets';

const askWithinMs = 10_000;

/** Where the next connection can be made; the address is good once. */
export function askingForUrls(appToken: string, apiUrl: string, log: Log): () => Promise<string> {
  const settings: SlackSettings = { botToken: appToken, apiUrl };
  const client = new WebClient(appToken, clientOptions(settings, askWithinMs, log));
  return async () => {
    try {
      return Opened.parse(await client.apiCall('apps.connections.open', {})).url;
    } catch (error) {
      const refusal = known(error);
      throw refusal instanceof SlackRefusal ? new Unconnected(refusal.code, refusal.retryAfterMs) : refusal;
    }
  };
}

const Opened = z.object({ url: z.url({ protocol: /^wss?$/ }) });
