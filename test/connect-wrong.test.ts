import { mkdtemp, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { connect, type Wanted } from '../src/connect/connect.ts';
import { createLink, eventsAddress } from '../src/connect/rules.ts';
import type { Talk } from '../src/connect/talk.ts';
import { openLog } from '../src/edges/log.ts';
import { ownManifest } from '../src/edges/manifest.ts';
import { openEar } from '../src/edges/slack-ear.ts';
import { Refusal } from '../src/errors.ts';
import { openTalk } from '../src/surfaces/cli-talk.ts';
import { eventually, openSlack, type Slack } from './support/slack.ts';

/** Each thing that can go wrong while Hypha is connected is said in a sentence that names what to do. */

const log = openLog('silent');
const anything = z.looseObject({});
let slack: Slack;
let file: string;

const people = [
  { name: 'maya', real_name: 'Maya Lindqvist' },
  { name: 'ben', real_name: 'Ben Okafor' },
  { name: 'ben2', real_name: 'Ben Okafor' },
];
const does = (verb: string, args: object = {}) => slack.control(verb, args, anything);

beforeEach(async () => {
  const members = people.map(({ name }) => name);
  slack = await openSlack({
    seed: {
      people,
      channels: [
        { name: 'general', members },
        { name: 'eng', members },
        { name: 'leads', members, private: true },
      ],
    },
    timing: { retryMs: [] },
  });
  await does('create-app', { manifest: (await ownManifest()).text });
  await does('install-app');
  await does('app-token', { scopes: ['connections:write'] });
  file = join(await mkdtemp(join(tmpdir(), 'hypha-env-')), '.env');
});
afterEach(() => slack.close());

/** Somebody who has written the answers down; each is given once, to whatever is asked. */
function script(...answers: string[]): Talk & { said: string[] } {
  const said: string[] = [];
  return {
    live: false,
    said,
    say: (text) => void said.push(text),
    ask: async (question) => {
      said.push(question);
      return answers.shift() ?? '';
    },
    enter: () => ({ signal: new AbortController().signal }),
  };
}

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  apiUrl: slack.apiUrl,
  botToken: slack.credentials.botToken,
  appToken: slack.credentials.appToken,
  me: 'maya',
  admins: [],
  compares: false,
  listens: false,
  waitMs: 300,
  settingsFile: file,
  ...more,
});

