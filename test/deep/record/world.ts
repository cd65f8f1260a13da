import type { Dice } from '../../faults/dice.ts';
import { channelId, type Hypha, id, openHypha } from '../../support/hypha.ts';
import { eventually, type Said } from '../../support/slack.ts';

/** A small company of which decisions are recorded, and what was said in it as far as the checks have to know. */

export interface Person {
  name: string;
  id: string;
  /** A full member, who may change decisions. */
  full: boolean;
  out: boolean;
}

export interface Place {
  name: string;
  id: string;
  closed: boolean;
  /** By their names. */
  inside: Set<string>;
  /** Whoever may let Hypha in and show it out. */
  host: string;
}

export interface Message extends Said {
  author: Person;
  /** What its thread began with, itself or another. */
  root: string;
  /** As it is read; and as it may have come to be read meanwhile. */
  typed: string;
  drafts: string[];
  /** Who reacted with what, as `ravi +1`. */
  nods: Set<string>;
  deleted: boolean;
  /** Its author opted out after it was said, or had before. */
  erased: boolean;
  /** In which burst it was said. */
  burst: number;
}

export interface World {
  /** Two processes on one database, as an installation may have them. */
  hyphas: readonly [Hypha, Hypha];
  dice: Dice;
  people: Person[];
  places: Place[];
  messages: Message[];
  /** How many bursts there were. */
  burst: number;
  /** A word that stands for one thing. All begin alike, so that they are found wherever they stand. */
  mark(): string;
  close(): Promise<void>;
}

const cast = [
  { name: 'maya', role: 'owner' },
  { name: 'ana', role: 'admin' },
  { name: 'ravi', role: 'member' },
  { name: 'ben', role: 'member' },
  { name: 'june', role: 'member' },
  { name: 'gus', role: 'guest' },
] as const;

const rooms = [
  { name: 'eng', private: false, members: ['maya', 'ana', 'ravi', 'ben', 'gus'] },
  { name: 'support', private: false, members: ['maya', 'ravi', 'june'] },
  { name: 'leads', private: true, members: ['maya', 'ana', 'ben', 'gus'] },
  { name: 'board', private: true, members: ['maya', 'ravi'] },
];

/** Fast, and not so fast that two processes do nothing but look for what is due. */
const haste = 40;

export async function openWorld(dice: Dice): Promise<World> {
  const people = cast.map(({ name, role }) => ({ name, id: id(name), full: role !== 'guest', out: false }));
  const seed = {
    people: cast.map(({ name, role }) => ({ name, real_name: name, role })),
    channels: rooms.map((room) => ({ ...room, members: [...room.members, 'hypha'] })),
  };
  const first = await openHypha({ slack: { seed }, haste });
  const stores = { ...storesOf(first), drop: async () => {} };
  const second = await openHypha({ stores, joinSlack: first.slack, haste });
  const places = rooms.map(({ name, private: closed, members }) => ({
    ...{ name, id: channelId(name), closed, host: 'maya' },
    inside: new Set(members),
  }));
  for (const { id: channel, host } of places) await first.asks(host, 'channel.join', { channel });
  await first.settled();
  const close = () => second.close().then(first.close);
  return { hyphas: [first, second], dice, people, places, messages: [], burst: 0, mark: marker(dice), close };
}

const storesOf = ({ app: { config, db } }: Hypha) => ({
  databaseUrl: db.url,
  redisUrl: config.redisUrl,
  queueName: config.queueName,
});

/** Longer than the words that anybody may use, and of letters only. */
function marker(dice: Dice): () => string {
  const made = new Set<string>();
  const letters = () => Array.from({ length: 8 }, () => dice.one([...'abcdefghikmnoprstuv'])).join('');
  return () => {
    for (;;) {
      const one = `zq${letters()}`;
      if (made.has(one)) continue;
      made.add(one);
      return one;
    }
  };
}

/** A busy machine takes its time over so much at once. */
const patience = { within: 60_000 };

/** Everything has come in and is done, what somebody wanted erased included. */
export async function settle({ hyphas: [hypha] }: World): Promise<void> {
  const isSettled = () => hypha.settled().then(() => true);
  await eventually(isSettled, patience);
  await eventually(async () => !(await isErasing(hypha)), patience);
  await eventually(isSettled, patience);
}

async function isErasing({ app }: Hypha): Promise<boolean> {
  const { rows } = await app.db.pool.query('select 1 from person where erase_at is not null');
  return rows.length > 0;
}

export const full = ({ people }: World): Person[] => people.filter((one) => one.full);

/** By the promise alone: everybody of this company reads what is public, and everybody what they are in. */
export const mayRead = ({ places }: World, { name, full: isFull }: Person, channel: string): boolean => {
  const place = places.find((one) => one.id === channel);
  return place !== undefined && ((isFull && !place.closed) || place.inside.has(name));
};
