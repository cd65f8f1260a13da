import { companyOf } from '../companies.ts';
import type { Seed } from '../seed.ts';
import type { Story } from './files.ts';

/** The people and places of a story, before anything is said. */
export function castOf(story: Story): Seed {
  const { people, channels, groups } = story;
  const ours = Object.entries(people).filter(([, { role }]) => role !== 'outsider' && role !== 'guest');
  const everyone = ours.map(([handle]) => handle);
  return {
    people: Object.entries(people).map(([handle, { name, title, zone, role, company, manager, hours }]) => ({
      ...{ name: handle, real_name: name, display_name: '', title, tz: zone, role, email: mailOf(story, handle) },
      ...(company === undefined ? {} : { company }),
      ...(manager === undefined ? {} : { manager }),
      ...(hours === undefined ? {} : { hours }),
    })),
    channels: Object.entries(channels).map(([name, { kind, members, topic, purpose, shared }]) => ({
      ...{ name, topic, purpose, private: kind === 'private' },
      members: members === 'all' ? everyone : members,
      ...(shared === undefined ? {} : { shared }),
    })),
    groups: Object.entries(groups).map(([handle, members]) => ({ handle, members })),
  };
}

/** Somebody's address, at their own company. */
export function mailOf({ people, domain }: Pick<Story, 'people' | 'domain'>, handle: string): string {
  const company = people[handle]?.company;
  return `${handle}@${company === undefined ? domain : companyOf(company).domain}.example`;
}
