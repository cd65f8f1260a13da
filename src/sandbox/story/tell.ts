import type { Desk } from '../control/verb.ts';
import { verbs } from '../control/verbs.ts';
import { findRoom, opened, type Telling } from '../workspace.ts';
import type { Story } from './files.ts';
import { type Beginning, instantOf } from './moment.ts';
import type { Happening } from './week.ts';

/** A story happens through what people can do: whoever is spoken of says it, reacts, joins, leaves. */
export interface Teller {
  /** Slack time of the next happening; nothing when the story is over. */
  nextAt(): number | undefined;
  /** The same of what the app will hear of. */
  nextHeardAt(): number | undefined;
  /** Lets the next thing happen. */
  tell(): void;
}

export function openTeller(desk: Desk, story: Story): Teller {
  const telling = () => tellingOf(desk);
  const beginning = (): Beginning => ({ monday: Temporal.PlainDate.from(telling().monday), zone: story.zone });
  const next = () => story.happenings[telling().told];
  return {
    nextAt() {
      const happening = next();
      return happening && instantOf(beginning(), happening.at);
    },
    nextHeardAt() {
      const heard = story.happenings.slice(telling().told).find((one) => mayBeHeard(desk, one));
      return heard && instantOf(beginning(), heard.at);
    },
    tell() {
      const happening = next();
      if (!happening) return;
      // Together, so that nothing is said twice whenever the box is killed.
      desk.box.together(() => {
        const said = attempt(desk, () => happen(desk, story, happening));
        desk.box.commit({ kind: 'told', ...said });
      });
    },
  };
}

/** Whoever plays in the sandbox may have changed what a story counts on: then that part of it does not happen. */
function attempt(desk: Desk, act: () => Said | undefined): Said | undefined {
  try {
    return act();
  } catch (error) {
    if (!desk.box.workspace.founded) throw error;
    return undefined;
  }
}

/** What is said where the app is not, it does not hear of. Whether it hears of people coming and going is not told from here. */
function mayBeHeard({ box }: Desk, { is, place }: Happening): boolean {
  if (is !== 'said' && is !== 'reacted' && is !== 'edited' && is !== 'deleted') return true;
  return findRoom(box.workspace, place)?.members.has(opened(box.workspace).app.botUserId) ?? false;
}

function tellingOf({ box }: Desk): Telling {
  if (!box.workspace.story) throw new Error('No story is told here.');
  return box.workspace.story;
}

interface Said {
  n: number;
  channel: string;
  ts: string;
}

function happen(desk: Desk, story: Story, happening: Happening): Said | undefined {
  const { place } = happening;
  switch (happening.is) {
    case 'said': {
      const { by, text, n, under } = happening;
      const thread = under === undefined ? {} : { thread_ts: saidAs(desk, numberOf(story, under)).ts };
      const { channel, ts } = act(desk, 'say', { person: by, channel: channelFor(place, by), text, ...thread });
      return { n, channel: String(channel), ts: String(ts) };
    }
    case 'reacted':
      act(desk, 'react', { person: happening.by, name: happening.emoji, ...saidAs(desk, happening.to) });
      return undefined;
    case 'edited':
      act(desk, 'edit', { person: speaker(story, happening.to), text: happening.text, ...saidAs(desk, happening.to) });
      return undefined;
    case 'deleted':
      act(desk, 'delete', { person: speaker(story, happening.to), ...saidAs(desk, happening.to) });
      return undefined;
    case 'joined':
      act(desk, 'invite', { person: memberOf(desk, place), channel: place, who: happening.by });
      return undefined;
    case 'left':
      act(desk, 'leave', { person: happening.by, channel: place });
      return undefined;
    case 'renamed':
      act(desk, 'change-channel', { person: happening.by, channel: place, change: 'rename', value: happening.to });
      return undefined;
    case 'archived':
      act(desk, 'change-channel', { person: happening.by, channel: place, change: 'archive' });
      return undefined;
    case 'departed':
      act(desk, 'deactivate', { person: ownerOf(story), who: happening.by });
      return undefined;
  }
}

function act(desk: Desk, name: string, args: Record<string, unknown>): Record<string, unknown> {
  const done = verbs[name]?.run(desk, args);
  if (!done || done instanceof Promise) throw new Error(`A story cannot ${name}.`);
  return done;
}

/** `#eng` as it is; `maya, ravi` is the conversation of whoever speaks with the others. */
function channelFor(place: string, by: string): string {
  if (place.startsWith('#')) return place;
  const others = place.split(',').map((name) => name.trim());
  return others
    .filter((name) => name !== by)
    .map((name) => `@${name}`)
    .join(',');
}

function saidAs(desk: Desk, n: number): { channel: string; ts: string } {
  const said = tellingOf(desk).said.get(n);
  if (!said) throw new Error(`Message ${n} of the story has not been said yet.`);
  return said;
}

function numberOf({ happenings }: Story, reference: number | string): number {
  if (typeof reference === 'number') return reference;
  for (const one of happenings) if (one.is === 'said' && one.label === reference) return one.n;
  throw new Error(`No message of the story is called ${reference}.`);
}

function speaker({ happenings }: Story, n: number): string {
  for (const one of happenings) if (one.is === 'said' && one.n === n) return one.by;
  throw new Error(`The story has no message ${n}.`);
}

/** Private channels, and guests, need somebody who lets them in. */
function memberOf({ box }: Desk, place: string): string {
  const [first = ''] = findRoom(box.workspace, place)?.members ?? [];
  return first;
}

function ownerOf({ people }: Story): string {
  return Object.entries(people).find(([, { role }]) => role === 'owner')?.[0] ?? '';
}
