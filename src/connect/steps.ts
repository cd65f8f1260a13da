import type { Log } from '../edges/log.ts';
import { type Account, accountOf, type openChecks } from '../edges/slack-checks.ts';
import { type Ear, openEar } from '../edges/slack-ear.ts';
import { Refusal } from '../errors.ts';
import { harmless } from '../surfaces/plain.ts';
import type { Wanted } from './connect.ts';
import {
  type AppParts,
  appTokenSentence,
  botTokenSentence,
  type Changes,
  clockSentence,
  eventsSentence,
  missingFrom,
  peopleMeant,
  type SlackName,
  scopesSentence,
  secretSentence,
  socketModeOff,
} from './rules.ts';
import { type Talk, untilRight } from './talk.ts';

type Checks = ReturnType<typeof openChecks>;

/** How Slack gets in, and what has to be set for it. */
interface Door {
  settings: Changes;
  ear?: Ear;
}

interface Secret {
  name: string;
  given?: string | undefined;
  /** What is wrong with the look of it. */
  sentence(said: string): string | undefined;
}

/**
 * Asks for a secret until what is tried with it goes well. What is set already is tried first; after a failure an empty
 * answer means the same one again, for often what is wrong is elsewhere.
 */
async function withSecret<T>(
  talk: Talk,
  { name, given, sentence }: Secret,
  attempt: (secret: string) => Promise<T>,
): Promise<T> {
  let first = given;
  let last = '';
  const asked = async () => (await talk.ask(`  ${name}${last ? ' (Enter: the same)' : ''}: `, { hidden: true })).trim();
  return untilRight(
    talk,
    async () => {
      const secret = (first ?? (await asked())) || last;
      first = undefined;
      const wrong = sentence(secret);
      if (wrong) throw new Refusal('invalid', wrong);
      last = secret;
      return attempt(secret);
    },
    '',
  );
}

export function rightBotToken(
  { apiUrl, botToken }: Wanted,
  parts: AppParts,
  talk: Talk,
): Promise<{ token: string; account: Account }> {
  const secret = { name: 'Bot User OAuth Token (xoxb-…)', given: botToken, sentence: botTokenSentence };
  return withSecret(talk, secret, async (token) => {
    const account = await accountOf(token, apiUrl);
    talk.say(`✓ Slack accepts the bot token: ${harmless(account.team)}.`);
    const missing = missingFrom(account.scopes ?? parts.scopes, parts.scopes);
    if (missing.length > 0) throw new Refusal('forbidden', scopesSentence(missing));
    talk.say(`✓ It has the ${parts.scopes.length} scopes that Hypha needs.`);
    const wrongClock = clockSentence(account.aheadMs);
    if (wrongClock) throw new Refusal('conflict', wrongClock);
    talk.say("✓ This machine's clock is right.");
    return { token, account };
  });
}

export function rightConnection({ apiUrl, appToken }: Wanted, appId: string, talk: Talk, log: Log): Promise<Door> {
  if (!appToken)
    talk.say(
      'Under "Basic Information", "App-Level Tokens", generate one with the scope connections:write and copy it.',
    );
  const secret = { name: 'App-level token (xapp-…)', given: appToken, sentence: appTokenSentence };
  return withSecret(talk, secret, async (token) => {
    const ear = await openEar(token, apiUrl, log);
    if (ear.appId && ear.appId !== appId) {
      await ear.close();
      throw new Refusal('invalid', 'The two tokens belong to different apps: copy both from the same one.');
    }
    talk.say('✓ Socket Mode works: Slack said hello.');
    return { settings: { SLACK_APP_TOKEN: token }, ear };
  });
}

/** Nothing at Slack says whether it is the right one; requests that it did not sign are turned away. */
export function rightSecret({ signingSecret }: Wanted, talk: Talk): Promise<Door> {
  const secret = { name: 'Signing Secret, under "Basic Information"', given: signingSecret, sentence: secretSentence };
  // With both set Hypha would use Socket Mode.
  return withSecret(talk, secret, async (SLACK_SIGNING_SECRET) => ({
    settings: { SLACK_SIGNING_SECRET, SLACK_APP_TOKEN: undefined },
  }));
}

export async function rightPerson({ me }: Wanted, checks: Checks, team: string, talk: Talk): Promise<SlackName> {
  const people = await checks.people();
  let first = me;
  const person = await untilRight(
    talk,
    async () => {
      const said = (first ?? (await talk.ask('  Who are you in Slack (your name there, or your member ID)? '))).trim();
      first = undefined;
      const [one, another] = peopleMeant(people, said);
      if (!one) throw new Refusal('not_found', nobody(said, team));
      if (another) throw new Refusal('conflict', several(said, peopleMeant(people, said)));
      return one;
    },
    '',
  );
  talk.say(`✓ You are ${harmless(person.name)}, and may do here what an admin may.`);
  return person;
}

const nobody = (said: string, team: string) =>
  said
    ? `Nobody in ${harmless(team)} is called ${harmless(said)}: say your member ID, which your Slack profile shows under ⋮.`
    : 'Say who you are: --me with your name in Slack, or your member ID.';

const several = (said: string, all: readonly SlackName[]) =>
  `Several people are called ${harmless(said)}: say which, ${all.map(({ id, handle }) => `${id} (${harmless(handle)})`).join(' or ')}.`;

/** Everything that Slack knows of the app, held against manifest.yml. */
export async function compareApp(
  checks: Checks,
  appId: string,
  parts: AppParts,
  { address }: Wanted,
  talk: Talk,
): Promise<void> {
  const secret = { name: 'App configuration token (xoxe.xoxp-…)', sentence: () => undefined };
  await withSecret(talk, secret, async (token) => {
    const there = await checks.appParts(appId, token);
    if (!address && !there.socketMode) throw new Refusal('conflict', socketModeOff);
    const events = missingFrom(there.events, parts.events);
    if (events.length > 0) throw new Refusal('conflict', eventsSentence(events));
    const scopes = missingFrom(there.scopes, parts.scopes);
    if (scopes.length > 0) throw new Refusal('conflict', scopesSentence(scopes));
  });
  talk.say(`✓ Slack tells Hypha of all ${parts.events.length} kinds of events that it needs.`);
}
