import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultInput } from '../../src/sandbox/faults.ts';
import { eventually, openSlack, type Slack } from '../support/slack.ts';
import { newApp, startApp } from './bolt.ts';

const ENG = 'C0ENG0000';
let slack: Slack;
let client: WebClient;

beforeEach(async () => {
  slack = await openSlack({ timing: { hangMs: 2000 } });
  client = new WebClient(slack.credentials.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    rejectRateLimitedCalls: true,
    timeout: 500,
  });
});
afterEach(() => slack.close());

type ApiFault = Omit<Extract<FaultInput, { on: 'api' }>, 'on' | 'method'>;

/** What one post under a fault ends in for the caller. */
async function post(fault: ApiFault, text = 'hello'): Promise<unknown> {
  await slack.fault({ on: 'api', method: 'chat.postMessage', ...fault });
  return client.chat.postMessage({ channel: ENG, text }).catch((error: unknown) => error);
}

async function landed(): Promise<string[]> {
  return (await slack.person('maya').sees('eng')).map(({ text }) => text);
}

describe('a post', () => {
  it.each<[string, ApiFault, new (...args: never[]) => Error]>([
    ['that hangs', { answer: 'hang' }, WebAPIRequestError],
    ['whose connection is reset', { answer: 'reset' }, WebAPIRequestError],
    ['that is answered after the caller gave up', { answer: 'normal', ms: 1000 }, WebAPIRequestError],
    ['that is answered 500', { answer: '500' }, WebAPIHTTPError],
    ['that is answered 502 in HTML', { answer: '502' }, WebAPIHTTPError],
    ['whose answer breaks off', { answer: 'truncated' }, WebAPIPlatformError],
    ['that is answered internal_error', { answer: 'internal_error' }, WebAPIPlatformError],
  ])('%s lands, or does not, as asked', async (_, fault, kind) => {
    expect(await post({ ...fault, lands: 'now' })).toBeInstanceOf(kind);
    expect(await landed()).toEqual(['hello']);
    if (fault.answer === 'normal') return;
    expect(await post({ ...fault, lands: 'never' }, 'again')).toBeInstanceOf(kind);
    expect(await landed()).toEqual(['hello']);
  });

  it('lands late: the caller has no answer and history does not show it yet', async () => {
    expect(await post({ lands: 'late', answer: 'reset', ms: 80 })).toBeInstanceOf(WebAPIRequestError);
    expect(await landed()).toEqual([]);
    await eventually(async () => expect(await landed()).toEqual(['hello']));
    expect(await slack.calls('chat.postMessage')).toMatchObject([{ landed: true, answer: 'reset' }]);
  });

  it('is refused with 429 and the seconds to wait, and never lands', async () => {
    const error = await post({ answer: '429', retryAfter: 7 });
    expect(error).toBeInstanceOf(WebAPIRateLimitedError);
    expect(error).toMatchObject({ retryAfter: 7 });
    expect(await post({ answer: '429', retryAfter: null })).toBeInstanceOf(Error);
    expect(await landed()).toEqual([]);
  });

  it('fails only in the channel and only as often as asked', async () => {
    await slack.fault({
      on: 'api',
      method: 'chat.postMessage',
      channel: 'C0PRODUCT',
      lands: 'never',
      answer: '500',
      times: 2,
      skip: 1,
    });
    const outcomes = [];
    for (const channel of [ENG, 'C0PRODUCT', 'C0PRODUCT', 'C0PRODUCT', 'C0PRODUCT']) {
      outcomes.push(
        await client.chat.postMessage({ channel, text: 'x' }).then(
          () => 'ok',
          () => 'failed',
        ),
      );
    }
    expect(outcomes).toEqual(['ok', 'ok', 'failed', 'failed', 'ok']);
  });
});

describe('reading and more', () => {
  it('history can fail while posts go through', async () => {
    await slack.fault({ on: 'api', method: 'conversations.history', lands: 'never', answer: 'internal_error' });
    await expect(client.conversations.history({ channel: ENG })).rejects.toThrow('internal_error');
    expect(await client.chat.postMessage({ channel: ENG, text: 'x' })).toMatchObject({ ok: true });
    expect(await client.conversations.history({ channel: ENG })).toMatchObject({ ok: true });
  });

  it('a token can be revoked and given back', async () => {
    await slack.access({ revoked: true });
    await expect(client.chat.postMessage({ channel: ENG, text: 'x' })).rejects.toThrow('token_revoked');
    await slack.access({ revoked: false });
    expect(await client.chat.postMessage({ channel: ENG, text: 'x' })).toMatchObject({ ok: true });
  });

  it('every call is written down with what it did and how it was answered', async () => {
    await client.chat.postMessage({ channel: ENG, text: 'one' });
    await post({ lands: 'now', answer: 'reset' }, 'two');
    expect(await slack.calls('chat.postMessage')).toMatchObject([
      { args: { channel: ENG, text: 'one' }, landed: true, answer: { ok: true } },
      { args: { text: 'two' }, landed: true, answer: 'reset' },
    ]);
  });
});

describe('a command', () => {
  it('fails for the person when the app is gone, is too slow, or its ack is lost', async () => {
    await slack.close();
    slack = await openSlack({ timing: { ackTimeoutMs: 80 } });
    const maya = slack.person('maya');
    expect(await maya.types('/echo', { in: 'eng' })).toMatchObject({
      answered: false,
      error: 'dispatch_unknown_error',
    });
    const app = newApp(slack, 'http');
    let ran = 0;
    app.command('/echo', ({ ack }) => {
      ran += 1;
      return ack('heard');
    });
    app.command('/slow', async () => {});
    await startApp(slack, app, 'http');
    expect(await maya.types('/slow', { in: 'eng' })).toMatchObject({ answered: false, error: 'operation_timeout' });
    await slack.fault({ on: 'interaction', do: 'lose-ack' });
    expect(await maya.types('/echo', { in: 'eng' })).toMatchObject({ answered: false, error: 'operation_timeout' });
    expect(ran).toBe(1);
    await slack.fault({ on: 'interaction', do: 'duplicate' });
    expect(await maya.types('/echo', { in: 'eng' })).toMatchObject({ answered: true, text: 'heard' });
    await eventually(() => expect(ran).toBe(3));
    await app.stop();
  });
});
