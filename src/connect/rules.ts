import { Refusal } from '../errors.ts';

/** What a Slack app is made of, as far as it has to be as manifest.yml says. */
export interface AppParts {
  scopes: readonly string[];
  events: readonly string[];
  socketMode: boolean;
}

/** Where an app is made from a manifest. For another Slack than the real one it is asked where its API is. */
export function createLink(manifest: string, apiUrl: string): string {
  const { hostname, origin } = new URL(apiUrl);
  const base = hostname === 'slack.com' ? 'https://api.slack.com' : origin;
  return `${base}/apps?new_app=1&manifest_yaml=${encodeURIComponent(manifest)}`;
}

export const missingFrom = (there: readonly string[], wanted: readonly string[]): string[] =>
  wanted.filter((one) => !there.includes(one));

export const scopesSentence = (missing: readonly string[]): string =>
  `Your Slack app lacks the ${missing.length === 1 ? 'scope' : 'scopes'} ${listed(missing)}: add ${itOrThem(missing)} under "OAuth & Permissions", "Bot Token Scopes", and install the app again.`;

export const eventsSentence = (missing: readonly string[]): string =>
  `Your Slack app is not told of ${listed(missing)}: under "Event Subscriptions" switch events on, add ${itOrThem(missing)} to the bot events, and save.`;

/** Where Slack is to send things, from where Hypha is reached. */
export function eventsAddress(said: string): string {
  const url = URL.parse(said);
  if (url?.protocol !== 'https:' && url?.hostname !== '127.0.0.1')
    throw new Refusal('invalid', `${said} is no address that Slack can reach: say it as https://hypha.example.com.`);
  return url.pathname === '/' ? `${url.origin}/slack/events` : url.href;
}

export const socketModeOff = 'Socket Mode is switched off: switch it on under "Socket Mode" of your Slack app.';

/** How far a clock may be off before due times and signatures suffer. */
const mostSkewMs = 60_000;

/** `aheadMs`: by how much Slack's clock is ahead of this machine's. */
export function clockSentence(aheadMs: number): string | undefined {
  if (Math.abs(aheadMs) <= mostSkewMs) return undefined;
  const off = duration(Math.abs(aheadMs));
  return `This machine's clock is ${off} ${aheadMs > 0 ? 'behind' : 'ahead of'} Slack's: let it be set from the network (timedatectl set-ntp true, or the date settings).`;
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return `${Math.round(minutes / 60)} hours`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

const itOrThem = (words: readonly string[]) => (words.length === 1 ? 'it' : 'them');

export type Changes = Readonly<Record<string, string | undefined>>;

/** A settings file with some settings changed, and everything else as it was: comments, order, other settings. */
export function withSettings(text: string, changes: Changes): string {
  const left = new Map(Object.entries(changes));
  const lines = text.split('\n').flatMap((line) => {
    const name = /^\s*(?:export\s+)?([A-Z_]+)\s*=/.exec(line)?.[1] ?? '';
    if (!Object.hasOwn(changes, name)) return [line];
    const value = left.get(name);
    left.delete(name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  while (lines.at(-1) === '') lines.pop();
  const added = [...left].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return `${[...lines, ...added].join('\n')}\n`;
}

/** What is wrong with the look of a token, before anybody is asked. */
export function botTokenSentence(token: string): string | undefined {
  if (/^xox(b|e\.xoxb)-[\w-]+$/.test(token)) return undefined;
  return `${beginning(token)} is no Bot User OAuth Token: that one begins with xoxb- and stands under "OAuth & Permissions".`;
}

export function appTokenSentence(token: string): string | undefined {
  if (/^xapp-[\w-]+$/.test(token)) return undefined;
  return `${beginning(token)} is no app-level token: that one begins with xapp- and stands under "Basic Information", "App-Level Tokens".`;
}

export function secretSentence(secret: string): string | undefined {
  if (/^[0-9a-f]{32}$/.test(secret)) return undefined;
  return 'That is not the signing secret: it has 32 letters and digits and stands under "Basic Information", "App Credentials".';
}

/** Never more of a secret than says what kind it is. */
const beginning = (token: string) => (token === '' ? 'An empty line' : `What begins with ${token.slice(0, 4)}…`);

export interface SlackName {
  id: string;
  handle: string;
  name: string;
  realName: string;
}

/** Who is meant by an id, a handle, or a name as Slack shows it. */
export function peopleMeant(people: readonly SlackName[], said: string): SlackName[] {
  const wanted = said.trim().replace(/^@/, '').toLowerCase();
  const byId = people.filter(({ id }) => id.toLowerCase() === wanted);
  if (byId.length > 0) return byId;
  return people.filter((one) => [one.handle, one.name, one.realName].some((name) => name.toLowerCase() === wanted));
}
