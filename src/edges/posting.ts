import { z } from 'zod';
import type { Finding, Outcome } from '../actions/rules.ts';
import type { App } from '../app.ts';
import { tsOf } from '../messages/rules.ts';
import { holdHistory, lengthenTurn } from './history-pace.ts';
import type { Claimed } from './outbox-head.ts';
import { type PastMessage, pagesOf, SlackRefusal } from './slack.ts';
import { isThis, stampFor } from './stamp.ts';

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
      return app.slack.act('chat.postMessage', {
        channel: row.dest,
        ...thread,
        ...plain,
        metadata: stampFor(app.workspace, row),
      });
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

/** Looks through what was said there since it was due, in a turn that was taken for it. A look that fails proves nothing. */
export async function findPosted(app: App, row: Claimed): Promise<Finding> {
  try {
    return await lookFor(app, row);
  } catch (error) {
    app.log.warn({ err: error, action: row.id }, 'could not look whether an action arrived');
    if (error instanceof SlackRefusal && error.code === 'ratelimited')
      await holdHistory(app.db.write, row.ws, error.retryAfterMs ?? app.config.pace.absentAgainMs);
    return { is: 'unknown' };
  }
}

async function lookFor(app: App, row: Claimed): Promise<Finding> {
  const isPerson = row.dest.startsWith('U') || row.dest.startsWith('W');
  const channel = isPerson ? await app.slack.directWith(row.dest) : row.dest;
  let isDoubtful = false;
  for await (const messages of saidSince(app, row, channel)) {
    for (const message of messages) {
      const answer = isThis(app.workspace, row, message);
      if (answer === 'yes') return { is: 'found', channel, ts: message.ts };
      isDoubtful ||= answer === 'perhaps';
    }
  }
  return { is: isDoubtful ? 'doubtful' : 'absent' };
}

/** Page by page. Every page after the first makes the next turn later: waiting between them would keep the place locked. */
async function* saidSince(app: App, row: Claimed, channel: string): AsyncGenerator<PastMessage[]> {
  const oldest = tsOf(new Date(row.due_at.getTime() - skewMs));
  const where = { thread: row.thread_ts ?? undefined, oldest };
  for await (const { messages } of pagesOf(async (cursor) => {
    if (cursor.cursor) await lengthenTurn(app.db.write, row.ws, app.config.pace.historyMs);
    return app.slack.history(channel, { ...where, ...cursor });
  }))
    yield messages;
}

/** How far Slack's clock may be from the database's. */
const skewMs = 300_000;
