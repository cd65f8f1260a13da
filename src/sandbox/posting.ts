import { completeBlocks } from './block-ids.ts';
import { blockProblems } from './blocks.ts';
import type { Box } from './box.ts';
import type { Block, Message } from './facts.ts';
import { opened, type Room } from './workspace.ts';

/** What the app says, however it says it: Web API, ack body or response_url. */
export interface Saying {
  text?: string | undefined;
  blocks?: readonly Block[] | undefined;
  attachments?: readonly Record<string, unknown>[] | undefined;
}

const MAX_TEXT = 40_000;
const MAX_ATTACHMENTS = 100;

interface SayingProblem {
  error: string;
  messages?: string[];
}

/**
 * Slack breaks a text of more than 4,000 characters into several messages in some clients and cuts what is over 40,000. The box
 * keeps every text whole up to 40,000 and refuses more, so that "one call, one message" can be counted on.
 */
export function sayingProblem({ text, blocks, attachments }: Saying): SayingProblem | undefined {
  if (!text && !blocks?.length && !attachments?.length) return { error: 'no_text' };
  if ((text ?? '').length > MAX_TEXT) return { error: 'msg_too_long' };
  if ((attachments?.length ?? 0) > MAX_ATTACHMENTS) return { error: 'too_many_attachments' };
  const messages = blockProblems(blocks ?? [], 'message');
  return messages.length > 0 ? { error: 'invalid_blocks', messages } : undefined;
}

export function content({ text, blocks, attachments }: Saying): Pick<Message, 'text' | 'blocks' | 'attachments'> {
  return {
    text: text ?? '',
    ...(blocks?.length ? { blocks: completeBlocks(blocks) } : {}),
    ...(attachments?.length ? { attachments: [...attachments] } : {}),
  };
}

/** A message by the app, stamped and not yet posted. */
export function draft(box: Box, room: Room, saying: Saying, threadTs?: string): Message {
  const { app } = opened(box.workspace);
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return {
    channel: room.channel.id,
    ts: box.stamp(room),
    user: app.botUserId,
    bot_id: app.botId,
    app_id: app.id,
    ...content(saying),
    ...thread,
  };
}

/** The root of the thread a message is in, or that it starts. */
export function rootOf(room: Room, ts: string): string | undefined {
  const message = room.messages.get(ts);
  return message && (message.thread_ts ?? message.ts);
}
