import { z } from 'zod';
import { stoppedBy, unsaidFor } from '../actions/store.ts';
import { mayHost, observedUntil } from '../channels/rules.ts';
import { findStanding } from '../channels/store.ts';
import { DecisionLine, linesFor } from '../decisions/reading.ts';
import { countDecisions, listDecisions } from '../decisions/store.ts';
import type { Reads } from '../edges/db.ts';
import { placesWith } from '../hosts/store.ts';
import { defineOperation } from '../operation.ts';
import { mayWrite, usualHours, type Viewer } from '../people/rules.ts';
import { findPerson } from '../people/store.ts';
import { homeCard } from './blocks.ts';
import type { Room } from './rules.ts';

const Place = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['reads', 'about to read', 'outside']),
  observingUntil: z.string().nullable(),
  mayDecide: z.boolean(),
  unsaid: z.number(),
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
    rooms: z.array(Place),
    mayLetIn: z.boolean(),
    hours: z.string(),
    hoursTold: z.boolean(),
    zone: z.string(),
  }),
  async run({ db, actor, rights, now }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const rows = await listDecisions(db, viewer, {}, 1);
    const lines = await linesFor(db, actor.ws, rows);
    const person = await findPerson(db, actor.ws, actor.person);
    return {
      stopped: await stoppedBy(db, actor.ws),
      decisions: lines,
      total: await countDecisions(db, viewer, {}),
      rooms: await roomsOf(db, viewer, now),
      mayLetIn: mayWrite(rights),
      hours: person?.hours ?? usualHours,
      hoursTold: Boolean(person?.hours),
      zone: person?.tz ?? 'UTC',
    };
  },
  show: homeCard,
});

const states = { reading: 'reads', announced: 'about to read', outside: 'outside' } as const;

async function roomsOf(db: Reads, viewer: Viewer, now: Date): Promise<Room[]> {
  const places = await placesWith(db, viewer);
  const unsaid = new Map((await unsaidFor(db, viewer)).map(({ dest, count }) => [dest, Number(count)]));
  return Promise.all(
    places.map(async (place) => ({
      id: place.id,
      name: place.name,
      state: states[place.reading ? 'reading' : await findStanding(db, place.ws, place.id)],
      observingUntil: observedUntil(place, now)?.toISOString() ?? null,
      mayDecide: mayHost(place, viewer),
      unsaid: unsaid.get(place.id) ?? 0,
    })),
  );
}
