import type { App } from '../src/app.ts';
import { readableIds } from '../src/channels/store.ts';
import { drawDigest as draw } from '../src/decisions/digests/drawing.ts';
import { findReader, mutedBy, takesDigests } from '../src/delivery/store.ts';
import { isChannel } from '../src/edges/audience.ts';
import type { Drawn } from '../src/edges/outbox.ts';
import type { Claimed } from '../src/edges/outbox-head.ts';
import { rightsNow } from '../src/rights.ts';

/** A digest as it is to be said now, or as it is to stand where it was said, by what its reader may see now. */
export async function drawDigest(app: App, row: Claimed): Promise<Drawn> {
  const places = isChannel(row.dest) ? [row.dest] : await placesOf(app, row);
  if (typeof places === 'string') return places;
  const { ws, key, kind, dest: reader } = row;
  const muted = isChannel(reader) ? [] : await mutedBy(app.db.write, ws, reader);
  return draw(app.db.write, ws, { digest: row.depends_on ?? row.id, key, kind, reader, places, muted });
}

async function placesOf(app: App, { ws, dest: person, kind }: Claimed): Promise<string[] | 'not now' | 'for nobody'> {
  const rights = await rightsNow(app, { ws, person, via: 'job' });
  // Whoever is gone sees nothing any more, and nothing is left to be seen in what they were told.
  if (rights === 'for nobody' && kind === 'update') return [];
  if (typeof rights === 'string') return rights;
  const reader = await findReader(app.db.write, ws, person);
  if (kind === 'post' && !(rights.active && reader && takesDigests(reader))) return 'for nobody';
  return readableIds(app.db.write, { ws, person, rights });
}
