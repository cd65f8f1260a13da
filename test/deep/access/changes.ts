import { decide, letIn, planToSay, say, showOut } from './doings.ts';
import { mayChange, mayRead, type Person, type Place } from './oracle.ts';
import type { Town } from './town.ts';

/** People come and go, are thrown out, promoted and switched off; channels are renamed, closed and shared. */
type Change = (town: Town) => Promise<string | undefined>;

const pick = <T>({ dice }: Town, among: readonly T[]): T | undefined =>
  among.length > 0 ? dice.one(among) : undefined;
const humans = ({ people }: Town) => people.filter(({ role, switchedOff }) => role !== 'app' && !switchedOff);
const closed = ({ places }: Town) => places.filter(({ kind, archived }) => kind === 'private' && !archived);
const open = ({ places }: Town) => places.filter(({ kind, archived }) => kind === 'public' && !archived);
const person = ({ hypha }: Town, { name }: Person) => hypha.slack.person(name);
const mayBeIn = ({ role }: Person, { shared }: Place) => role !== 'outsider' || shared;
const present = (town: Town, place?: Place) => humans(town).filter((one) => place?.inside.has(one));
const absent = (town: Town, place?: Place) =>
  humans(town).filter((one) => place && mayBeIn(one, place) && !place.inside.has(one));
const members = ({ inside }: Place) => [...inside].filter(mayChange);
const withInside = (places: Place[], least = 1) => places.filter(({ inside }) => inside.size > least);

const changes: Record<string, Change> = {
  async invited(town) {
    const place = pick(town, withInside(closed(town)));
    const host = pick(town, present(town, place));
    const guest = pick(town, absent(town, place));
    if (!place || !host || !guest) return undefined;
    await person(town, host).invites(guest.name, { to: place.id });
    place.inside.add(guest);
    return `${guest.name} was invited to ${place.name}`;
  },
  async 'thrown out'(town) {
    const place = pick(town, withInside(closed(town)));
    const [gone, by] = place ? [pick(town, [...place.inside]), pick(town, members(place))] : [];
    if (!place || !gone || !by || by === gone) return undefined;
    await person(town, by).removes(gone.name, { from: place.id });
    place.inside.delete(gone);
    return `${gone.name} was thrown out of ${place.name}`;
  },
  async left(town) {
    const place = pick(town, withInside([...closed(town), ...open(town)]));
    const gone = pick(town, present(town, place));
    if (!place || !gone) return undefined;
    await person(town, gone).leaves(place.id);
    place.inside.delete(gone);
    return `${gone.name} left ${place.name}`;
  },
  async joined(town) {
    const place = pick(town, open(town));
    const comes = pick(town, absent(town, place).filter(mayChange));
    if (!place || !comes) return undefined;
    await person(town, comes).joins(place.id);
    place.inside.add(comes);
    return `${comes.name} joined ${place.name}`;
  },
  async 'made a guest'(town) {
    const one = pick(
      town,
      town.people.filter(({ name, role }) => role === 'member' && ['gia', 'moe', 'mel'].includes(name)),
    );
    if (!one) return undefined;
    await town.hypha.slack.addPerson({ name: one.name, role: 'guest' });
    one.role = 'guest';
    return `${one.name} became a guest`;
  },
  async 'made a member'(town) {
    const one = pick(
      town,
      town.people.filter(({ role, switchedOff }) => role === 'guest' && !switchedOff),
    );
    if (!one) return undefined;
    await town.hypha.slack.addPerson({ name: one.name, role: 'member' });
    one.role = 'member';
    return `${one.name} became a member`;
  },
  async 'switched off'(town) {
    const one = pick(
      town,
      town.people.filter(({ name }) => ['dan', 'guy', 'moe', 'ona'].includes(name)),
    );
    if (!one || one.switchedOff) return undefined;
    await town.hypha.slack.addPerson({ name: one.name, deleted: true });
    one.switchedOff = true;
    return `${one.name} was switched off`;
  },
  async 'switched on'(town) {
    const one = pick(
      town,
      town.people.filter(({ switchedOff }) => switchedOff),
    );
    if (!one) return undefined;
    await town.hypha.slack.addPerson({ name: one.name, deleted: false });
    one.switchedOff = false;
    return `${one.name} was switched on again`;
  },
  renamed: (town) => inPlace(town, closed(town), 'was renamed', (place, by) => rename(town, place, by)),
  // Of channels that Hypha is not in, Slack does not tell it.
  'made private': (town) =>
    inPlace(
      town,
      open(town).length < 3 ? [] : withInside(open(town), 2).filter(hears),
      'was made private',
      async (place, by) => {
        await person(town, by).changesChannel(place.id, 'to_private');
        place.kind = 'private';
      },
    ),
  archived: (town) =>
    inPlace(
      town,
      town.places.some(({ archived }) => archived) ? [] : [...closed(town), ...open(town)],
      'was archived',
      async (place, by) => {
        await person(town, by).changesChannel(place.id, 'archive');
        place.archived = true;
      },
    ),
  'Hypha shown out': (town) =>
    inPlace(town, town.dice.happens(0.5) ? [] : closed(town).filter(hears), 'is without Hypha', async (place, by) => {
      await person(town, by).removes('hypha', { from: place.id });
      place.hyphaInside = false;
      place.read = false;
      await aMinutePasses(town);
    }),
  'Hypha invited': (town) =>
    inPlace(
      town,
      closed(town).filter((place) => !hears(place)),
      'has Hypha in it',
      async (place, by) => {
        await person(town, by).invites('hypha', { to: place.id });
        place.hyphaInside = true;
        await aMinutePasses(town);
      },
    ),
  async 'no longer read'(town) {
    const place = pick(
      town,
      town.places.filter(({ read, host }) => read && host && mayChange(host)),
    );
    if (!place?.host || !mayRead(place.host, place)) return undefined;
    await showOut(town, place, place.host);
    return `${place.name} is not read any more`;
  },
  async 'opted out'(town) {
    const one = pick(town, humans(town));
    if (!one) return undefined;
    await town.hypha.asks(one.name, 'person.optout');
    return `${one.name} opted out`;
  },
};

