import type { App } from './app.ts';
import { type ChannelFacts, channelRef } from './channels/rules.ts';
import { findReadable, saveChannel, saveWhereabouts } from './channels/store.ts';
import type { Actor } from './context.ts';
import { within } from './edges/clock.ts';
import { together } from './edges/db.ts';
import { SlackRefusal } from './edges/slack.ts';
import { Refusal } from './errors.ts';
import { type PersonFacts, type PersonRef, peopleSaid, type Rights } from './people/rules.ts';
import { findPeople, findRights, savePerson } from './people/store.ts';

type Asker = Pick<Actor, 'ws' | 'person' | 'via'>;

/**
 * Who somebody is and where they are, asked of Slack again once what we know is a minute old. When Slack does not
 * answer, what we know counts for public channels only: better to show too little.
 */
export async function rightsOf(app: App, actor: Asker): Promise<Rights> {
  const known = await findRights(app.db.write, actor.ws, actor.person);
  if (known?.fresh) return rights(app, known);
  await refresh(app, actor, known?.looked_at ?? longAgo);
  const now = await findRights(app.db.write, actor.ws, actor.person);
  if (!now)
    throw new Refusal('unavailable', 'Slack does not answer, and Hypha does not know you yet. Try again in a minute.');
  return rights(app, now);
}

/** The same for what is said unasked: not before Slack has confirmed it, and not to whoever is not there any more. */
export async function rightsNow(app: App, actor: Asker): Promise<Rights | 'not now' | 'for nobody'> {
  const rights = await rightsOf(app, actor).catch(whyNot);
  return typeof rights === 'string' || rights.fresh ? rights : 'not now';
}

function whyNot(error: unknown): 'not now' | 'for nobody' {
  if (!(error instanceof Refusal)) throw error;
  return error.code === 'forbidden' ? 'for nobody' : 'not now';
}

/** Of whom nothing was known, whatever was heard meanwhile is newer. */
const longAgo = new Date(0);

const rights = (app: App, { id, role, name, active, zone, fresh }: NonNullable<Known>): Rights => ({
  role: app.config.admins.includes(id) && role === 'member' ? 'admin' : role,
  name,
  active,
  zone,
  fresh,
});
type Known = Awaited<ReturnType<typeof findRights>>;

/** Slack gives us three seconds to answer a person, and that includes asking Slack about them, twice. */
const patienceMs = (via: Actor['via']): number => (via === 'slack' ? 1_200 : 5_000);

async function refresh(app: App, { ws, person, via }: Asker, askedAt: Date): Promise<void> {
  const asked = await within(patienceMs(via), ask(app, ws, person)).catch(() => undefined);
  if (asked === 'nobody') throw new Refusal('forbidden', 'That person is not in this workspace.');
  if (!asked) return;
  await together(app.db.write, async (trx) => {
    await saveWhereabouts(trx, ws, asked.facts, asked.channels, askedAt);
  });
}

async function ask(
  app: App,
  ws: string,
  person: string,
): Promise<{ facts: PersonFacts; channels: ChannelFacts[] } | 'nobody' | undefined> {
  try {
    const [facts, channels] = await Promise.all([app.slack.person(person, ws), app.slack.channelsOf(person)]);
    return { facts, channels };
  } catch (error) {
    if (error instanceof SlackRefusal && (error.code === 'user_not_found' || error.code === 'user_not_visible'))
      return 'nobody';
    app.log.warn({ err: error, person }, 'rights could not be refreshed');
    return undefined;
  }
}

/**
 * A channel somebody names, whether Hypha is in it included: Slack is asked before any context opens. A name that they may
 * not know is one that nothing has: how long an answer takes says nothing either.
 */
export async function meetPlace(app: App, { ws, person, via }: Asker, rights: Rights, said: string): Promise<void> {
  const ref = channelRef(said);
  const id = 'id' in ref ? ref.id : (await findReadable(app.db.write, { ws, person, rights }, ref))?.id;
  if (!id) return;
  try {
    const facts = await within(patienceMs(via), app.slack.channel(id));
    await together(app.db.write, (trx) => saveChannel(trx, ws, facts));
  } catch (error) {
    if (!(error instanceof SlackRefusal)) app.log.warn({ err: error }, 'a channel could not be looked up');
  }
}

/** People whom somebody names and Hypha has not met are looked up too. Whoever is found nowhere is found missing later. */
export async function meetPeople(app: App, { ws, via }: Asker, said: string): Promise<void> {
  const strangers: PersonRef[] = [];
  for (const ref of peopleSaid(said)) if ((await findPeople(app.db.read, ws, ref)).length === 0) strangers.push(ref);
  if (strangers.length === 0) return;
  try {
    const met = await within(patienceMs(via), lookForPeople(app, ws, strangers));
    await together(app.db.write, async (trx) => {
      for (const facts of met) await savePerson(trx, ws, facts);
    });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) app.log.warn({ err: error }, 'people could not be looked up');
  }
}

async function lookForPeople(app: App, ws: string, refs: readonly PersonRef[]): Promise<PersonFacts[]> {
  const names = refs.flatMap((ref) => ('name' in ref ? ref.name.toLowerCase() : []));
  const ids = refs.flatMap((ref) => ('id' in ref ? ref.id : []));
  const everybody = names.length > 0 ? await app.slack.people(ws) : [];
  const known = await Promise.all(ids.map((id) => app.slack.person(id, ws)));
  return [...known, ...everybody.filter(({ name }) => names.includes(name.toLowerCase()))];
}
