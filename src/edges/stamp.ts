import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Database } from './db.ts';
import type { Workspace } from './workspace.ts';

type Marked = Pick<Selectable<Database['action']>, 'id' | 'ws' | 'dest' | 'thread_ts'>;
type Marker = Pick<Workspace, 'botId' | 'markKey'>;

const eventType = 'hypha_action';

/** Signed, because other apps can write metadata too: nobody else's message passes for ours. */
export const stampFor = ({ markKey }: Marker, row: Marked) => ({
  event_type: eventType,
  event_payload: { id: row.id, mark: markOf(markKey, row) },
});

const markOf = (key: string, { id, ws, dest, thread_ts }: Marked): string =>
  createHmac('sha256', key)
    .update([id, ws, dest, thread_ts ?? ''].join('|'))
    .digest('hex')
    .slice(0, 32);

/** What cannot be read is left out rather than refused: that somebody wrote it there says something as well. */
const Stamp = z.object({
  event_type: z.literal(eventType),
  event_payload: z
    .object({
      id: z.uuid().optional().catch(undefined),
      mark: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .optional()
        .catch(undefined),
    })
    .catch({}),
});

const stampOf = (metadata: unknown) => Stamp.safeParse(metadata).data?.event_payload;

/** Which action a message says it is. Whether that is true, `isThis` tells. */
export const claimedBy = (metadata: unknown): string | undefined => stampOf(metadata)?.id;

/**
 * Whether a message is this action's post. Ours with its id and another mark, or its mark under another name, cannot be
 * explained: it may be what was posted, so nobody may say that it was not.
 */
export function isThis(
  workspace: Marker,
  row: Marked,
  { bot_id, metadata }: { bot_id?: string | undefined; metadata?: unknown },
): 'yes' | 'no' | 'perhaps' {
  const stamp = stampOf(metadata);
  const byUs = bot_id === workspace.botId;
  if (!stamp || (stamp.id !== undefined && stamp.id !== row.id)) return 'no';
  const genuine = stamp.id !== undefined && isMark(stamp.mark, markOf(workspace.markKey, row));
  if (byUs && genuine) return 'yes';
  return byUs || genuine ? 'perhaps' : 'no';
}

const isMark = (given: string | undefined, mark: string): boolean =>
  given !== undefined && timingSafeEqual(Buffer.from(given), Buffer.from(mark));
