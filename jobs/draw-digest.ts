import type { App } from '../src/app.ts';
import { readableIds } from '../src/channels/store.ts';
import { drawDigest as draw } from '../src/decisions/digests/drawing.ts';
import { takesDigests } from '../src/delivery/store.ts';
import { isChannel } from '../src/edges/audience.ts';
import type { Drawn } from '../src/edges/outbox.ts';
import type { Claimed } from '../src/edges/outbox-head.ts';
import { Refusal } from '../src/errors.ts';
import { rightsOf } from '../src/rights.ts';

/** A digest as it is to be said now, or as it is to stand where it was said, by what its reader may see now. */
export async function drawDigest(app: App, row: Claimed): Promise<Drawn> {
  const places = isChannel(row.dest) ? [row.dest] : await placesOf(app, row);
  if (typeof places === 'string') return places;
  const { ws, key, kind } = row;
  return draw({ db: app.db.write, ws, places }, { digest: row.depends_on ?? row.id, key, kind });
}

async function placesOf(app: App, { ws, dest: person, kind }: Claimed): Promise<string[] | 'not now' | 'for nobody'> {
  const rights = await rightsOf(app, { ws, person, via: 'job' }).catch(whyNot);
  if (typeof rights === 'string') return rights;
  if (!rights.fresh) return 'not now';
  if (kind === 'post' && !(rights.active && (await takesDigests(app.db.write, ws, person)))) return 'for nobody';
  return readableIds(app.db.write, { ws, person, rights });
}

const whyNot = (error: unknown): 'not now' | 'for nobody' => {
  if (!(error instanceof Refusal)) throw error;
  return error.code === 'forbidden' ? 'for nobody' : 'not now';
};
