import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { openSlack, type Person, type Slack } from '../support/slack.ts';
import { openReceiver, type Receiver } from './receiver.ts';

/** What the app's manifest says decides what it may do, what it hears of and what people are offered. */

const ENG = 'C0ENG0000';
const anything = z.looseObject({});
let app: Receiver;
let slack: Slack;
let maya: Person;

const scopes = ['app_mentions:read', 'channels:history', 'chat:write', 'commands', 'groups:read', 'im:write'];
const bot_events = ['app_mention', 'message.channels', 'message.groups', 'reaction_added', 'group_rename'];
const base = {
  display_information: { name: 'Tally Ltd' },
  features: {
    bot_user: { display_name: 'Tally', always_online: true },
    app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
    slash_commands: [
      { command: '/tally', description: 'Count' },
      { command: '/count', description: 'Count', should_escape: true },
    ],
    shortcuts: [{ name: 'Count it', type: 'message', callback_id: 'count', description: 'Count' }],
  },
  oauth_config: { scopes: { bot: scopes } },
  settings: { event_subscriptions: { bot_events }, interactivity: { is_enabled: true }, socket_mode_enabled: false },
};

function written(manifest: object): string {
  const path = join(mkdtempSync(join(tmpdir(), 'hypha-manifest-')), 'manifest.yml');
  writeFileSync(path, stringify(manifest));
  return path;
}

async function open(manifest: object = base): Promise<void> {
  slack = await openSlack({ manifest: written(manifest), requestUrls: [app.url] });
  maya = slack.person('maya');
}

beforeEach(async () => {
  app = await openReceiver();
});
afterEach(async () => {
  await slack.close();
  await app.close();
});

async function heard(): Promise<string[]> {
  await slack.settled();
  return app.events().map(({ type, channel_type }) => [type, channel_type].filter(Boolean).join(' '));
}

describe('the app', () => {
  it('is called what its manifest calls it', async () => {
    await open();
    await maya.says('@tally hello', { in: 'eng' });
    expect(await clientOf(slack).auth.test()).toMatchObject({ user: 'tally' });
    expect(await heard()).toContain('app_mention');
  });

  it('hears only what it subscribed to and holds the scope for', async () => {
    await open();
    const said = await maya.says('in the open', { in: 'eng' });
    await maya.reacts(said, 'eyes');
    await maya.says('behind a door', { in: 'leads' });
    await maya.changesChannel('leads', 'rename', 'leaders');
    await maya.changesChannel('leaders', 'archive');
    // Subscribed without the scope: reaction_added, message.groups. With the scope and not subscribed: group_archive.
    expect(await heard()).toEqual(['message channel', 'group_rename']);
    expect(await slack.outstanding()).toBe(0);
  });

  it('hears of everything that is made up for it', async () => {
    await open();
    await slack.emit({ type: 'tokens_revoked' });
    expect(await heard()).toEqual(['tokens_revoked']);
  });

  it('hears more once it is given the scope, and nothing of what went before', async () => {
    await open();
    await maya.says('before', { in: 'leads' });
    await slack.access({ scopes: [...scopes, 'groups:history'] });
    await maya.says('after', { in: 'leads' });
    expect(await heard()).toEqual(['message group']);
    expect(app.events()[0]).toMatchObject({ text: 'after' });
  });
});

function clientOf({ credentials, apiUrl }: Slack): WebClient {
  const quiet = { retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR };
  return new WebClient(credentials.botToken, { slackApiUrl: apiUrl, ...quiet });
}

describe('a call without its scope', () => {
  it.each<[string, object, string]>([
    ['conversations.history', { channel: 'C0LEADS00' }, 'groups:history'],
    ['conversations.info', { channel: ENG }, 'channels:read'],
    ['conversations.list', { types: 'private_channel,public_channel' }, 'channels:read'],
    ['users.conversations', { types: 'im' }, 'im:read'],
    ['conversations.open', { users: 'U0RAVI000,U0ANA0000' }, 'mpim:write'],
    ['conversations.create', { name: 'x', is_private: true }, 'groups:write'],
    ['users.info', { user: 'U0MAYA000' }, 'users:read'],
    ['pins.list', { channel: ENG }, 'pins:read'],
  ])('%s fails as at Slack and names it', async (method, args, needed) => {
    await open();
    const headers = {
      authorization: `Bearer ${slack.credentials.botToken}`,
      'content-type': 'application/json',
    };
    const response = await fetch(slack.apiUrl + method, { method: 'POST', headers, body: JSON.stringify(args) });
    expect(await response.json()).toEqual({ ok: false, error: 'missing_scope', needed, provided: scopes.join(',') });
    expect(response.headers.get('x-oauth-scopes')).toBe(scopes.join(','));
    expect(response.headers.get('x-accepted-oauth-scopes')).toContain(needed);
  });

  it('works with what was granted', async () => {
    await open();
    const client = clientOf(slack);
    expect(await client.conversations.list({ types: 'private_channel' })).toMatchObject({ ok: true });
    expect(await client.conversations.open({ users: 'U0RAVI000' })).toMatchObject({ ok: true });
    expect(await client.conversations.history({ channel: ENG })).toMatchObject({ ok: true });
  });
});

