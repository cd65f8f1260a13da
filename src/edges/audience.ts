import type { App } from '../app.ts';
import { channelRef } from '../channels/rules.ts';
import { readable } from '../channels/store.ts';
import { rightsNow } from '../rights.ts';
import type { Claimed } from './outbox-head.ts';

/** The audience of what is said, computed once more at the last moment; when in doubt, it waits. */
export async function whoMaySee(app: App, row: Claimed): Promise<'all' | 'some' | 'unknown'> {
  const elsewhere = row.audience.filter((channel) => channel !== row.dest);
  if (elsewhere.length === 0) return 'all';
  if (isChannel(row.dest)) return 'some';
  const reader = { ws: row.ws, person: row.dest };
  const rights = await rightsNow(app, { ...reader, via: 'job' });
  if (typeof rights === 'string') return rights === 'not now' ? 'unknown' : 'some';
  const seen = await readable(app.db.read, { ...reader, rights })
    .where('place.id', 'in', elsewhere)
    .execute();
  return seen.length === new Set(elsewhere).size ? 'all' : 'some';
}

export const isChannel = (dest: string) => 'id' in channelRef(dest);

/** What is said to everybody there. An answer to one person, or to a change of what was said, is not. */
export const tellsChannel = ({ kind, dest }: Claimed) => kind === 'post' && isChannel(dest);
