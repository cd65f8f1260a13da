import type { Pool } from 'pg';
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

/** What to do about a token that Slack does not accept; nothing where the trouble is another. */
export function wrongToken(error: unknown): Refusal | undefined {
  const sentence = error instanceof SlackRefusal ? sentences[error.code] : undefined;
  return sentence === undefined ? undefined : new Refusal('unavailable', sentence);
}

/** Who we are at Slack. A wrong token is said at once; a Slack that does not answer is waited for, until Hypha is to stop. */
export async function reach(slack: Slack, log: Log, stopping: AbortSignal): Promise<Me> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 30_000)) {
    stopping.throwIfAborted();
    try {
      return await slack.me();
    } catch (error) {
      const wrong = wrongToken(error);
      if (wrong) throw wrong;
      log.warn({ err: error, againInMs: wait }, 'Slack does not answer yet');
      await pause(wait, stopping);
    }
  }
}

const oldestPostgres = 15;

/** A database that does not answer, or is too old, is said at start and not at the first request. */
export async function reachDatabase(pool: Pool): Promise<void> {
  const version = await pool
    .query<{ server_version_num: string }>('show server_version_num')
    .catch((error: unknown) => {
      throw new Refusal(
        'unavailable',
        `The database at DATABASE_URL cannot be used: ${whyNot(error)}.`,
        'DATABASE_URL',
      );
    });
  const major = Math.floor(Number(version.rows[0]?.server_version_num) / 10_000);
  if (major < oldestPostgres)
    throw new Refusal(
      'unavailable',
      `DATABASE_URL is a PostgreSQL ${major}: Hypha needs ${oldestPostgres} or later.`,
      'DATABASE_URL',
    );
}

const databaseTroubles: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there; is PostgreSQL running, and is the address right',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'it does not answer in time',
  '28P01': 'the password is wrong',
  '28000': 'it does not let this user in',
  '3D000': 'there is no database of that name; create it first',
};

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return databaseTroubles[code] ?? 'it does not answer in time';
}
