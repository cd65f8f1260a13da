import { z } from 'zod';
import type { Dice } from '../../faults/dice.ts';
import { type Hypha, id, openHypha } from '../../support/hypha.ts';
import { belongs, type Decided, mayChange, type Person, type Place, type Planned } from './oracle.ts';

/** A workspace made by lot, and beside it what happened there as far as the oracle has to know. */
export interface Town {
  hypha: Hypha;
  dice: Dice;
  people: Person[];
  places: Place[];
  decided: Decided[];
  planned: Planned[];
  /** What was said, by its word, and where. */
  said: { word: string; place: Place; ts: string }[];
  /** Keys to the HTTP API, of those who could make some while they belonged. */
  keys: Map<Person, { key: string; id: string }[]>;
  /** Words that stand for one thing each; all begin alike, so that they are found in whatever is shown. */
  word(): string;
  placeId(): string;
}

const cast = [
  ['olga', 'owner'],
  ['adam', 'admin'],
  ['sue', 'member'],
  ['mia', 'member'],
  ['max', 'member'],
  ['mel', 'member'],
  ['moe', 'member'],
  ['gia', 'member'],
  ['dan', 'member'],
  ['gus', 'guest'],
  ['guy', 'guest'],
  ['oto', 'outsider'],
  ['ona', 'outsider'],
  ['robo', 'app'],
] as const;

export async function openTown(dice: Dice): Promise<Town> {
  const word = maker(() => `zq${letters(dice, 8)}`);
  const placeId = maker(() => `CZQ${letters(dice, 7).toUpperCase()}`);
  const people = cast.map(
    ([name, role]): Person => ({ name, id: id(name), role, founder: name === 'sue', switchedOff: false }),
  );
  const places = await placesFor(dice, people, { word, placeId });
  const hypha = await openHypha({
    slack: { seed: { people: people.map(seeded), channels: places.map(channelSeed) } },
    env: { HYPHA_ADMINS: id('sue') },
  });
  const town: Town = {
    hypha,
    dice,
    people,
    places,
    decided: [],
    planned: [],
    said: [],
    keys: new Map(),
    word,
    placeId,
  };
  for (const person of people.filter(({ role }) => role === 'outsider'))
    await hypha.slack.addPerson({ name: person.name, company: 'Harbor' });
  for (const place of places.filter(({ shared }) => shared)) await shareWithHarbor(town, place);
  for (const others of ['max', 'hypha', 'max,mel']) await directPlace(town, 'mia', others);
  for (const person of people.filter(mayChange))
    town.keys.set(person, [await keyFor(town, person), await keyFor(town, person)]);
  return town;
}

function maker(make: () => string): () => string {
  const made = new Set<string>();
  return () => {
    for (;;) {
      const one = make();
      if (made.has(one)) continue;
      made.add(one);
      return one;
    }
  };
}

const letters = (dice: Dice, length: number) =>
  Array.from({ length }, () => dice.one([...'abcdefghikmnoprstuv'])).join('');

type Making = Pick<Town, 'word' | 'placeId'>;
async function placesFor(dice: Dice, people: readonly Person[], { word, placeId }: Making): Promise<Place[]> {
  const humans = people.filter(({ role }) => role !== 'app');
  const ours = humans.filter(({ role }) => role !== 'outsider');
  const members = humans.filter(({ role }) => role !== 'guest' && role !== 'outsider');
  const some = (among: readonly Person[], share: number) =>
    new Set([dice.one(members), ...among.filter(() => dice.happens(share))]);
  const place = (kind: Place['kind'], inside: Set<Person>, more: Partial<Place> = {}): Place => ({
    ...{ name: word(), before: [], id: placeId(), kind, inside, shared: false, hyphaInside: true },
    ...{ archived: false, read: false, host: undefined, ...more },
  });
  return [
    place('public', new Set(members)),
    place('public', some(ours, 0.6)),
    place('public', some(ours, 0.4), { hyphaInside: false }),
    place('public', some(humans, 0.6), { shared: true }),
    place('private', some(humans, 0.5), { shared: true }),
    place('private', some(ours, 0.5)),
    place('private', some(ours, 0.3)),
    place('private', some(members, 0.2)),
    place('private', some(ours, 0.5), { hyphaInside: false }),
  ];
}

const roles = {
  owner: 'owner',
  admin: 'admin',
  member: 'member',
  guest: 'guest',
  outsider: 'member',
  app: 'bot',
} as const;
const seeded = ({ name, role }: Person) => ({
  name,
  real_name: name,
  role: roles[role],
});
const channelSeed = ({ name, id, kind, inside, hyphaInside }: Place) => ({
  name,
  id,
  private: kind === 'private',
  members: [...[...inside].map((person) => person.name), ...(hyphaInside ? ['hypha'] : [])],
});

async function shareWithHarbor({ hypha }: Town, { id, inside }: Place): Promise<void> {
  const by = [...inside].find(belongs);
  await hypha.slack.control('share-channel', { person: by?.name, channel: id, with: 'Harbor' }, z.looseObject({}));
}

async function directPlace({ hypha, places, people }: Town, person: string, others: string): Promise<void> {
  const answer = z.looseObject({ channel: z.string() });
  const { channel } = await hypha.slack.control('dm', { person, with: others.split(',') }, answer);
  const inside = new Set(people.filter(({ name }) => [person, ...others.split(',')].includes(name)));
  places.push({
    ...{ name: channel, before: [], id: channel, kind: 'direct', inside, shared: false },
    hyphaInside: others === 'hypha',
    archived: false,
    read: false,
    host: undefined,
  });
}

const Key = z.object({ value: z.object({ key: z.string(), id: z.string() }) });

async function keyFor({ hypha }: Town, { name, role }: Person) {
  const scopes = role === 'owner' || role === 'admin' || name === 'sue' ? 'read,write,admin' : 'read,write';
  return Key.parse(await hypha.asks(name, 'token.create', { name: `of ${name}`, scopes })).value;
}
