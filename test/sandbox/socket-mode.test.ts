import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { eventually, openSlack, type Person, type Slack } from '../support/slack.ts';
import { newApp } from './bolt.ts';

/** Socket Mode seen from the wire, with plain WebSockets. */

const frame = z.looseObject({
  type: z.string(),
  envelope_id: z.string().default(''),
  retry_attempt: z.number().optional(),
  retry_reason: z.string().optional(),
  reason: z.string().optional(),
  payload: z
    .looseObject({ event: z.looseObject({ text: z.string().optional() }).optional(), event_id: z.string().optional() })
    .optional(),
});
type Frame = z.infer<typeof frame>;

interface Line {
  socket: WebSocket;
  frames: Frame[];
  texts(): (string | undefined)[];
}

let slack: Slack;
let maya: Person;
let client: WebClient;
const open: WebSocket[] = [];

beforeEach(async () => {
  slack = await openSlack({ timing: { ackTimeoutMs: 200, retryMs: [0, 10, 20], socketRefreshMs: 60_000 } });
  maya = slack.person('maya');
  client = new WebClient(slack.credentials.appToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await slack.close();
});

async function connect({ acks = true } = {}): Promise<Line> {
  const { url = '' } = await client.apps.connections.open();
  const socket = new WebSocket(url);
  open.push(socket);
  const frames: Frame[] = [];
  socket.on('message', (data) => {
    const received = frame.parse(JSON.parse(String(data)));
    frames.push(received);
    if (acks && received.envelope_id) socket.send(JSON.stringify({ envelope_id: received.envelope_id, payload: {} }));
  });
  await eventually(() => expect(frames[0]?.type).toBe('hello'));
  return { socket, frames, texts: () => frames.flatMap(({ payload }) => (payload?.event ? [payload.event.text] : [])) };
}

describe('a connection', () => {
  it('says hello, carries events in envelopes, and is done with them once they are acknowledged', async () => {
    const line = await connect();
    expect(line.frames[0]).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: 'A0HYPHA000' },
    });
    await maya.says('over the wire', { in: 'eng' });
    await slack.settled();
    expect(line.frames.slice(1)).toMatchObject([
      {
        type: 'events_api',
        accepts_response_payload: false,
        retry_attempt: 0,
        retry_reason: '',
        payload: { type: 'event_callback', event: { text: 'over the wire' } },
      },
    ]);
  });

  it('needs a ticket that was not used before', async () => {
    const { url = '' } = await client.apps.connections.open();
    const first = new WebSocket(url);
    open.push(first);
    await new Promise((resolve) => first.once('open', resolve));
    const second = new WebSocket(url);
    open.push(second);
    await expect(new Promise((_, reject) => second.once('error', reject))).rejects.toThrow('404');
  });

  it('is preferred to request URLs', async () => {
    await slack.requestUrls(['http://127.0.0.1:9/']);
    const line = await connect();
    await maya.says('by socket', { in: 'eng' });
    await slack.settled();
    expect(line.texts()).toEqual(['by socket']);
  });

  it('is told before it is refreshed, and events go on over the next one', async () => {
    const first = await connect();
    const second = await connect();
    expect(await slack.sockets({ do: 'disconnect', reason: 'warning', count: 1 })).toMatchObject({ connections: 1 });
    await slack.sockets({ do: 'disconnect', reason: 'refresh_requested', count: 1 });
    await eventually(() =>
      expect(first.frames.map(({ reason }) => reason)).toEqual([undefined, 'warning', 'refresh_requested']),
    );
    for (const text of ['a', 'b', 'c']) await maya.says(text, { in: 'eng' });
    await slack.settled();
    expect([first.texts(), second.texts()]).toEqual([[], ['a', 'b', 'c']]);
  });

  it('can be one of ten at most', async () => {
    for (let n = 0; n < 10; n++) await connect();
    const { url = '' } = await client.apps.connections.open();
    const eleventh = new WebSocket(url);
    open.push(eleventh);
    const [data] = await new Promise<unknown[]>((resolve) => eleventh.once('message', (...all) => resolve(all)));
    expect(String(data)).toContain('too_many_websockets');
  });
});