/** Connects, and gives the sentence with which it ended. */
async function sentence(more: Partial<Wanted> = {}, talk: Talk = script()): Promise<string> {
  try {
    await connect(wanted(more), talk, log);
    return '';
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
const settings = () => readFile(file, 'utf8').catch(() => '');

describe('a token', () => {
  it.each([
    ['xapp-1-abc', 'What begins with xapp… is no Bot User OAuth Token: that one begins with xoxb- and stands under'],
    ['xoxp-1-abc', 'What begins with xoxp… is no Bot User OAuth Token'],
    ['xoxb-1-wrong', 'Slack does not accept SLACK_BOT_TOKEN: copy it again from "OAuth & Permissions"'],
  ])('for the bot that is wrong: %s', async (botToken, words) => {
    expect(await sentence({ botToken })).toContain(words);
    expect(await settings()).toBe('');
  });

  it('for the bot that was revoked', async () => {
    await slack.access({ revoked: true });
    expect(await sentence()).toBe('SLACK_BOT_TOKEN was revoked: install the app again and copy the new token.');
  });

  it.each([
    ['xoxb-1-abc', 'What begins with xoxb… is no app-level token: that one begins with xapp- and stands under'],
    [
      'xapp-1-wrong',
      'Slack does not accept SLACK_APP_TOKEN: copy it again from "Basic Information", "App-Level Tokens".',
    ],
  ])('for the app that is wrong: %s', async (appToken, words) => {
    expect(await sentence({ appToken })).toContain(words);
    expect(await settings()).toBe('');
  });

  it('for the app that may not open connections', async () => {
    await does('app-token', { scopes: ['authorizations:read'] });
    expect(await sentence()).toContain('generate one with the scope connections:write');
  });

  it('is asked for again, where somebody is there, and a wrong one is told at once', async () => {
    const talk = { ...script('xoxb-1-wrong', slack.credentials.botToken), live: true };
    expect(await sentence({ botToken: undefined }, talk)).toBe('');
    expect(talk.said.join('\n')).toContain('⚠ Slack does not accept SLACK_BOT_TOKEN');
  });
});

describe('the app', () => {
  it('that lacks scopes: each is named', async () => {
    await does('change-app', { remove_scopes: ['users:read', 'im:write'] });
    await does('install-app');
    expect(await sentence()).toBe(
      'Your Slack app lacks the scopes im:write and users:read: add them under "OAuth & Permissions", "Bot Token Scopes", and install the app again.',
    );
  });

  it('whose Socket Mode is off', async () => {
    await does('change-app', { socket_mode: false });
    expect(await sentence()).toBe('Socket Mode is switched off: switch it on under "Socket Mode" of your Slack app.');
  });

  it('compared as a whole: every event that is missing is named', async () => {
    await does('change-app', { remove_events: ['message.groups', 'user_change', 'channel_rename'] });
    const { token } = await does('config-token');
    expect(await sentence({ compares: true }, script(String(token)))).toBe(
      'Your Slack app is not told of channel_rename, message.groups and user_change: under "Event Subscriptions" switch events on, add them to the bot events, and save.',
    );
    expect(await sentence({ compares: true }, script('xoxe.xoxp-1-no'))).toContain('Your App Configuration Tokens');
  });

  it('that is the whole of manifest.yml is told so', async () => {
    const { token } = await does('config-token');
    const talk = script(String(token));
    expect(await sentence({ compares: true }, talk)).toBe('');
    expect(talk.said.join('\n')).toContain('✓ Slack tells Hypha of all 21 kinds of events that it needs.');
  });
});

describe('an event that does not come', () => {
  const listening = async (act: (said: string) => Promise<unknown>) => {
    const talk = script();
    const acts: Promise<unknown>[] = [];
    talk.say = (text) => void acts.push(act(text));
    const end = await sentence({ listens: true }, talk);
    await Promise.all(acts);
    return end;
  };
  const asTold = async (said: string) => {
    if (said.includes('the tab Home')) await slack.person('maya').opensHome();
    if (said.includes('/invite @Hypha')) await slack.person('maya').types('/invite @Hypha', { in: 'leads' });
    if (said.includes('Write something')) await slack.person('ben').says('hello', { in: 'leads' });
  };

  it.each([
    ['app_home_opened', 'Your Slack app is not told of app_home_opened: under "Event Subscriptions"'],
    [
      'member_joined_channel',
      'Hypha is in #leads and was not told so. Your Slack app is not told of member_joined_channel:',
    ],
    [
      'message.groups',
      'Something was said in #leads and Hypha was not told. Your Slack app is not told of message.groups:',
    ],
  ])('because nobody subscribed to it: %s', async (event, words) => {
    await does('change-app', { remove_events: [event] });
    expect(await listening(asTold)).toContain(words);
  });

  it('because Hypha was not invited', async () => {
    expect(await listening(async (said) => said.includes('Home') && asTold(said))).toBe(
      'Hypha is in no channel yet: type /invite @Hypha in one.',
    );
  });

  it('because nothing was said', async () => {
    expect(await listening(async (said) => !said.includes('Write') && asTold(said))).toBe(
      'Nothing was said in #leads: write something there.',
    );
  });

  it('because another program hears it', async () => {
    const other = await openEar(slack.credentials.appToken, slack.apiUrl, log);
    expect(await listening(asTold)).toContain('Another program is connected as this app');
    await other.close();
  });
});

test.each([
  [600, "This machine's clock is 10 minutes behind Slack's"],
  [-10_800, "This machine's clock is 3 hours ahead of Slack's"],
])('a clock that is wrong by %d seconds', async (seconds, words) => {
  await does('date-skew', { seconds });
  expect(await sentence()).toContain(`${words}: let it be set from the network`);
});

test.each([
  ['nobody', 'Nobody in Fernhill is called nobody: say your member ID'],
  ['Ben Okafor', 'Several people are called Ben Okafor: say which, U0BEN0000 (ben) or U0BEN2000 (ben2).'],
  [undefined, 'Say who you are: --me'],
])('somebody who is not found: %s', async (me, words) => {
  expect(await sentence({ me })).toContain(words);
  expect(await settings()).toBe('');
});

test('a Slack that does not answer', async () => {
  await slack.close();
  expect(await sentence()).toContain('does not answer: look at your network, and at status.slack.com.');
  slack = await openSlack();
});

describe('.env', () => {
  it('keeps everything else, is changed where the settings stand, and only its owner can read it', async () => {
    await writeFile(file, '# ours\nDATABASE_URL=postgres://x\nSLACK_BOT_TOKEN=xoxb-old\nHYPHA_ADMINS=U1\n\n# end', {
      mode: 0o644,
    });
    expect(await sentence({ admins: ['U1'] })).toBe('');
    const { botToken, appToken } = slack.credentials;
    expect(await settings()).toBe(
      `# ours\nDATABASE_URL=postgres://x\nSLACK_BOT_TOKEN=${botToken}\nHYPHA_ADMINS=U1,U0MAYA000\n\n# end\nSLACK_APP_TOKEN=${appToken}\n`,
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('that is a link stays one', async () => {
    const target = `${file}.kept`;
    await writeFile(target, '');
    await symlink(target, file);
    expect(await sentence()).toBe('');
    expect(await readFile(target, 'utf8')).toContain('SLACK_BOT_TOKEN=');
  });
});

describe('with a public address', () => {
  it('the app is made for it, and nothing of Socket Mode is left', async () => {
    await writeFile(file, 'SLACK_APP_TOKEN=xapp-old\n');
    const address = eventsAddress('https://hypha.example.com');
    const link = createLink((await ownManifest(address)).text, slack.apiUrl);
    expect(await (await fetch(link)).json()).toMatchObject({
      ok: true,
      manifest: {
        settings: {
          socket_mode_enabled: false,
          interactivity: { request_url: 'https://hypha.example.com/slack/events' },
        },
      },
    });
    expect(await sentence({ address, listens: true, appToken: undefined }, script('a'.repeat(32)))).toBe('');
    expect(await settings()).toContain(`SLACK_SIGNING_SECRET=${'a'.repeat(32)}\n`);
    expect(await settings()).not.toContain('SLACK_APP_TOKEN');
  });

  it('a signing secret that is none is told', async () => {
    const address = eventsAddress('https://hypha.example.com');
    expect(await sentence({ address }, script('xoxb-no'))).toContain('That is not the signing secret');
    expect(() => eventsAddress('ftp://hypha')).toThrow('no address that Slack can reach');
  });
});

test('the real Slack is where the app is made, unless it is told otherwise', () => {
  expect(createLink('a: b', 'https://slack.com/api/')).toBe(
    'https://api.slack.com/apps?new_app=1&manifest_yaml=a%3A%20b',
  );
});

test('at a terminal a secret is not shown, and Enter leaves out what is waited for', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => (shown += String(chunk)));
  const talk = openTalk({ input, output });
  const asked = talk.ask('Token: ', { hidden: true });
  input.write('xoxb-secret\n');
  expect(await asked).toBe('xoxb-secret');
  const named = talk.ask('Name: ');
  input.write('maya\n');
  expect(await named).toBe('maya');
  const { signal } = talk.enter(new AbortController().signal);
  input.write('\n');
  await eventually(() => signal.aborted);
  expect(shown).toContain('Token: ');
  expect(shown).toContain('maya');
  expect(shown).not.toContain('secret');
  talk.close();
});
