import { clockSentence, missingFrom, scopesSentence } from './connect/rules.ts';
import type { Part } from './context.ts';
import { within } from './edges/clock.ts';
import type { Log } from './edges/log.ts';
import { ownManifest } from './edges/manifest.ts';
import { type Account, accountOf } from './edges/slack-checks.ts';
import { openEar } from './edges/slack-ear.ts';
import type { SlackAt } from './edges/slack-settings.ts';
import { Refusal } from './errors.ts';

const patienceMs = 3_000;
const silent = 'It does not answer. Look at status.slack.com, and at your network.';

/** Slack, as `hypha connect` looks at it: the token, what it may do, the clock, and whether a connection comes about. */
export async function lookAtSlack({ mode, slack }: SlackAt, log: Log): Promise<{ ws?: string; parts: Part[] }> {
  const used = mode === 'sandbox' ? 'the sandbox' : `the real one, by ${slack.appToken ? 'Socket Mode' : 'HTTP'}`;
  try {
    const account = await within(patienceMs, accountOf(slack.botToken, slack.apiUrl));
    const parts = [
      { name: 'Slack', used: `${used}: ${account.team}`, works: true },
      await scopes(account),
      clock(account),
      ...(slack.appToken ? [await socket(slack.appToken, slack.apiUrl, log)] : []),
    ];
    return { ws: account.ws, parts };
  } catch (error) {
    const remedy = error instanceof Refusal ? error.message : silent;
    return { parts: [{ name: 'Slack', used, works: false, remedy }] };
  }
}

async function scopes(account: Account): Promise<Part> {
  const wanted = (await ownManifest()).parts.scopes;
  const missing = missingFrom(account.scopes ?? wanted, wanted);
  const used = missing.length === 0 ? `${wanted.length}, as manifest.yml asks` : 'not all that manifest.yml asks for';
  return { name: 'Scopes', used, works: missing.length === 0, remedy: scopesSentence(missing) };
}

function clock({ aheadMs }: Account): Part {
  const wrong = clockSentence(aheadMs);
  return { name: 'Clock', used: wrong ? 'not that of Slack' : 'that of Slack', works: !wrong, remedy: wrong };
}

/** Beside those of a Hypha that runs, and closed again before it is given anything to do. */
async function socket(appToken: string, apiUrl: string, log: Log): Promise<Part> {
  const name = 'Socket';
  try {
    const ear = await within(patienceMs, openEar(appToken, apiUrl, log));
    await ear.close();
    return { name, used: 'Slack said hello', works: true };
  } catch (error) {
    return { name, used: 'no connection', works: false, remedy: error instanceof Refusal ? error.message : silent };
  }
}
