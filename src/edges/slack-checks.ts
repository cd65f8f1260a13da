import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SlackSettings } from '../config.ts';
import type { AppParts, SlackName } from '../connect/rules.ts';
import { Refusal } from '../errors.ts';
import { machineNow } from './clock.ts';
import type { Log } from './log.ts';
import { partsOf } from './manifest.ts';
import { wrongToken } from './reach.ts';
import { clientOptions, known, SlackRefusal } from './slack.ts';

/** What one question about the bot token tells: whose it is, what it may do, and what time Slack has. */
export interface Account {
  ws: string;
  team: string;
  botUser: string;
  botId: string;
  /** As Slack counts them, or nothing where it does not say. */
  scopes: readonly string[] | undefined;
  /** By how much Slack's clock is ahead of this machine's. */
  aheadMs: number;
}

const patienceMs = 10_000;

const Answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
const Me = z.looseObject({ team_id: z.string(), team: z.string(), user_id: z.string(), bot_id: z.string() });

/** Asked without Slack's client, which keeps the date of an answer to itself. */
export async function accountOf(token: string, apiUrl: string): Promise<Account> {
  const asked = machineNow().getTime();
  const answer = await post(`${apiUrl}auth.test`, token);
  const answered = machineNow().getTime();
  const body = Answer.safeParse(await answer.json().catch(() => undefined)).data;
  if (!body) throw noAnswer(apiUrl);
  if (!body.ok) throw refusedToken(body.error ?? 'no reason');
  const me = Me.safeParse(body).data;
  if (!me)
    throw new Refusal(
      'invalid',
      'SLACK_BOT_TOKEN is the token of a person: copy the Bot User OAuth Token, which begins with xoxb-.',
    );
  // The date is given in whole seconds.
  const slackNow = Date.parse(answer.headers.get('date') ?? '') + 500;
  return {
    ws: me.team_id,
    team: me.team,
    botUser: me.user_id,
    botId: me.bot_id,
    scopes: answer.headers
      .get('x-oauth-scopes')
      ?.split(',')
      .map((scope) => scope.trim()),
    aheadMs: Number.isNaN(slackNow) ? 0 : slackNow - (asked + answered) / 2,
  };
}

async function post(url: string, token: string): Promise<Response> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    return await fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(patienceMs) });
  } catch {
    throw noAnswer(url);
  }
}

const noAnswer = (url: string) =>
  new Refusal('unavailable', `${new URL(url).host} does not answer: look at your network, and at status.slack.com.`);

const refusedToken = (code: string): Refusal =>
  wrongToken(new SlackRefusal(code)) ?? new Refusal('unavailable', `Slack refuses SLACK_BOT_TOKEN: ${code}.`);

const Person = z.looseObject({
  id: z.string(),
  name: z.string().default(''),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  real_name: z.string().default(''),
  profile: z.looseObject({ display_name: z.string().default('') }).prefault({}),
});
const People = z.looseObject({
  members: z.array(Person),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});
const Bot = z.looseObject({ bot: z.looseObject({ app_id: z.string() }) });

/** Questions that only somebody who sets Hypha up has. */
export function openChecks(settings: SlackSettings, log: Log) {
  const options = clientOptions(settings, patienceMs, log);
  const ask = async <T extends z.ZodType>(method: string, shape: T, args: object, token = settings.botToken) => {
    try {
      return shape.parse(await new WebClient(token, options).apiCall(method, { ...args }));
    } catch (error) {
      throw known(error);
    }
  };
  return {
    async people(): Promise<SlackName[]> {
      const found: z.infer<typeof Person>[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page: z.infer<typeof People> = await ask('users.list', People, { limit: 200, ...(cursor && { cursor }) });
        found.push(...page.members);
        cursor = page.response_metadata?.next_cursor || undefined;
      }
      return found.filter(({ deleted, is_bot, id }) => !deleted && !is_bot && id !== 'USLACKBOT').map(nameOf);
    },
    appOfBot: async (bot: string) => (await ask('bots.info', Bot, { bot })).bot.app_id,
    /** The app as it is, which only a token of whoever made it shows. */
    async appParts(appId: string, configToken: string): Promise<AppParts> {
      try {
        const { manifest } = await ask(
          'apps.manifest.export',
          z.looseObject({ manifest: z.unknown() }),
          { app_id: appId },
          configToken,
        );
        return partsOf(manifest);
      } catch (error) {
        if (!(error instanceof SlackRefusal)) throw error;
        throw new Refusal(
          'invalid',
          `Slack does not show the app with that token (${error.code}): generate one on https://api.slack.com/apps, under "Your App Configuration Tokens", as whoever made the app.`,
        );
      }
    },
  };
}

const nameOf = ({ id, name, real_name, profile }: z.infer<typeof Person>): SlackName => ({
  id,
  handle: name,
  name: profile.display_name || real_name || name,
  realName: real_name,
});
