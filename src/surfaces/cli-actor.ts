import type { App } from '../app.ts';
import type { Actor } from '../context.ts';
import { within } from '../edges/clock.ts';
import { Refusal } from '../errors.ts';
import { findPeople } from '../people/store.ts';

interface Somebody {
  id: string;
  name: string;
  tz: string;
}

/** Whoever may start a program here may read the database behind it, so who they are is taken on their word. */
export async function whoAsks(app: App, said: string | undefined): Promise<{ actor: Actor; tz: string }> {
  const { id, tz } = await somebody(app, said?.trim());
  return { actor: { ws: app.workspace.ws, kind: 'person', id, person: id, via: 'cli' }, tz };
}

async function somebody(app: App, said: string | undefined): Promise<Somebody> {
  if (said) return isId(said) ? byId(app, said) : byName(app, said.replace(/^@/, ''));
  const [admin, another] = app.config.admins;
  if (admin && !another) return byId(app, admin);
  const [first] = app.mode === 'sandbox' ? await everybody(app) : [];
  if (first) return first;
  throw new Refusal(
    'invalid',
    'Say who asks: --as with a Slack id (U…) or a name, or set HYPHA_ADMINS to one id.',
    'as',
  );
}

const isId = (said: string) => /^[UW][A-Z0-9]{5,}$/.test(said);

async function byId({ db, workspace }: App, id: string): Promise<Somebody> {
  const known = await findPeople(db.read, workspace.ws, { id });
  return known[0] ?? { id, name: id, tz: 'UTC' };
}

async function byName(app: App, name: string): Promise<Somebody> {
  const known = await findPeople(app.db.read, app.workspace.ws, { name });
  const found = known.length > 0 ? known : (await everybody(app)).filter((one) => isCalled(one, name));
  const [first, another] = found;
  if (first && !another) return first;
  if (!first)
    throw new Refusal('not_found', `Nobody here is called ${name}: say who with a Slack id, as --as U….`, 'as');
  const ids = found.map(({ id }) => id).join(', ');
  throw new Refusal('conflict', `Several people are called ${name} (${ids}): say which with --as <id>.`, 'as');
}

const isCalled = (one: Somebody, name: string) => one.name.toLowerCase() === name.toLowerCase();

/** As Slack lists them, or as far as they are known where it does not answer. */
async function everybody({ db, slack, workspace }: App): Promise<Somebody[]> {
  try {
    const people = await within(3_000, slack.people(workspace.ws));
    return people.filter(({ active, role }) => active && role !== 'bot');
  } catch {
    return findPeople(db.read, workspace.ws, {});
  }
}
