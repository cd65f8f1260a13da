import type { App } from '../src/app.ts';
import type { ChannelFacts } from '../src/channels/rules.ts';
import { within } from '../src/edges/clock.ts';
import { SlackRefusal } from '../src/edges/slack.ts';
import type { Happening } from '../src/messages/events.ts';
import type { PersonFacts } from '../src/people/rules.ts';
import { unknownAmong } from '../src/people/store.ts';

/** What has to be asked of the outside before some happenings can be written down: inside the transaction nobody can. */
export interface Learned {
  people: Map<string, PersonFacts>;
  /** `null`: Slack says there is no such channel for us. */
  channels: Map<string, ChannelFacts | null>;
}

export async function learn(app: App, happenings: readonly Happening[]): Promise<Learned> {
  const authors = unique(happenings.flatMap(whoDid));
  const strangers = await unknownAmong(app.db.read, app.workspace.ws, authors);
  const changed = unique(happenings.flatMap((one) => (one.is === 'person' ? [one.person] : [])));
  const places = unique(happenings.flatMap((one) => placeIn(app, one)));
  const [met, people, channels] = await Promise.all([
    // A name is a nicety: what was said is kept even when Slack will not say who said it.
    collect(strangers, (id) => person(app, id).catch(() => undefined)),
    collect(changed, (id) => person(app, id)),
    collect(places, (id) => channel(app, id)),
  ]);
  return { people: new Map([...met, ...people]), channels };
}

/** Whoever said something, looked in, or invited somebody. */
function whoDid(one: Happening): string[] {
  if (one.is === 'said') return [one.author];
  if (one.is === 'home') return [one.person];
  return one.is === 'moved' && one.inviter ? [one.inviter] : [];
}

const placeIn = (app: App, one: Happening): string[] =>
  one.is === 'channel' || (one.is === 'moved' && one.person === app.workspace.botUser) ? [one.channel] : [];

/** Everything else that came in waits for this. */
const patienceMs = 2_000;

async function person(app: App, id: string): Promise<PersonFacts | undefined> {
  try {
    return await within(patienceMs, app.slack.person(id, app.workspace.ws));
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === 'user_not_found') return undefined;
    throw error;
  }
}

async function channel(app: App, id: string): Promise<ChannelFacts | null> {
  try {
    return await within(patienceMs, app.slack.channel(id));
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === 'channel_not_found') return null;
    throw error;
  }
}

const unique = (ids: readonly string[]) => [...new Set(ids)];

async function collect<T>(
  ids: readonly string[],
  find: (id: string) => Promise<T | undefined>,
): Promise<Map<string, T>> {
  const found = await Promise.all(ids.map(async (id) => [id, await find(id)] as const));
  return new Map(found.flatMap(([id, value]) => (value === undefined ? [] : [[id, value] as const])));
}
