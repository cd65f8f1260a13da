import { sql } from 'kysely';
import type { Reads } from '../../edges/db.ts';
import type { Viewer } from '../../people/rules.ts';
import { visible } from '../store.ts';

interface Said {
  channel: string;
  ts: string;
}

/**
 * Which of some messages a decision rests on, whatever became of it, as far as whoever asks may see it: one that they may
 * not does not show by what is missing.
 */
export async function logged(
  db: Reads,
  viewer: Viewer,
  places: readonly string[],
  messages: readonly Said[],
): Promise<Set<string>> {
  if (messages.length === 0) return new Set();
  const channels = messages.map(({ channel }) => channel);
  const stamps = messages.map(({ ts }) => ts);
  const rows = await visible(db, viewer, places)
    .innerJoin('evidence as e', (join) => join.onRef('e.ws', '=', 'd.ws').onRef('e.decision', '=', 'd.number'))
    .select(['e.channel', 'e.message_ts'])
    .where('e.role', '=', 'said')
    .where(
      sql<boolean>`(e.channel, e.message_ts) in (
        select channel, ts from unnest(${channels}::text[], ${stamps}::text[]) as said (channel, ts))`,
    )
    .execute();
  return new Set(rows.map(({ channel, message_ts }) => keyOf({ channel, ts: message_ts ?? '' })));
}

export const keyOf = ({ channel, ts }: Said): string => `${channel} ${ts}`;

/** Where the workspace is in Slack. */
export async function addressOf(db: Reads, ws: string): Promise<string> {
  const { url } = await db.selectFrom('workspace').select('url').where('ws', '=', ws).executeTakeFirstOrThrow();
  return url;
}
