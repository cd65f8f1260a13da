import type { InnerEvent } from './envelope.ts';
import type { Message } from './facts.ts';
import { historyShape, type Json, messageShape } from './shapes.ts';
import { opened, type Room, type Workspace } from './workspace.ts';

/** What the app is told of messages: said, edited, deleted, and their metadata. */

const CHANNEL_TYPES = { public: 'channel', private: 'group', im: 'im', mpim: 'mpim' } as const;

function place(room: Room, at: string): Json {
  return { channel: room.channel.id, channel_type: CHANNEL_TYPES[room.channel.kind], event_ts: at };
}

export function posted(workspace: Workspace, room: Room, message: Message): InnerEvent[] {
  const event = { ...told(workspace, room, message), ...place(room, message.ts), type: 'message' };
  const events: InnerEvent[] = [event];
  if (mentionsApp(workspace, room, message)) events.push({ ...withoutType(event), type: 'app_mention' });
  if (message.metadata) events.push(metadataEvent(workspace, message, 'posted', message.ts));
  return events;
}

/** The message as it reads at that moment; replies name their parent's author, broadcasts carry the parent. */
function told(workspace: Workspace, room: Room, message: Message): Json {
  const parent = message.thread_ts === message.ts ? undefined : room.messages.get(message.thread_ts ?? '');
  return {
    ...messageShape(workspace, message, true),
    ...(parent?.user === undefined ? {} : { parent_user_id: parent.user }),
    ...(message.subtype === 'thread_broadcast' && parent ? { root: historyShape(workspace, room, parent, true) } : {}),
  };
}

function withoutType(event: Json): Json {
  const { channel_type: _, parent_user_id: __, ...mention } = event;
  return mention;
}

function mentionsApp(workspace: Workspace, room: Room, message: Message): boolean {
  if (room.channel.kind === 'im' || message.bot_id !== undefined) return false;
  if (message.subtype !== undefined && message.subtype !== 'thread_broadcast' && message.subtype !== 'file_share')
    return false;
  return new RegExp(`<@${opened(workspace).app.botUserId}[|>]`).test(message.text);
}

function metadataEvent(
  workspace: Workspace,
  message: Message,
  what: 'posted' | 'updated' | 'deleted',
  at: string,
): InnerEvent {
  const { app, team } = opened(workspace);
  return {
    type: `message_metadata_${what}`,
    app_id: message.app_id ?? app.id,
    bot_id: message.bot_id ?? app.botId,
    user_id: message.user ?? app.botUserId,
    team_id: team.id,
    channel_id: message.channel,
    message_ts: message.ts,
    ...(what === 'deleted'
      ? { previous_metadata: message.metadata, deleted_ts: message.ts }
      : { metadata: message.metadata }),
    event_ts: at,
  };
}

export function edited(
  workspace: Workspace,
  room: Room,
  { message, at }: { message: Message; at: string },
  old: Message | undefined,
): InnerEvent[] {
  if (!old) return [];
  const events = [messageChanged(workspace, room, message, old, at)];
  if (message.metadata && message.metadata !== old.metadata) {
    const previous = old.metadata ? { previous_metadata: old.metadata } : {};
    events.push({ ...metadataEvent(workspace, message, 'updated', at), ...previous });
  }
  return events;
}

function messageChanged(workspace: Workspace, room: Room, message: Message, old: Message, at: string): InnerEvent {
  return {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    message: historyShape(workspace, room, message, true),
    previous_message: messageShape(workspace, old, true),
    ts: at,
    ...place(room, at),
  };
}

export function deleted(
  workspace: Workspace,
  room: Room,
  fact: { ts: string; at: string },
  old: Message | undefined,
): InnerEvent[] {
  if (!old) return [];
  const { ts, at } = fact;
  const left = room.messages.get(ts);
  const gone = {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    deleted_ts: ts,
    ts: at,
    ...place(room, at),
  };
  const event = left
    ? messageChanged(workspace, room, left, old, at)
    : { ...gone, previous_message: messageShape(workspace, old, true) };
  return old.metadata ? [event, metadataEvent(workspace, old, 'deleted', at)] : [event];
}
