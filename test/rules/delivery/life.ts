import { type Judge, Outbox } from './outbox.ts';
import { changed, readersOf } from './readers.ts';
import { day } from './wall.ts';
import type { World } from './world.ts';

/** Lives through all that happens in a world, and then for so long that everything must have come to an end. */
export function liveThrough(world: World, judge: Judge): Outbox {
  const readers = readersOf(world);
  const outbox = new Outbox(readers, judge);
  const look = (now: number) => {
    if (!world.digestsFirst) outbox.deliver(now);
    outbox.compose(now);
    outbox.deliver(now);
  };
  const watch = (from: number, to: number) => {
    for (let now = outbox.nextAt(); now <= to; now = outbox.nextAt()) look(Math.max(now, from));
  };
  let now = world.start;
  for (const { after, asleep, what } of world.moves) {
    const to = now + after * 60_000;
    if (!asleep) watch(now, to);
    now = to;
    if (what.is === 'request') outbox.ask(what, now);
    for (const [name, one] of readers) readers.set(name, changed(one, name, what, now));
    look(now);
  }
  watch(now, now + 500 * day);
  outbox.close(now);
  return outbox;
}
