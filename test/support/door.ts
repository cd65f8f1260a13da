import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Hypha } from './hypha.ts';

export const json = 'application/json';
export const form = 'application/x-www-form-urlencoded';

interface Letter {
  method?: string;
  type?: string | undefined;
  headers?: Record<string, string>;
  /** How far the sender's clock is ahead. */
  skewS?: number;
  /** Replaces what would be right: `undefined` leaves the header out. */
  stamp?: string | undefined;
  signature?: string | undefined;
}

export interface Answer {
  status: number;
  body: string;
}

/** Knocks where Slack would, signed as Slack would sign unless a letter says otherwise. */
export function doorOf({ app, url }: Pick<Hypha, 'app' | 'url'>) {
  const secret = app.slackSettings.signingSecret ?? '';
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const address = new URL('/slack/events', url);

  const headersOf = (body: string | Buffer, letter: Letter): Record<string, string> => {
    const stamp = 'stamp' in letter ? letter.stamp : stampOf(letter.skewS);
    const signature = 'signature' in letter ? letter.signature : sign(secret, stamp ?? '', body);
    const type = 'type' in letter ? letter.type : json;
    return {
      ...(type !== undefined && { 'content-type': type }),
      ...(stamp !== undefined && { 'x-slack-request-timestamp': stamp }),
      ...(signature !== undefined && { 'x-slack-signature': signature }),
      ...letter.headers,
    };
  };

  const send = async (body: string | Buffer, letter: Letter = {}): Promise<Answer> => {
    const headers = { 'content-length': String(Buffer.byteLength(body)), ...headersOf(body, letter) };
    const asked = request(address, { agent, method: letter.method ?? 'POST', headers });
    asked.end(body);
    const [response] = await once(asked, 'response');
    return { status: response.statusCode, body: await text(response) };
  };

  return {
    secret,
    send,
    event: (payload: unknown) => send(JSON.stringify(payload)),
    interaction: (payload: unknown) => send(formOf({ payload: JSON.stringify(payload) }), { type: form }),
    command: (fields: Record<string, string>) => send(formOf(fields), { type: form }),
    /** A connection on which the test says every byte itself. */
    async raw(body: string | Buffer, letter: Letter = {}) {
      const socket = connect(Number(address.port), address.hostname);
      await once(socket, 'connect');
      const lines = Object.entries({ host: address.host, ...headersOf(body, letter) });
      socket.write(
        `${letter.method ?? 'POST'} /slack/events HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`,
      );
      return socket;
    },
    close: () => agent.destroy(),
  };
}
export type Door = ReturnType<typeof doorOf>;

export const stampOf = (skewS = 0): string => String(Math.floor(Date.now() / 1000) + skewS);

export const sign = (secret: string, stamp: string, body: string | Buffer): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest('hex')}`;

export const formOf = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
