import { z } from 'zod';
import type { Box } from '../box.ts';
import { secondOf } from '../clock.ts';
import { type Fact, type Message, metadata, type Person } from '../facts.ts';
import { newSecret } from '../ids.ts';
import { typedMessage } from '../interact/typed.ts';
import { rootOf } from '../posting.ts';
import { historyShape } from '../shapes.ts';
import { hasReacted } from '../web-api/reactions.ts';
import { findRoom, opened, type Room } from '../workspace.ts';
import { Impossible, joinedRoomFor, messageIn, personActing, type Verb, verb } from './verb.ts';

const here = { person: z.string(), channel: z.string() };
const onMessage = { ...here, ts: z.string() };
const said = {
  text: z.string(),
  /** Kept exactly as given: no escaping, no mentions, no rich text. */
  raw: z.boolean().default(false),
};
const extras = {
  thread_ts: z.string().optional(),
  broadcast: z.boolean().default(false),
  subtype: z.enum(['me_message', 'file_share']).optional(),
  metadata: metadata.optional(),
};

function written(box: Box, { text, raw }: { text: string; raw: boolean }) {
  return raw ? { text } : typedMessage(box.workspace, text);
}

/** What a person says and does to messages. */
export const talk: Record<string, Verb> = {
  say: verb(z.object({ ...here, ...said, ...extras }), ({ box }, args) => {
    const person = personActing(box, args.person);
    const room = joinedRoomFor(box, person, args.channel);
    const thread = args.thread_ts === undefined ? undefined : rootOf(room, args.thread_ts);
    if (args.thread_ts !== undefined && thread === undefined)
      throw new Impossible('message_not_found', 'That thread does not exist.');
    const subtype = thread !== undefined && args.broadcast ? 'thread_broadcast' : args.subtype;
    const message = speak(box, person, room, {
      ...written(box, args),
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...(subtype === undefined ? {} : { subtype }),
      ...(args.metadata === undefined ? {} : { metadata: args.metadata }),
    });
    return { channel: room.channel.id, ts: message.ts, message: historyShape(box.workspace, room, message, true) };
  }),
  /** Another app posts, the old way: without a user. */
  'bot-says': verb(
    z.object({
      bot: z.string(),
      channel: z.string(),
      text: z.string(),
      thread_ts: z.string().optional(),
      metadata: metadata.optional(),
    }),
    ({ box }, args) => {
      const room = findRoom(box.workspace, args.channel);
      if (!room) throw new Impossible('channel_not_found', `There is no channel called ${args.channel}.`);
      const thread = args.thread_ts === undefined ? {} : { thread_ts: args.thread_ts };
      const marked = args.metadata === undefined ? {} : { metadata: args.metadata };
      const who = { subtype: 'bot_message', bot_id: `B0${args.bot.toUpperCase()}`, username: args.bot };
      const message = { channel: room.channel.id, ts: box.stamp(room), text: args.text, ...who, ...thread, ...marked };
      box.commit({ kind: 'posted', message });
      return { channel: room.channel.id, ts: message.ts };
    },
  ),
  edit: verb(z.object({ ...onMessage, ...said }), ({ box }, args) => {
    const person = personActing(box, args.person);
    const room = joinedRoomFor(box, person, args.channel);
    const old = messageIn(room, args.ts);
    if (old.user !== person.id)
      throw new Impossible('cant_update_message', 'People edit only what they said themselves.');
    const at = box.stamp(room);
    const edited = { user: person.id, ts: secondOf(at) };
    const { blocks: _, ...rest } = old;
    box.commit({ kind: 'edited', message: { ...rest, ...written(box, args), edited }, at });
    return { channel: room.channel.id, ts: args.ts };
  }),
  delete: verb(z.object(onMessage), ({ box }, args) => {
    const person = personActing(box, args.person);
    const room = joinedRoomFor(box, person, args.channel);
    const isAdmin = person.role === 'owner' || person.role === 'admin';
    const { user } = messageIn(room, args.ts);
    if (user !== person.id && !isAdmin)
      throw new Impossible('cant_delete_message', 'Only the author or an admin deletes a message.');
    box.commit({ kind: 'deleted', channel: room.channel.id, ts: args.ts, at: box.stamp(room) });
    return { channel: room.channel.id, ts: args.ts };
  }),
  react: verb(z.object({ ...onMessage, name: z.string() }), ({ box }, args) => reactWith(box, args, 'reacted')),
  unreact: verb(z.object({ ...onMessage, name: z.string() }), ({ box }, args) => reactWith(box, args, 'unreacted')),
};

type Said = Pick<Message, 'text'> & Partial<Message>;

export function speak(box: Box, person: Person, room: Room, said: Said): Message {
  if (room.members.has(opened(box.workspace).app.botUserId)) checkMessagesTab(box, room);
  const base = { channel: room.channel.id, ts: box.stamp(room), user: person.id, client_msg_id: newSecret() };
  const message = { ...base, ...said };
  box.commit({ kind: 'posted', message });
  return message;
}

/** The direct messages of an app are for reading only, where its manifest says so. */
function checkMessagesTab({ manifest }: Box, { channel }: Room): void {
  if (channel.kind === 'im' && manifest && manifest.messagesTab !== 'open')
    throw new Impossible('messages_tab_disabled', 'Sending messages to this app has been turned off.');
}

interface Reacting {
  person: string;
  channel: string;
  ts: string;
  name: string;
}

function reactWith(box: Box, args: Reacting, kind: 'reacted' | 'unreacted'): Record<string, unknown> {
  const person = personActing(box, args.person);
  const room = joinedRoomFor(box, person, args.channel);
  const name = args.name.replaceAll(':', '');
  const already = hasReacted(messageIn(room, args.ts), name, person.id);
  const fact: Fact = { kind, channel: room.channel.id, ts: args.ts, user: person.id, name, at: box.stamp() };
  if (already !== (kind === 'reacted')) box.commit(fact);
  return {};
}