describe('a slash command', () => {
  it('that no app offers is answered by Slack, to the one who typed it', async () => {
    await open();
    const answer = await maya.types('/foo bar', { in: 'eng' });
    expect(answer).toMatchObject({ answered: false, text: '/foo is not a valid command.' });
    expect((await maya.sees('eng')).at(-1)).toMatchObject({ user: 'USLACKBOT', is_ephemeral: true });
    expect(await slack.person('ravi').sees('eng')).toEqual([]);
    expect(app.heard).toEqual([]);
  });

  it('reaches the app with names spelled out only if the manifest asks for it', async () => {
    await open();
    await maya.types('/tally @ravi', { in: 'eng' });
    await maya.types('/count @ravi', { in: 'eng' });
    expect(app.forms.map(({ command, text }) => [command, text])).toEqual([
      ['/tally', '@ravi'],
      ['/count', '<@U0RAVI000|ravi>'],
    ]);
  });

  it('and a shortcut are not offered to people of other companies', async () => {
    await open();
    await slack.control('share-channel', { person: 'maya', channel: 'eng', with: 'Harbor' }, anything);
    await slack.addPerson({ name: 'pia', company: 'Harbor' });
    await maya.invites('pia', { to: 'eng' });
    const said = await maya.says('Count this', { in: 'eng' });
    const pia = slack.person('pia');
    expect((await pia.types('/tally', { in: 'eng' })).text).toBe('/tally is not a valid command.');
    await expect(pia.runs('count', said)).rejects.toThrow('no_such_shortcut');
    await maya.runs('count', said);
    expect(app.heard.map(({ body }) => body.type)).toContain('message_action');
    await expect(maya.runs('count')).rejects.toThrow('offered no global shortcut');
  });
});

describe('Slack’s own commands', () => {
  it('work without any app', async () => {
    await open();
    await maya.types('/invite @june @tally', { in: 'eng' });
    const june = await slack.control('sees', { person: 'june', channel: 'eng' }, z.looseObject({ channel: anything }));
    expect(june.channel).toMatchObject({ is_member: true });
    await maya.types('/topic Lunch', { in: 'eng' });
    await maya.types('/rename engineering', { in: 'eng' });
    await maya.types('/me waves', { in: 'engineering' });
    expect((await maya.sees('engineering')).map(({ subtype, text }) => [subtype, text])).toEqual([
      ['channel_join', '<@U0JUNE000> has joined the channel'],
      ['channel_topic', '<@U0MAYA000> set the channel topic: Lunch'],
      ['channel_name', '<@U0MAYA000> has renamed the channel from "eng" to "engineering"'],
      ['me_message', 'waves'],
    ]);
  });

  it('say to the one who typed them what cannot be done', async () => {
    await open();
    expect(await maya.types('/invite @nobody', { in: 'eng' })).toMatchObject({
      answered: true,
      text: 'There is nobody called @nobody here.',
    });
    expect((await maya.types('/dnd soon', { in: 'eng' })).text).toContain('/dnd 30 minutes');
  });
});

describe('what the manifest turns off', () => {
  it('is a Home that cannot be opened or published', async () => {
    await open();
    const home = { type: 'home' as const, blocks: [] };
    await expect(clientOf(slack).views.publish({ user_id: 'U0MAYA000', view: home })).rejects.toThrow('not_enabled');
    await expect(maya.opensHome()).rejects.toThrow('no_home');
  });

  it('is writing to the app, where its messages are for reading only', async () => {
    await open();
    await clientOf(slack).chat.postMessage({ channel: 'U0MAYA000', text: 'For you' });
    await expect(maya.says('Thanks', { in: '@tally' })).rejects.toThrow('turned off');
    expect((await maya.sees('@tally')).map(({ text }) => text)).toEqual(['For you']);
  });

  it('is buttons, which then do nothing', async () => {
    await open({ ...base, settings: { ...base.settings, interactivity: { is_enabled: false } } });
    const said = await maya.says('Count this', { in: 'eng' });
    expect(await maya.runs('count', said)).toMatchObject({ heard: false, error: 'interactivity_is_off' });
  });

  it('is connecting by socket', async () => {
    await open();
    const client = new WebClient(slack.credentials.appToken, { slackApiUrl: slack.apiUrl });
    const { url = '' } = await client.apps.connections.open({});
    const socket = new WebSocket(url);
    const first = await new Promise<unknown>((done) => {
      socket.onmessage = ({ data }) => done(JSON.parse(String(data)));
    });
    socket.close();
    expect(first).toMatchObject({ type: 'disconnect', reason: 'link_disabled' });
  });
});
