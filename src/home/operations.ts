import { z } from 'zod';
import { stoppedBy, unsaidFor } from '../actions/store.ts';
import { mayHost, observedUntil } from '../channels/rules.ts';
import { namesOfChannels } from '../channels/store.ts';
import { DecisionLine, linesNamed } from '../decisions/reading.ts';
import { findDecisions } from '../decisions/store.ts';
import { mutedName } from '../delivery/rules.ts';
import { mutedBy } from '../delivery/store.ts';
import type { Reads } from '../edges/db.ts';
import { placesWith } from '../hosts/store.ts';
import { defineOperation } from '../operation.ts';
import { mayWrite, usualHours, type Viewer } from '../people/rules.ts';
import { findPerson } from '../people/store.ts';
import { homeCard } from './blocks.ts';
import type { Home, Room } from './rules.ts';
import { announcedAmong } from './store.ts';

const Place = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['reads', 'about to read', 'outside']),
  observingUntil: z.string().nullable(),
  mayDecide: z.boolean(),
  unsaid: z.number(),
  recap: z.enum(['daily', 'weekly']).nullable(),
});

export const showHome = defineOperation({
  name: 'home.show',
  phrase: 'home',
  summary: 'Your page: what to do next, what was decided lately, and where Hypha reads.',
  kind: 'read',
  access: 'anyone',
  input: z.object({}),
  output: z.object({
    stopped: z.string().nullable(),
    decisions: z.array(DecisionLine),
    total: z.number(),
    everDecided: z.boolean(),
    rooms: z.array(Place),
    mayLetIn: z.boolean(),
    hours: z.string(),
    hoursTold: z.boolean(),
    zone: z.string(),
    /** At which times their digest comes, and when the next one would. */
    digests: z.string(),
    digestAt: z.string().nullable(),
    muted: z.array(z.object({ what: z.string(), name: z.string() })),
  }),
  async run({ db, actor, rights, now }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const [{ total, rows }, person, stopped, rooms, muted] = await Promise.all([
      findDecisions(db, viewer, {}, 1),
      findPerson(db, actor.ws, actor.person),
      stoppedBy(db, actor.ws),
      roomsOf(db, viewer, now),
      mutedNames(db, viewer),
    ]);
    return {
      stopped,
      decisions: linesNamed(rows),
      total,
      everDecided: total > 0 || (await findDecisions(db, viewer, { state: 'all' }, 1)).total > 0,
      rooms,
      mayLetIn: mayWrite(rights),
      hours: person?.hours ?? usualHours,
      hoursTold: Boolean(person?.hours),
      zone: person?.tz ?? 'UTC',
      digests: person && !person.opted_out_at ? person.digests : '',
      digestAt: person?.digest_at?.toISOString() ?? null,
      muted,
    };
  },
  show: homeCard,
});

async function mutedNames(db: Reads, viewer: Viewer): Promise<Home['muted']> {
  const muted = await mutedBy(db, viewer.ws, viewer.person);
  if (muted.length === 0) return [];
  const channels = await namesOfChannels(db, viewer, muted);
  return muted.map((what) => ({ what, name: mutedName(what, channels) }));
}

async function roomsOf(db: Reads, viewer: Viewer, now: Date): Promise<Room[]> {
  const [places, held] = await Promise.all([placesWith(db, viewer), unsaidFor(db, viewer)]);
  const unsaid = new Map(held.map(({ dest, count }) => [dest, Number(count)]));
  const silent = places.filter(({ reading }) => !reading).map(({ id }) => id);
  const announced = await announcedAmong(db, viewer.ws, silent);
  return places.map((place) => ({
    id: place.id,
    name: place.name,
    state: place.reading ? 'reads' : announced.has(place.id) ? 'about to read' : 'outside',
    observingUntil: observedUntil(place, now)?.toISOString() ?? null,
    mayDecide: mayHost(place, viewer),
    unsaid: unsaid.get(place.id) ?? 0,
    recap: place.recap,
  }));
}
