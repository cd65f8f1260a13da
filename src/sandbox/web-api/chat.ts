import { z } from 'zod';
import type { Box } from '../box.ts';
import { secondOf } from '../clock.ts';
import { openDirect } from '../direct.ts';
import { block, type Message, type Metadata, metadata } from '../facts.ts';
import { content, draft, rootOf, type Saying, sayingProblem } from '../posting.ts';
import { type Json, messageShape } from '../shapes.ts';
import { permalink } from '../thing-events.ts';
import { opened, type Room } from '../workspace.ts';
import { ApiError, flag, type Method, method, structured, text } from './method.ts';
import { botUser, joinedRoom, visibleRoom } from './rooms.ts';

const blocks = structured(z.array(block), 'invalid_blocks_format').optional();
const attachments = structured(z.array(z.looseObject({})), 'invalid_attachments').optional();
const anyMetadata = structured(z.union([metadata, z.strictObject({})]), 'invalid_metadata_format').optional();
const saying = { text: text.optional(), blocks, attachments, markdown_text: text.optional() };
const MAX_METADATA = 65_536;

export const chat: Record<string, Method> = {
  'chat.postMessage': method({
    scopes: ['chat:write'],
    tier: 'special',
    args: z.object({
      ...saying,
      channel: text,
      thread_ts: text.optional(),
      reply_broadcast: flag.default(false),
      metadata: anyMetadata,
      username: text.optional(),
    }),
    run: (box, args) => {
      const room = destination(box, args.channel);
      const message = post(box, room, args, args.thread_ts);
      const kept = keptMetadata(args.metadata);
      const broadcast = args.reply_broadcast && message.thread_ts !== undefined ? { subtype: 'thread_broadcast' } : {};
      const posted = { ...message, ...broadcast, ...(kept === undefined ? {} : { metadata: kept }) };
      box.commit({ kind: 'posted', message: posted });
      return { channel: room.channel.id, ts: posted.ts, message: messageShape(box.workspace, posted, true) };
    },
  }),
  'chat.postEphemeral': method({
    scopes: ['chat:write'],
    tier: 4,
    args: z.object({ ...saying, channel: text, user: text, thread_ts: text.optional() }),
    run: (box, args) => {
      const room = joinedRoom(box, args.channel);
      if (!room.members.has(args.user)) throw new ApiError('user_not_in_channel');
      const message = post(box, room, args, args.thread_ts);
      box.commit({ kind: 'whispered', to: args.user, message });
      return { message_ts: message.ts };
    },
  }),
  'chat.update': method({
    scopes: ['chat:write'],
    tier: 3,
    args: z.object({ ...saying, channel: text, ts: text, metadata: anyMetadata, reply_broadcast: flag.optional() }),
    run: (box, args) => update(box, joinedRoom(box, args.channel), args),
  }),
  'chat.delete': method({
    scopes: ['chat:write'],
    tier: 3,
    args: z.object({ channel: text, ts: text }),
    run: (box, { channel, ts }) => {
      const room = joinedRoom(box, channel);
      own(box, room, ts, 'cant_delete_message');
      box.commit({ kind: 'deleted', channel: room.channel.id, ts, at: box.stamp(room) });
      return { channel: room.channel.id, ts };
    },
  }),
  'chat.getPermalink': method({
    tier: 'special',
    args: z.object({ channel: text, message_ts: text }),
    run: (box, { channel, message_ts }) => {
      const room = visibleRoom(box, channel);
      const message = room.messages.get(message_ts);
      if (!message) throw new ApiError('message_not_found');
      return { channel: room.channel.id, permalink: permalink(box.workspace, message) };
    },
  }),
};

/** A person's id stands for the DM with that person. */
function destination(box: Box, reference: string): Room {
  const person = box.workspace.people.get(reference);
  if (person && box.manifest?.messagesTab === 'none') throw new ApiError('messages_tab_disabled');
  return person ? openDirect(box, [botUser(box), person.id]).room : joinedRoom(box, reference);
}

type Said = Saying & { markdown_text?: string | undefined };

function checked(said: Said): Saying {
  if (said.markdown_text !== undefined && (said.text || said.blocks)) throw new ApiError('markdown_text_conflict');
  const whole = said.markdown_text === undefined ? said : { ...said, text: said.markdown_text };
  const wrong = sayingProblem(whole);
  if (!wrong) return whole;
  throw new ApiError(
    wrong.error,
    wrong.messages ? { errors: wrong.messages, response_metadata: { messages: wrong.messages } } : {},
  );
}

function post(box: Box, room: Room, said: Said, threadTs: string | undefined): Message {
  const sound = checked(said);
  if (room.channel.archived) throw new ApiError('is_archived');
  if (threadTs === undefined) return draft(box, room, sound);
  const root = rootOf(room, threadTs);
  if (root === undefined) throw new ApiError('cannot_reply_to_message');
  return draft(box, room, sound, root);
}

function own(box: Box, room: Room, ts: string, error: string): Message {
  const message = room.messages.get(ts);
  if (!message || message.subtype === 'tombstone') throw new ApiError('message_not_found');
  if (message.bot_id !== opened(box.workspace).app.botId) throw new ApiError(error);
  return message;
}

interface Update extends Said {
  ts: string;
  metadata?: Metadata | Record<string, never> | undefined;
}

/** A text without blocks drops the blocks, blocks without a text empty the text; metadata stays unless it is given. */
function update(box: Box, room: Room, args: Update): Json {
  const old = own(box, room, args.ts, 'cant_update_message');
  const said = checked({ ...args, text: args.text ?? (args.blocks ? '' : undefined) });
  const kept = args.metadata === undefined ? old.metadata : keptMetadata(args.metadata);
  const at = box.stamp(room);
  const edited = { user: botUser(box), ts: secondOf(at) };
  const { blocks: _, attachments: __, metadata: ___, ...rest } = old;
  const attachments = said.attachments ?? old.attachments;
  const message = {
    ...rest,
    ...content({ ...said, attachments }),
    edited,
    ...(kept === undefined ? {} : { metadata: kept }),
  };
  box.commit({ kind: 'edited', message, at });
  const { ts: _ts, ...shape } = messageShape(box.workspace, message, true);
  return { channel: room.channel.id, ts: args.ts, text: message.text, message: shape };
}

/** An empty object clears metadata. */
function keptMetadata(given: Metadata | Record<string, never> | undefined): Metadata | undefined {
  const parsed = metadata.safeParse(given);
  if (!parsed.success) return undefined;
  if (JSON.stringify(parsed.data).length > MAX_METADATA) throw new ApiError('metadata_too_large');
  return parsed.data;
}
