import { Refusal } from '../errors.ts';
import { pause } from './clock.ts';
import type { Log } from './log.ts';
import { type Me, type Slack, SlackRefusal } from './slack.ts';

const sentences: Record<string, string> = {
  invalid_auth: 'Slack does not accept SLACK_BOT_TOKEN: copy it again from "OAuth & Permissions" of your Slack app.',
  token_revoked: 'SLACK_BOT_TOKEN was revoked: install the app again and copy the new token.',
  account_inactive: 'The Slack app was removed from its workspace: install it again and copy the new token.',
  not_authed: 'SLACK_BOT_TOKEN is empty: copy it from "OAuth & Permissions" of your Slack app.',
};

/** Who we are at Slack. A wrong token is said at once; a Slack that does not answer is waited for. */
export async function reach(slack: Slack, log: Log): Promise<Me> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 30_000)) {
    try {
      return await slack.me();
    } catch (error) {
      if (error instanceof SlackRefusal && error.code in sentences)
        throw new Refusal('unavailable', sentences[error.code] ?? '');
      log.warn({ err: error, againInMs: wait }, 'Slack does not answer yet');
      await pause(wait);
    }
  }
}
