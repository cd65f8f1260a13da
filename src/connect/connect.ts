import { escaped } from '../card.ts';
import { machineNow } from '../edges/clock.ts';
import { changeSettings } from '../edges/env-file.ts';
import type { Log } from '../edges/log.ts';
import { ownManifest } from '../edges/manifest.ts';
import { openSlack, type Slack } from '../edges/slack.ts';
import { openChecks } from '../edges/slack-checks.ts';
import type { Ear } from '../edges/slack-ear.ts';
import { Refusal } from '../errors.ts';
import { listen } from './listen.ts';
import { createLink, type SlackName } from './rules.ts';
import { compareApp, rightBotToken, rightConnection, rightPerson, rightSecret } from './steps.ts';
import type { Talk } from './talk.ts';

/** What is set already, and how it is to be connected. */
export interface Wanted {
  apiUrl: string;
  botToken?: string | undefined;
  appToken?: string | undefined;
  signingSecret?: string | undefined;
  admins: readonly string[];
  /** Where Slack reaches Hypha, instead of Socket Mode. */
  address?: string | undefined;
  /** Who connects it. */
  me?: string | undefined;
  /** Compares the whole app with manifest.yml, which takes a token of whoever made it. */
  compares: boolean;
  /** Waits for events to be heard. */
  listens: boolean;
  waitMs: number;
  settingsFile: string;
}

/**
 * Step by step from no app at Slack to one that works, each token checked by a call. Every refusal is one sentence that
 * names what to do; nothing is written before the tokens are right.
 */
export async function connect(wanted: Wanted, talk: Talk, log: Log): Promise<void> {
  const manifest = await ownManifest(wanted.address);
  talk.say(makingIt(createLink(manifest.text, wanted.apiUrl)));
  const bot = await rightBotToken(wanted, manifest.parts, talk);
  const slack = openSlack({ botToken: bot.token, apiUrl: wanted.apiUrl }, postWithinMs, log);
  const checks = openChecks({ botToken: bot.token, apiUrl: wanted.apiUrl }, log);
  const appId = await checks.appOfBot(bot.account.botId);
  const door = wanted.address ? await rightSecret(wanted, talk) : await rightConnection(wanted, appId, talk, log);
  try {
    const me = await rightPerson(wanted, checks, bot.account.team, talk);
    await changeSettings(wanted.settingsFile, {
      SLACK_BOT_TOKEN: bot.token,
      ...door.settings,
      HYPHA_ADMINS: [...new Set([...wanted.admins, me.id])].join(','),
    });
    talk.say(`✓ ${wanted.settingsFile} holds this now, and only you can read it.`);
    if (wanted.compares) await compareApp(checks, appId, manifest.parts, wanted, talk);
    else await hearEvents(wanted, door.ear, bot.account.botUser, slack, talk);
    await sayHello(slack, me, bot.account.team);
  } finally {
    await door.ear?.close();
  }
  talk.say(`✓ Hypha said hello to you in Slack.\n${next(wanted)}`);
}

const postWithinMs = 10_000;

const makingIt = (link: string) => `Make Hypha's app: open this address, choose your workspace, and press Create.

${link}

Then press "Install to Workspace", and copy the Bot User OAuth Token from "OAuth & Permissions".`;

async function hearEvents(
  { listens, waitMs }: Wanted,
  ear: Ear | undefined,
  botUser: string,
  slack: Slack,
  talk: Talk,
): Promise<void> {
  if (!listens) return talk.say('  Whether events come was not checked.');
  if (!ear) return talk.say('  Whether events come shows once Hypha runs: Slack checks the address when you save it.');
  if (ear.connections > 1)
    throw new Refusal(
      'conflict',
      'Another program is connected as this app and may hear what comes: stop it, and run "hypha connect" once more.',
    );
  const since = String(machineNow().getTime() / 1000);
  await listen({
    talk,
    ear,
    botUser,
    waitMs,
    rooms: () => slack.channelsOf(botUser),
    wasSaid: async (channel) => {
      const { messages } = await slack.history(channel, { oldest: since });
      return messages.some(({ bot_id, subtype }) => !bot_id && !subtype);
    },
  });
}

/** Asked for by the person it goes to, and said to nobody else: an answer, not one of those that wait in the outbox. */
async function sayHello(slack: Slack, me: SlackName, team: string): Promise<void> {
  const channel = await slack.directWith(me.id);
  const text = `Hello ${escaped(me.name)}. Hypha is connected to ${escaped(team)}. It reads nothing until a channel lets it in: /invite @Hypha there, then /hypha join.`;
  const outcome = await slack.act('chat.postMessage', { channel, text, unfurl_links: false, unfurl_media: false });
  if (outcome.is === 'refused') throw new Refusal('unavailable', `Hypha could not write to you (${outcome.code}).`);
}

const next = ({ address }: Wanted): string =>
  [
    '',
    'Next: npm start',
    ...(address ? [`Then, on the app's page under "Event Subscriptions": press Retry beside ${address}.`] : []),
    'Then, in Slack: /invite @Hypha in a channel, /hypha join there, and /decide with what was decided.',
  ].join('\n');
