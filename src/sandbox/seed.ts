import { z } from 'zod';
import type { Clock } from './clock.ts';
import { formatTs } from './clock.ts';
import { companyOf } from './companies.ts';
import { type App, blankChannel, type Channel, type Fact, type Person, role } from './facts.ts';
import { readableId } from './ids.ts';

export const seedSchema = z.object({
  people: z.array(
    z.object({
      name: z.string(),
      real_name: z.string(),
      display_name: z.string().optional(),
      id: z.string().optional(),
      role: role.optional(),
      title: z.string().optional(),
      tz: z.string().optional(),
      email: z.string().optional(),
      /** The handle of whom they report to. */
      manager: z.string().optional(),
      hours: z.string().optional(),
      /** The name of another company, for people met in a shared channel. */
      company: z.string().optional(),
    }),
  ),
  channels: z.array(
    z.object({
      name: z.string(),
      id: z.string().optional(),
      private: z.boolean().optional(),
      topic: z.string().optional(),
      purpose: z.string().optional(),
      /** Handles; `hypha` stands for the app. Everyone but the app when left out. */
      members: z.array(z.string()).optional(),
      /** The name of the other company that is in it too. */
      shared: z.string().optional(),
    }),
  ),
  groups: z.array(z.object({ handle: z.string(), members: z.array(z.string()) })).optional(),
});
export type Seed = z.input<typeof seedSchema>;

/** Fernhill: a small company that makes gardening software, with the app invited where the work is. */
export const fernhill: Seed = {
  people: [
    { name: 'maya', real_name: 'Maya Lindqvist', role: 'owner', title: 'Head of Engineering', tz: 'Europe/Stockholm' },
    { name: 'ravi', real_name: 'Ravi Menon', title: 'Backend engineer, billing', tz: 'Asia/Kolkata' },
    { name: 'ana', real_name: 'Ana Duarte', role: 'admin', title: 'Product', tz: 'Europe/Lisbon' },
    { name: 'ben', real_name: 'Ben Okafor', title: 'Frontend engineer', tz: 'Europe/London' },
    { name: 'june', real_name: 'June Park', title: 'Customer success', tz: 'America/New_York' },
  ],
  channels: [
    { name: 'general', purpose: 'Everything everyone should hear' },
    { name: 'eng', topic: 'How we build it', members: ['maya', 'ravi', 'ana', 'ben', 'hypha'] },
    { name: 'product', topic: 'What we build and why', members: ['maya', 'ana', 'ben', 'june', 'hypha'] },
    { name: 'support', purpose: 'What customers tell us', members: ['ravi', 'june', 'hypha'] },
    { name: 'leads', private: true, members: ['maya', 'ana', 'hypha'] },
  ],
};

export function appOf(team: { id: string }, name = 'Hypha'): App {
  const tail = team.id.slice(1).padEnd(9, '0').slice(0, 9);
  return { id: `A${tail}`, name, botId: `B${tail}`, botUserId: `U${tail}` };
}

function handleOf({ name }: App): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** The facts of a company on its first day; ids follow from the names, so that they are the same in every run. */
export function seedFacts(seed: Seed, app: App, clock: Clock): Fact[] {
  const now = clock.now();
  const at = formatTs(Math.round(now * 1000));
  const bot: Person = {
    ...blank(now),
    id: app.botUserId,
    name: handleOf(app),
    real_name: app.name,
    role: 'bot',
    tz: 'UTC',
  };
  const people = [bot, ...seed.people.map((entry) => personOf(entry, now))];
  const slackbot: Person = { ...blank(now), id: 'USLACKBOT', name: 'slackbot', real_name: 'Slackbot', role: 'member' };
  const founding = { people, bot, creator: people[1]?.id ?? bot.id, now, at };
  return [
    ...companiesOf(seed).map((name): Fact => ({ kind: 'company', team: companyOf(name) })),
    ...[...people, slackbot].map((person): Fact => ({ kind: 'person', person, at })),
    ...seed.channels.flatMap((entry) => channelFacts(entry, founding)),
    ...(seed.groups ?? []).map((entry) => groupFact(entry, founding)),
  ];
}

function companiesOf({ people, channels }: Seed): string[] {
  return [...new Set([...people.map(({ company }) => company), ...channels.map(({ shared }) => shared)])].filter(
    (name) => name !== undefined,
  );
}

function groupFact({ handle, members }: { handle: string; members: string[] }, founding: Founding): Fact {
  const { people, creator, now, at } = founding;
  const users = people.filter(({ name }) => members.includes(name)).map(({ id }) => id);
  const since = Math.floor(now / 1000);
  const dates = { created: since, updated: since };
  const group = { id: readableId('S0', handle), handle, name: handle, description: '', users, by: creator, ...dates };
  return { kind: 'group', group: { ...group, deleted: false }, at };
}

function blank(now: number): Pick<Person, 'title' | 'tz' | 'deleted' | 'presence' | 'updated'> {
  return { title: '', tz: 'Europe/Amsterdam', deleted: false, presence: 'active', updated: Math.floor(now / 1000) };
}

function personOf(entry: Seed['people'][number], now: number): Person {
  const { name, real_name, title = '', tz = 'Europe/Amsterdam' } = entry;
  const email = entry.email ?? `${name}@fernhill.example`;
  return {
    ...blank(now),
    id: entry.id ?? readableId('U0', name),
    name,
    real_name,
    email,
    title,
    tz,
    role: entry.company === undefined ? (entry.role ?? 'member') : 'outsider',
    ...(entry.display_name === undefined ? {} : { display_name: entry.display_name }),
    ...(entry.manager === undefined ? {} : { manager: readableId('U0', entry.manager) }),
    ...(entry.hours === undefined ? {} : { hours: entry.hours }),
    ...(entry.company === undefined ? {} : { team_id: companyOf(entry.company).id }),
  };
}

interface Founding {
  people: readonly Person[];
  bot: Person;
  creator: string;
  now: number;
  at: string;
}

function channelFacts(entry: Seed['channels'][number], founding: Founding): Fact[] {
  const { people, bot, creator, now, at } = founding;
  const channel: Channel = {
    ...blankChannel(),
    id: entry.id ?? readableId('C0', entry.name),
    name: entry.name,
    kind: entry.private ? 'private' : 'public',
    creator,
    created: Math.floor(now / 1000),
    topic: entry.topic ?? '',
    purpose: entry.purpose ?? '',
    general: entry.name === 'general',
    shared_with: entry.shared === undefined ? [] : [companyOf(entry.shared).id],
  };
  const members = entry.members
    ? people.filter(({ id, name }) => entry.members?.includes(id === bot.id ? 'hypha' : name))
    : people.filter(({ id }) => id !== bot.id);
  const joins = members.map(({ id }): Fact => ({ kind: 'joined', channel: channel.id, user: id, at }));
  return [{ kind: 'channel', channel, at }, ...joins];
}
