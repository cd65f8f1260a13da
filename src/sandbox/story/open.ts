import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Desk } from '../control/verb.ts';
import type { Fact } from '../facts.ts';
import { readStory, type Story } from './files.ts';
import { beginningFor, type Moment } from './moment.ts';
import type { Teller } from './tell.ts';

const shelf = fileURLToPath(new URL('../stories', import.meta.url));

/** A story by the name of its folder. */
export const storyNamed = (name: string): Story => readStory(join(shelf, name));

/** A story to be told in a new sandbox, and how much of it lies in the past when the sandbox opens. */
export interface Opening {
  name: string;
  from: Moment;
  /** Whether people let the app in where the story says so, once it is there. */
  letsAppIn?: boolean;
}

/** The first fact of a story: the Monday it begins, chosen so that the sandbox opens at the latest such time before now. */
export function storyBegins(
  name: string,
  { zone }: Story,
  from: Moment,
  now: number,
): Extract<Fact, { kind: 'story' }> {
  return { kind: 'story', name, monday: beginningFor(zone, from, now).monday.toString(), zone };
}

/** What lies in the past is told at once, each thing at its own time; nobody is there yet to hear of it. */
export function tellPast({ box }: Desk, teller: Teller, until: number): void {
  for (let at = teller.nextAt(); at !== undefined && at < until; at = teller.nextAt()) {
    if (box.clock.stands() !== at) box.commit({ kind: 'clock', offset: 0, stands: at });
    teller.tell();
  }
  box.commit({ kind: 'clock', offset: until - box.clock.machine() }, { kind: 'founded' });
}
