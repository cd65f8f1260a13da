import { nextAt } from '../../../src/delivery/hours/rules.ts';
import type { Reader } from '../../../src/delivery/rules.ts';
import type { Listener } from './heard.ts';
import { channels, type Happening, person, type World } from './world.ts';

/** Whoever is told something, as they are now. */
export interface Someone extends Omit<Listener, 'getsDigests'> {
  digests: readonly number[];
  /** When the next is made. */
  digestAt: number | null;
}

const minute = 60_000;

export function readersOf({ zones, hours, digests, start }: World): Map<string, Someone> {
  const readers = [person, ...channels].map((name, at): [string, Someone] => {
    const zone = zones[at] ?? 'UTC';
    const working = hours[at] ?? { days: [1], from: 0, to: 1440 };
    const of = name === person ? digests : [];
    return [name, { zone, hours: working, quiet: null, muted: [], digests: of, digestAt: null }];
  });
  for (const [, one] of readers) one.digestAt = nextDigest(one, start);
  return new Map(readers);
}

/** Something that happens to somebody: what they heard of it before does not change. */
export function changed(one: Someone, name: string, what: Happening, now: number): Someone {
  if (name !== ('whose' in what ? what.whose : person)) return one;
  switch (what.is) {
    case 'quiet':
      return { ...one, quiet: what.span && quietFrom(now + what.span.in * minute, what.span.length) };
    case 'mute':
      return { ...one, muted: [...one.muted, what.what] };
    case 'unmute':
      return { ...one, muted: one.muted.filter((other) => other !== what.what) };
    case 'hours':
      return planned({ ...one, hours: what.hours }, now);
    case 'zone':
      return planned({ ...one, zone: what.zone }, now);
    case 'digests':
      return planned({ ...one, digests: what.times }, now);
    default:
      return one;
  }
}

const quietFrom = (from: number, minutes: number) => ({ from, to: from + minutes * minute });

const planned = (one: Someone, now: number): Someone => ({ ...one, digestAt: nextDigest(one, now) });

export const nextDigest = (one: Someone, now: number): number | null =>
  one.digests.length > 0 ? nextAt(one, one.digests, new Date(now)).getTime() : null;

/** As the policy is told of them. What is late for one digest comes with the next. */
export function readerOf(one: Someone, now: number): Reader {
  const { zone, hours, quiet, muted, digestAt } = one;
  const next = digestAt !== null && digestAt <= now ? nextDigest(one, now) : digestAt;
  return {
    ...{ zone, hours, muted },
    quiet: quiet && { from: new Date(quiet.from), to: new Date(quiet.to) },
    digestAt: next === null ? null : new Date(next),
  };
}

export const listenerOf = ({ zone, hours, quiet, muted, digests }: Someone): Listener => ({
  ...{ zone, hours, quiet, muted },
  getsDigests: digests.length > 0 && !muted.includes('digest'),
});