const hears = ({ hyphaInside }: Place) => hyphaInside;

/** A full member who is in one of these places changes something about it. */
async function inPlace(
  town: Town,
  places: Place[],
  what: string,
  act: (place: Place, by: Person) => Promise<void>,
): Promise<string | undefined> {
  const place = pick(town, places);
  const by = place && pick(town, members(place));
  if (!place || !by) return undefined;
  const { name } = place;
  await act(place, by);
  return `${name} ${what}`;
}

/** Slack tells of most changes at once. Of these, Hypha learns when it asks again. */
async function aMinutePasses({ hypha }: Town): Promise<void> {
  await hypha.settled();
  await hypha.app.db.pool.query('update person set rights_at = null');
}

export async function change(town: Town): Promise<string[]> {
  const told: string[] = [];
  for (let n = 0; n < 6; n++) {
    const story = await changes[town.dice.one(Object.keys(changes))]?.(town);
    if (story) told.push(story);
  }
  await town.hypha.settled();
  return told;
}

async function rename(town: Town, place: Place, by: Person): Promise<void> {
  place.before.push(place.name);
  place.name = town.word();
  await person(town, by).changesChannel(place.id, 'rename', place.name);
}

/** What the insiders of a place may do there that nobody else is to notice. */
export async function secretly(town: Town, place: Place): Promise<void> {
  const insiders = [...place.inside].filter((one) => mayRead(one, place));
  const by = pick(town, insiders.filter(mayChange));
  if (!by || place.archived) return;
  if (!place.read) await letIn(town, place, by);
  for (const one of insiders.slice(0, 3)) await say(town, place, one);
  for (let n = 0; n < 3; n++) await decide(town, place, by);
  await planToSay(town, { to: place, restsOn: [place] });
  await planToSay(town, { to: by, restsOn: [place] });
  await rename(town, place, by);
  await person(town, by).changesChannel(place.id, 'topic', town.word());
  await town.hypha.settled();
}
