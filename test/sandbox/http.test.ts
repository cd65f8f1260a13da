import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSlack, type Slack } from '../support/slack.ts';
import { openReceiver, type Receiver } from './receiver.ts';

const ENG = 'C0ENG0000';
let slack: Slack;
let app: Receiver;

beforeAll(async () => {
  app = await openReceiver();
  slack = await openSlack({ requestUrls: [app.url] });
});
afterAll(async () => {
  await slack.close();
  await app.close();
});

async function post(headers: Record<string, string>, body: string | FormData, query = ''): Promise<unknown> {
  const authorization = `Bearer ${slack.credentials.botToken}`;
  return (
    await fetch(`${slack.apiUrl}chat.postMessage${query}`, {
      method: 'POST',
      headers: { authorization, ...headers },
      body,
    })
  ).json();
}

describe('the Web API takes arguments', () => {
  it('as a form, as JSON, as multipart, in the query, and the token as a field', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const json = { 'content-type': 'application/json; charset=utf-8' };
    const parts = new FormData();
    parts.set('channel', ENG);
    parts.set('text', 'parts');
    expect(
      await post(form, new URLSearchParams({ channel: ENG, text: 'form', team_id: 'T0' }).toString()),
    ).toMatchObject({ ok: true });
    expect(await post(json, JSON.stringify({ channel: ENG, text: 'json' }))).toMatchObject({ ok: true });
    expect(await post({}, parts)).toMatchObject({ ok: true });
    expect(await post({}, '', `?channel=${ENG}&text=query`)).toMatchObject({ ok: true });
    const body = new URLSearchParams({ channel: ENG, text: 'field', token: slack.credentials.botToken }).toString();
    expect(await post({ ...form, authorization: '' }, body)).toMatchObject({ ok: true });
    const seen = (await slack.person('maya').sees('eng')).map(({ text }) => text);
    expect(seen).toEqual(['form', 'json', 'parts', 'query', 'field']);
  });

  it('and survives what it cannot read', async () => {
    expect(await post({ 'content-type': 'multipart/form-data; boundary=x' }, 'not multipart')).toMatchObject({
      error: 'invalid_form_data',
    });
    expect(await post({ 'content-type': 'application/json' }, '{"channel":')).toMatchObject({
      error: 'invalid_arguments',
    });
    expect(await post({ 'content-type': 'application/json' }, `{"text":"${'x'.repeat(9_000_000)}"}`)).toMatchObject({
      error: 'request_too_large',
    });
    for (const line of [
      'GET // HTTP/1.1',
      'GET http://[ HTTP/1.1',
      'GET /link HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(slack.url).port), '127.0.0.1', () =>
          socket.end(`${line}\r\nHost: x\r\n\r\n`),
        );
        socket.once('close', () => resolve()).resume();
      });
    }
    expect(await (await fetch(slack.url)).json()).toMatchObject({ ok: true, team: { name: 'Fernhill' } });
  });
});

describe('the control API', () => {
  it('says what a person cannot do, and why', async () => {
    const maya = slack.person('maya');
    await expect(maya.says('hi', { in: 'nowhere' })).rejects.toThrow('sees no channel called nowhere');
    await expect(slack.person('june').says('hi', { in: 'eng' })).rejects.toThrow('not_in_channel');
    await expect(slack.person('june').sees('leads')).rejects.toThrow('channel_not_found');
    await expect(maya.clicks('Change', { in: 'eng' })).rejects.toThrow('sees nothing called');
    await expect(maya.submits({})).rejects.toThrow('no_modal');
  });

  it('lets no page of another site in', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'text/plain' };
    const response = await fetch(`${slack.url}/sandbox/say?person=maya&channel=eng&text=x`, {
      method: 'POST',
      headers,
    });
    expect(response.status).toBe(403);
  });

  it('lets other apps speak, and makes up any event', async () => {
    await slack.settled();
    app.heard.length = 0;
    await slack.botSays('ci', 'Build 7 failed', { in: 'eng' });
    await slack.emit({ type: 'something_new', user: 'U0' });
    await slack.settled();
    expect(app.events()).toMatchObject([
      { type: 'message', subtype: 'bot_message', bot_id: 'B0CI', username: 'ci', text: 'Build 7 failed' },
      { type: 'something_new', user: 'U0' },
    ]);
    expect(app.events()[0]).not.toHaveProperty('user');
  });

  it('gives guests only the channels they are in', async () => {
    await slack.addPerson({ name: 'gus', role: 'guest' });
    const gus = slack.person('gus');
    await expect(gus.sees('eng')).rejects.toThrow('channel_not_found');
    await slack.person('maya').invites('gus', { to: 'eng' });
    expect((await gus.sees('eng')).length).toBeGreaterThan(0);
  });
});
