import { randomUUID } from 'node:crypto';
import { sign, stampOf } from '../support/door.ts';
import { envelopeOf, saidEvent } from '../support/payloads.ts';

const text = 'We could keep the job queue in Postgres for now and look at it again once billing has moved over.';

/** An event as Slack sends one for a message of a usual length: about 700 bytes. No two are alike. */
export const someEvent = (ws: string) =>
  envelopeOf(
    { ws, channel: 'C0ENG0000', person: 'U0MAYA000' },
    saidEvent({ ws, channel: 'C0ENG0000', person: 'U0MAYA000' }, { text, client_msg_id: randomUUID() }),
  );

/** A whole HTTP request, signed, as the bytes that go over the connection. */
export function requestFor(url: URL, secret: string, body: string): Buffer {
  const stamp = stampOf();
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'user-agent: Slackbot 1.0 (+https://api.slack.com/robots)',
    'accept-encoding: gzip,deflate',
    `x-slack-request-timestamp: ${stamp}`,
    `x-slack-signature: ${sign(secret, stamp, body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
