import type { Reads } from '../edges/db.ts';
import { Refusal } from '../errors.ts';
import { type PersonRef, peopleSaid } from '../people/rules.ts';
import { findPeople, findPerson } from '../people/store.ts';
import type { Who } from './rules.ts';

/** People by their names or their ids in Slack, each once. Nobody is guessed. */
export async function peopleNamed(db: Reads, ws: string, said: string, field: string): Promise<Who[]> {
  const found = new Map<string, Who>();
  for (const ref of peopleSaid(said)) {
    const who = await personNamed(db, ws, ref, field);
    found.set(who.id, who);
  }
  return [...found.values()];
}

async function personNamed(db: Reads, ws: string, ref: PersonRef, field: string): Promise<Who> {
  // An id is one whoever it is, also of somebody who left.
  const known = 'id' in ref ? await findPerson(db, ws, ref.id) : undefined;
  const [one, another] = known ? [known] : await findPeople(db, ws, ref);
  const said = 'id' in ref ? ref.id : ref.name;
  if (!one) throw new Refusal('not_found', `Hypha knows nobody here called ${said}.`, field);
  if (another)
    throw new Refusal('conflict', `Several people are called ${said}: give the Slack id of the one meant.`, field);
  return { id: one.id, name: one.name };
}