describe('an envelope', () => {
  it('goes to exactly one of several connections', async () => {
    const lines = [await connect(), await connect(), await connect()];
    for (let n = 0; n < 9; n++) await maya.says(String(n), { in: 'eng' });
    await slack.settled();
    const all = lines.flatMap((line) => line.texts()).sort();
    expect(all).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
    expect(lines.every((line) => line.texts().length > 0)).toBe(true);
  });

  it('that is not acknowledged comes again, saying so', async () => {
    const line = await connect({ acks: false });
    await maya.says('hello?', { in: 'eng' });
    await eventually(() => expect(line.frames.length).toBeGreaterThan(2));
    expect(line.frames[2]).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout' });
    expect(line.frames[2]?.payload?.event_id).toBe(line.frames[1]?.payload?.event_id);
    expect(line.frames[2]?.envelope_id).not.toBe(line.frames[1]?.envelope_id);
  });

  it('that was on a connection which died goes to another', async () => {
    const dying = await connect({ acks: false });
    await maya.says('survives', { in: 'eng' });
    await eventually(() => expect(dying.texts()).toEqual(['survives']));
    const living = await connect();
    await slack.sockets({ do: 'drop', count: 1 });
    await slack.settled();
    expect(living.texts()).toEqual(['survives']);
  });

  it('on a connection that fell silent comes again once there is another', async () => {
    const silent = await connect();
    await slack.sockets({ do: 'silence', count: 1 });
    await maya.says('anyone?', { in: 'eng' });
    await slack.sockets({ do: 'drop', count: 1 });
    const living = await connect();
    await slack.settled();
    expect(silent.texts()).toEqual([]);
    expect(living.texts()).toEqual(['anyone?']);
  });

  it('waits while nobody is there and comes as soon as somebody is', async () => {
    await slack.close();
    slack = await openSlack({ timing: { retryMs: [60_000] } });
    maya = slack.person('maya');
    client = new WebClient(slack.credentials.appToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      logLevel: LogLevel.ERROR,
    });
    await connect();
    await slack.sockets({ do: 'drop' });
    await eventually(async () => expect(await slack.sockets({ do: 'count' })).toMatchObject({ connections: 0 }));
    await maya.says('patience', { in: 'eng' });
    const line = await connect();
    await slack.settled();
    expect(line.texts()).toEqual(['patience']);
  });
});

describe('the real Bolt app', () => {
  it('hears a burst of events once each', async () => {
    const app = newApp(slack, 'socket');
    const texts: (string | undefined)[] = [];
    app.event('message', async ({ event }) => void texts.push('text' in event ? event.text : undefined));
    await app.start();
    for (let n = 0; n < 50; n++) await maya.says(String(n), { in: 'eng' });
    await slack.settled();
    expect(texts.length).toBe(50);
    await app.stop();
  });

  it('comes back after a storm of disconnects and hears everything', async () => {
    await slack.close();
    slack = await openSlack({ timing: { retryMs: [0, 60_000, 60_000] } });
    maya = slack.person('maya');
    const { appToken, botToken } = slack.credentials;
    const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
    const receiver = new SocketModeReceiver({
      appToken,
      clientPingTimeout: 100,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions },
    });
    const app = new App({ token: botToken, receiver, ignoreSelf: false, clientOptions });
    const texts = new Set<string | undefined>();
    app.event('message', async ({ event }) => void texts.add('text' in event ? event.text : undefined));
    await app.start();
    for (let n = 0; n < 5; n++) {
      await maya.says(String(n), { in: 'eng' });
      await slack.sockets({ do: 'disconnect', reason: 'refresh_requested' });
      await maya.says(`${n} and a half`, { in: 'eng' });
      await eventually(async () => expect(await slack.sockets({ do: 'count' })).toMatchObject({ connections: 1 }));
    }
    await eventually(() => expect(texts.size).toBe(10));
    await app.stop();
  });
});
