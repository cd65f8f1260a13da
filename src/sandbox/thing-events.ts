import type { InnerEvent } from './envelope.ts';
import type { Fact, Message } from './facts.ts';
import { roomsWith } from './file-shapes.ts';
import { type Json, messageShape } from './shapes.ts';
import { opened, type Room, type Workspace } from './workspace.ts';

/** What the app is told of files and pins. */

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

export function filesShared({ files = [], channel, user = '', ts }: Message): InnerEvent[] {
  return files.map((id) => ({
    type: 'file_shared',
    file_id: id,
    user_id: user,
    file: { id },
    channel_id: channel,
    event_ts: ts,
  }));
}

/** The messages that held it still say where it was. */
export function fileDeleted(workspace: Workspace, { id, at }: FactOf<'file-deleted'>): InnerEvent[] {
  const { botUserId } = opened(workspace).app;
  const heard = roomsWith(workspace, id).filter(({ members }) => members.has(botUserId));
  if (heard.length === 0) return [];
  const channel_ids = heard.map(({ channel }) => channel.id);
  return [{ type: 'file_deleted', file_id: id, channel_ids, event_ts: at }];
}

export function pinEvents(workspace: Workspace, room: Room, fact: FactOf<'pinned' | 'unpinned'>): InnerEvent[] {
  const { ts, user, channel, at } = fact;
  const message = room.messages.get(ts);
  if (!message) return [];
  const when = Math.floor(Number(at));
  const common = {
    user,
    channel_id: channel,
    item: { type: 'message', channel, created_by: user, created: when, message: pinnedMessage(workspace, message) },
    item_user: message.user ?? '',
    pin_count: String(room.pins.size),
    pinned_info: { channel, pinned_by: user, pinned_ts: when },
    event_ts: at,
  };
  if (fact.kind === 'pinned') return [{ type: 'pin_added', ...common }];
  return [{ type: 'pin_removed', ...common, has_pins: room.pins.size > 0 }];
}

export function pinnedMessage(workspace: Workspace, message: Message): Json {
  return { ...messageShape(workspace, message, false), permalink: permalink(workspace, message) };
}

export function permalink(workspace: Workspace, { channel, ts, thread_ts }: Message): string {
  const link = `https://${opened(workspace).team.domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  return thread_ts === undefined || thread_ts === ts ? link : `${link}?thread_ts=${thread_ts}&cid=${channel}`;
}
