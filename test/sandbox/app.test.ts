import { readFileSync } from 'node:fs';
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { openSlack, type Slack } from '../support/slack.ts';

/** Making an app of a manifest, installing it and changing it, as one does on Slack's own pages. */

const manifest = readFileSync('manifest.yml', 'utf8');
const anything = z.looseObject({});
let slack: Slack;
beforeEach(async () => {
  slack = await openSlack();
});
afterEach(() => slack.close());

const linkFor = (text: string) =>
  `${slack.url}/apps?${new URLSearchParams({ new_app: '1', manifest_yaml: text }).toString()}`;
const review = async (text: string) =>
  z.looseObject({ ok: z.boolean() }).parse(await (await fetch(linkFor(text))).json());
const does = (verb: string, args: object = {}) => slack.control(verb, args, anything);
const client = (token: string) =>
  new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR });
const manifestSchema = z.looseObject({ settings: z.looseObject({}), oauth_config: z.looseObject({}) });
const changed = (change: object) => stringify({ ...manifestSchema.parse(parse(manifest)), ...change });

describe('an app is made from a manifest', () => {
  it('as it stands in the address, and gets what the manifest asks for once it is installed', async () => {
    expect(await review(manifest)).toMatchObject({ ok: true, manifest: { display_information: { name: 'Hypha' } } });
    await does('create-app', { link: linkFor(manifest) });
    const { scopes } = await does('install-app');
    expect(scopes).toEqual(expect.arrayContaining(['commands', 'chat:write']));
    const { response_metadata } = await client(slack.credentials.botToken).auth.test();
    expect(response_metadata?.scopes).toEqual(scopes);
  });

  it.each([
    ['no YAML', '{', '/'],
    ['an unknown setting', changed({ settings: { socket_mode: true } }), '/settings'],
    ['an unknown scope', changed({ oauth_config: { scopes: { bot: ['chat:read'] } } }), '/oauth_config/scopes/bot/0'],
    [
      'an unknown event',
      changed({ settings: { event_subscriptions: { bot_events: ['message'] }, socket_mode_enabled: true } }),
      '/settings/event_subscriptions/bot_events/0',
    ],
    [
      'a name that is too long',
      changed({ display_information: { name: 'x'.repeat(36) } }),
      '/display_information/name',
    ],
    [
      'events, and no way for them to go',
      changed({ settings: { event_subscriptions: { bot_events: ['app_home_opened'] } } }),
      '/settings/event_subscriptions',
    ],
  ])('but not with %s', async (_, text, pointer) => {
    expect(await review(text)).toMatchObject({
      ok: false,
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
    await expect(does('create-app', { manifest: text })).rejects.toThrow('invalid_manifest');
  });
});

describe('an app that was made', () => {
  beforeEach(() => does('create-app', { manifest }));

  it('hears only of what it still subscribes to', async () => {
    await does('change-app', { remove_events: ['message.channels'] });
    const { manifest: now } = await does('change-app');
    expect(JSON.stringify(now)).not.toContain('message.channels');
  });

  it('loses a scope when it is installed anew without it', async () => {
    await does('install-app');
    await does('change-app', { remove_scopes: ['users:read'] });
    const calls = client(slack.credentials.botToken);
    expect(await calls.users.list({})).toMatchObject({ ok: true });
    await does('install-app');
    await expect(calls.users.list({})).rejects.toThrow('missing_scope');
  });

  it('is told that Socket Mode was switched off, and again whenever it connects', async () => {
    await does('app-token', { scopes: ['connections:write'] });
    const first = await connect();
    await does('change-app', { socket_mode: false });
    expect(await first.said).toContain('link_disabled');
    expect(await (await connect('disconnect')).said).toContain('link_disabled');
  });

  it('connects only with an app-level token that may', async () => {
    await does('app-token', { scopes: [] });
    await expect(client(slack.credentials.appToken).apps.connections.open({})).rejects.toThrow('missing_scope');
  });

  it('shows its manifest to whoever made it, and to nobody else', async () => {
    const { token } = await does('config-token');
    const app_id = 'A0HYPHA000';
    expect(await client(String(token)).apps.manifest.export({ app_id })).toMatchObject({
      manifest: { display_information: { name: 'Hypha' } },
    });
    await expect(client(slack.credentials.botToken).apps.manifest.export({ app_id })).rejects.toThrow(
      'not_allowed_token_type',
    );
  });
});

it("a clock that is wrong shows in Slack's answers", async () => {
  await does('date-skew', { seconds: 600 });
  const answer = await fetch(`${slack.apiUrl}api.test`, { method: 'POST' });
  const ahead = Date.parse(answer.headers.get('date') ?? '') - Date.now();
  expect(Math.round(ahead / 60_000)).toBe(10);
});

/** A connection, and what is said on it after its first word. */
async function connect(first = 'hello'): Promise<{ said: Promise<string> }> {
  const { url = '' } = await client(slack.credentials.appToken).apps.connections.open({});
  const socket = new WebSocket(url);
  const words: string[] = [];
  const enough = Promise.withResolvers<string>();
  const greeted = Promise.withResolvers<void>();
  socket.on('message', (data) => {
    words.push(String(data));
    if (String(data).includes(first)) greeted.resolve();
    if (String(data).includes('disconnect')) enough.resolve(String(data));
  });
  await greeted.promise;
  void enough.promise.then(() => socket.terminate());
  return { said: enough.promise };
}
