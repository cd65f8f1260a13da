import type { App } from './app.ts';
import type { Actor } from './context.ts';
import { databaseNow } from './edges/db.ts';
import { SlackRefusal } from './edges/slack.ts';
import { Refusal } from './errors.ts';
import { type ChannelFacts, channelRef, type PersonFacts, type Rights, rightsKeptMs } from './people/rules.ts';
import { findPerson, type Person, saveChannel, savePerson, saveWhereabouts } from './people/store.ts';

/**
 * Who somebody is and where they are, asked of Slack again once what we know is a minute old. When Slack does not
 * answer, what we know counts for public channels only: better to show too little.
 */
export async function rightsOf(app: App, actor: Actor): Promise<Rights> {
  const known = await findPerson(app.db.read, actor.ws, actor.person);
  if (known?.rights_at && isRecent(known.rights_at, await machineTime(app))) return rights(app, known, true);
  const fresh = await refreshed(app, actor.ws, actor.person);
  const person = fresh ? await findPerson(app.db.write, actor.ws, actor.person) : known;
  if (!person)
    throw new Refusal('unavailable', 'Slack does not answer, and Hypha does not know you yet. Try again in a minute.');
  return rights(app, person, fresh);
}

const isRecent = (at: Date, now: Date) => now.getTime() - at.getTime() < rightsKeptMs;

async function machineTime(app: App): Promise<Date> {
  const { now } = await app.db.read
    .selectFrom('workspace')
    .select(databaseNow.as('now'))
    .limit(1)
    .executeTakeFirstOrThrow();
  return now;
}

const rights = (app: App, person: Person, fresh: boolean): Rights => ({
  role: app.config.admins.includes(person.id) && person.role === 'member' ? 'admin' : person.role,
  name: person.name,
  active: person.active,
  fresh,
});

async function refreshed(app: App, ws: string, person: string): Promise<boolean> {
  const asked = await ask(app, ws, person);
  if (asked === 'nobody') throw new Refusal('forbidden', 'That person is not in this workspace.');
  if (!asked) return false;
  await app.db.write.transaction().execute(async (trx) => {
    await savePerson(trx, ws, asked.facts);
    await saveWhereabouts(trx, ws, person, asked.channels);
  });
  return true;
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

/** A channel somebody names that we do not know yet: Slack is asked before any context opens. */
export async function meetPlace(app: App, ws: string, said: string): Promise<void> {
  const ref = channelRef(said);
  if (!('id' in ref)) return;
  try {
    const facts = await app.slack.channel(ref.id);
    await app.db.write.transaction().execute((trx) => saveChannel(trx, ws, facts));
  } catch (error) {
    if (!(error instanceof SlackRefusal)) app.log.warn({ err: error }, 'a channel could not be looked up');
  }
}
