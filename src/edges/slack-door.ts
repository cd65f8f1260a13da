import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Receiver } from '@slack/bolt';
import { z } from 'zod';
import { machineNow, within } from './clock.ts';
import type { Inbox } from './inbox.ts';
import { type Log, logTrouble } from './log.ts';
import { type Asked, readCommand, readInteraction } from './slack-asked.ts';

type Process = (request: { body: Asked; ack: (answer?: unknown) => Promise<void> }) => Promise<void>;

export interface Door {
  /** For Bolt: what people do (commands, buttons, forms) goes on to it. */
  receiver: Receiver;
  /** Answers one request from Slack. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface Settings {
  signingSecret: string;
  inbox: Inbox;
  log: Log;
  /** Slack says that it stopped telling us things for a while. */
  onRateLimited(): Promise<void>;
}

const mostBytes = 1_000_000;
const maxSkewS = 300;
const keepWithinMs = 2_000;
/** By then Slack has hung up. */
const sentWithinMs = 3_000;

/**
 * Where Slack comes in over HTTP. Events are answered once they are in the inbox, and never reach Bolt; if they cannot
 * be kept Slack is told so, and comes again.
 */
export function httpDoor({ signingSecret, inbox, log, onRateLimited }: Settings): Door {
  let process: Process = async () => {};
  const receiver: Receiver = {
    init: (bolt) => {
      process = (request) => bolt.processEvent(request);
    },
    start: async () => {},
    stop: async () => {},
  };

  const onJson = async (raw: string, response: ServerResponse) => {
    const body = parseJson(raw);
    const kind = Kind.safeParse(body).data;
    if (!kind) return reply(response, 400);
    if (kind.type === 'url_verification') return reply(response, 200, { challenge: kind.challenge });
    if (kind.type === 'app_rate_limited') await within(keepWithinMs, onRateLimited());
    if (kind.type === 'event_callback') await within(keepWithinMs, inbox.keep(body, raw));
    reply(response, 200);
  };

  const onForm = async (raw: string, response: ServerResponse) => {
    const fields = new URLSearchParams(raw);
    if (fields.get('ssl_check') === '1') return reply(response, 200);
    const payload = fields.get('payload');
    const asked = payload === null ? readCommand(fields) : readInteraction(payload);
    if (typeof asked === 'number') return reply(response, asked);
    await process({ body: asked, ack: async (answer) => reply(response, 200, answer) });
    if (!response.headersSent) reply(response, 404);
  };

  return {
    receiver,
    async answer(request, response) {
      try {
        if (request.method !== 'POST') return reply(response, 405);
        const raw = await within(sentWithinMs, readBody(request)).catch(() => 408);
        if (typeof raw === 'number') return reply(response, raw);
        if (!isSigned(request, raw, signingSecret)) return reply(response, 401);
        const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
        if (type === 'application/json') return await onJson(raw.toString('utf8'), response);
        if (type === 'application/x-www-form-urlencoded') return await onForm(raw.toString('utf8'), response);
        reply(response, 415);
      } catch (error) {
        logTrouble(log, error, 'a request from Slack could not be kept');
        reply(response, 503);
      }
    },
  };
}

const Kind = z.looseObject({ type: z.string(), challenge: z.unknown().optional() });

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** The bytes as they came: the signature is over them. What is too long is not read to its end, but is answered. */
async function readBody(request: IncomingMessage): Promise<Buffer | 413> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return 413;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > mostBytes) return 413;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Signed by Slack, about now: neither an old request played again nor one dated ahead to be played later. */
function isSigned(request: IncomingMessage, raw: Buffer, secret: string): boolean {
  const stamp = request.headers['x-slack-request-timestamp'];
  const given = request.headers['x-slack-signature'];
  if (typeof stamp !== 'string' || typeof given !== 'string' || !/^\d{1,12}$/.test(stamp)) return false;
  if (Math.abs(machineNow().getTime() / 1000 - Number(stamp)) > maxSkewS) return false;
  const right = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${stamp}:`).update(raw).digest('hex')}`);
  const said = Buffer.from(given);
  return right.length === said.length && timingSafeEqual(right, said);
}

function reply(response: ServerResponse, status: number, answer?: unknown): void {
  if (response.headersSent) return;
  // After an error the rest of a body may still be on its way; nobody reads it.
  if (status >= 400) response.setHeader('connection', 'close');
  if (answer === undefined || answer === '') return void response.writeHead(status).end();
  if (typeof answer === 'string') return void response.writeHead(status).end(answer);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}
