import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Finding, Outcome } from '../actions/rules.ts';
import type { App } from '../app.ts';
import { tsOf } from '../messages/rules.ts';
import type { Claimed } from './outbox.ts';
import type { PastMessage } from './slack.ts';

const eventType = 'hypha_action';
const Body = z.looseObject({
  text: z.string(),
  blocks: z.array(z.looseObject({ type: z.string() })),
  reader: z.string().optional(),
});

/** One request to Slack. Links are never unfurled and names never linked: what is posted is what was written. */
export function attempt(app: App, row: Claimed): Promise<Outcome> {
  const { text, blocks, reader } = Body.parse(row.body);
  const plain = { text, blocks, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false };
  const thread = row.thread_ts ? { thread_ts: row.thread_ts } : {};
  switch (row.kind) {
    case 'post':
      return app.slack.act('chat.postMessage', { channel: row.dest, ...thread, ...plain, metadata: stamp(app, row) });
    case 'update':
      return app.slack.act('chat.update', {
        channel: row.target?.channel,
        ts: row.target?.ts,
        text,
        blocks,
        parse: 'none',
        link_names: false,
      });
    case 'home':
      return app.slack.act('views.publish', { user_id: row.dest, view: { type: 'home', blocks } });
    case 'ephemeral':
      return app.slack.act('chat.postEphemeral', { channel: row.dest, user: reader, ...thread, ...plain });
  }
}

/** Signed, because other apps can write metadata too: nobody else's message passes for ours. */
function stamp(app: App, row: Pick<Claimed, 'id' | 'ws' | 'dest' | 'thread_ts'>) {
  return { event_type: eventType, event_payload: { id: row.id, mark: markOf(app, row) } };
}

function markOf(app: App, { id, ws, dest, thread_ts }: Pick<Claimed, 'id' | 'ws' | 'dest' | 'thread_ts'>): string {
  return createHmac('sha256', `hypha mark ${app.slackSettings.botToken}`)
    .update([id, ws, dest, thread_ts ?? ''].join('|'))
    .digest('hex')
    .slice(0, 32);
}

const Stamp = z.object({
  event_type: z.literal(eventType),
  event_payload: z.object({ id: z.uuid(), mark: z.string().length(32) }),
});

/** Which action a message says it is, if it was ours to post. Whether that is true, `isGenuine` tells. */
export const stampOf = (metadata: unknown): { id: string; mark: string } | undefined =>
  Stamp.safeParse(metadata).data?.event_payload;

export const isGenuine = (app: App, row: Pick<Claimed, 'id' | 'ws' | 'dest' | 'thread_ts'>, mark: string): boolean =>
  timingSafeEqual(Buffer.from(mark.padEnd(32).slice(0, 32)), Buffer.from(markOf(app, row)));

/** Looks through what was said there since it was due. A look that fails proves nothing. */
export async function findPosted(app: App, row: Claimed): Promise<Finding> {
  try {
    const channel =
      row.dest.startsWith('U') || row.dest.startsWith('W') ? await app.slack.directWith(row.dest) : row.dest;
    const oldest = tsOf(new Date(row.due_at.getTime() - skewMs));
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: { messages: PastMessage[]; response_metadata?: { next_cursor?: string | undefined } | undefined } =
        await app.slack.history(channel, {
          thread: row.thread_ts ?? undefined,
          oldest,
          cursor: cursor || undefined,
        });
      const found = page.messages.find((message) => isOurs(app, row, message));
      if (found) return { is: 'found', channel, ts: found.ts };
      cursor = page.response_metadata?.next_cursor || undefined;
    }
    return { is: 'absent' };
  } catch (error) {
    app.log.warn({ err: error, action: row.id }, 'could not look whether an action arrived');
    return { is: 'unknown' };
  }
}

/** How far Slack's clock may be from the database's. */
const skewMs = 300_000;

function isOurs(app: App, row: Claimed, message: PastMessage): boolean {
  const stamp = message.bot_id === app.workspace.botId ? stampOf(message.metadata) : undefined;
  return stamp?.id === row.id && isGenuine(app, row, stamp.mark);
}
