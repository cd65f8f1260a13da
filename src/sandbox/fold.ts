import { keepEvent } from './calendar/keep.ts';
import type { Channel, Fact, Message, View } from './facts.ts';
import { markRead, markSpoken } from './marks.ts';
import { directKey, type Room, type Workspace } from './workspace.ts';

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;
type Apply = { [K in Fact['kind']]: (workspace: Workspace, fact: FactOf<K>) => void };

const apply: Apply = {
  opened: (workspace, { run, team, app, credentials }) => {
    workspace.opened = { run, team, app, credentials };
  },
  founded: (workspace) => {
    workspace.founded = true;
    for (const room of workspace.rooms.values()) room.firstTs = room.lastTs;
  },
  person: (workspace, { person }) => {
    workspace.people.set(person.id, person);
    workspace.handles.set(person.name, person.id);
  },
  company: (workspace, { team }) => void workspace.companies.set(team.id, team),
  group: (workspace, { group }) => void workspace.groups.set(group.id, group),
  channel: (workspace, { channel }) => addRoom(workspace, channel),
  'channel-changed': (workspace, { channel }) => changeChannel(workspace, channel),
  'channel-deleted': (workspace, { channel }) => removeRoom(workspace, roomOf(workspace, channel)),
  joined: (workspace, { channel, user }) => {
    const room = roomOf(workspace, channel);
    room.members.add(user);
    if (room.channel.kind === 'im' || room.channel.kind === 'mpim')
      workspace.direct.set(directKey([...room.members]), channel);
  },
  left: (workspace, { channel, user }) => void roomOf(workspace, channel).members.delete(user),
  posted: (workspace, { message }) => {
    addMessage(roomOf(workspace, message.channel), message);
    markSpoken(workspace, message);
  },
  marked: (workspace, mark) => markRead(workspace, mark),
  edited: (workspace, { message, at }) => {
    changeMessage(workspace, message.channel, message.ts, () => message);
    roomOf(workspace, message.channel).lastTs = at;
  },
  deleted: (workspace, { channel, ts, at }) => {
    const room = roomOf(workspace, channel);
    removeMessage(room, ts);
    room.lastTs = at;
  },
  reacted: (workspace, { channel, ts, user, name }) =>
    changeMessage(workspace, channel, ts, (old) => ({ ...old, reactions: withReaction(old, user, name) })),
  unreacted: (workspace, { channel, ts, user, name }) =>
    changeMessage(workspace, channel, ts, (old) => withoutReaction(old, user, name)),
  pinned: (workspace, { channel, ts, user, at }) => void roomOf(workspace, channel).pins.set(ts, { by: user, at }),
  unpinned: (workspace, { channel, ts }) => void roomOf(workspace, channel).pins.delete(ts),
  file: (workspace, { file }) => void workspace.files.set(file.id, file),
  'file-deleted': (workspace, { id }) => void workspace.files.delete(id),
  bookmark: (workspace, { bookmark }) => void workspace.bookmarks.set(bookmark.id, bookmark),
  'bookmark-removed': (workspace, { id }) => void workspace.bookmarks.delete(id),
  canvas: (workspace, { canvas }) => void workspace.canvases.set(canvas.id, canvas),
  'canvas-deleted': (workspace, { id }) => void workspace.canvases.delete(id),
  whispered: (workspace, { to, message }) => {
    const key = `${to} ${message.channel}`;
    const heard = workspace.whispers.get(key) ?? new Map<string, Message>();
    workspace.whispers.set(key, heard.set(message.ts, message));
    const room = roomOf(workspace, message.channel);
    if (message.ts > room.lastTs) room.lastTs = message.ts;
  },
  unwhispered: (workspace, { to, channel, ts }) => void workspace.whispers.get(`${to} ${channel}`)?.delete(ts),
  'view-opened': (workspace, { view }) => openView(workspace, view),
  'view-changed': (workspace, { view }) => keepView(workspace, view),
  'view-closed': (workspace, { user, ids }) => closeViews(workspace, user, ids),
  'home-opened': () => {},
  emitted: () => {},
  'url-given': (workspace, { url }) => void workspace.urls.set(url.id, url),
  'url-used': (workspace, { id }) => {
    const url = workspace.urls.get(id);
    if (url) workspace.urls.set(id, { ...url, uses: url.uses + 1 });
  },
  clock: (workspace, { offset, stands }) => {
    workspace.offset = offset;
    workspace.stands = stands;
  },
  walk: (workspace, { from, to, stand }) => {
    workspace.walk = { from, to, stand };
    workspace.walked = undefined;
  },
  walked: (workspace, { at }) => {
    workspace.walked = { from: workspace.walk?.from ?? at, to: at };
    workspace.walk = undefined;
  },
  event: ({ calendar }, { event }) => keepEvent(calendar, event),
  story: (workspace, { name, monday, zone }) => {
    workspace.story = { name, monday, zone, told: 0, said: new Map() };
  },
  told: ({ story }, { n, channel, ts }) => {
    if (!story) return;
    story.told += 1;
    if (n !== undefined && channel !== undefined && ts !== undefined) story.said.set(n, { channel, ts });
  },
  listening: (workspace, { on }) => {
    workspace.listening = on;
  },
  opening: (workspace, { left }) => {
    workspace.opening = left;
  },
  settled: () => {},
};

export function fold<K extends Fact['kind']>(workspace: Workspace, fact: FactOf<K> & { kind: K }): void {
  apply[fact.kind](workspace, fact);
}

function roomOf(workspace: Workspace, id: string): Room {
  const room = workspace.rooms.get(id);
  if (!room) throw new Error(`The journal speaks of the conversation ${id}, which was never made.`);
  return room;
}

function addRoom(workspace: Workspace, channel: Channel): void {
  const room = {
    members: new Set<string>(),
    messages: new Map(),
    timeline: [],
    threads: new Map(),
    pins: new Map(),
    firstTs: '0.000000',
    lastTs: '0.000000',
  };
  workspace.rooms.set(channel.id, { channel, ...room });
  if (channel.name) workspace.names.set(channel.name, channel.id);
}

function removeRoom(workspace: Workspace, { channel }: Room): void {
  workspace.rooms.delete(channel.id);
  workspace.names.delete(channel.name);
}

function changeChannel(workspace: Workspace, channel: Channel): void {
  const room = roomOf(workspace, channel.id);
  workspace.names.delete(room.channel.name);
  workspace.names.set(channel.name, channel.id);
  room.channel = channel;
}

function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

function addMessage(room: Room, message: Message): void {
  room.messages.set(message.ts, message);
  room.lastTs = message.ts;
  if (!isReply(message) || message.subtype === 'thread_broadcast') room.timeline.push(message.ts);
  if (message.thread_ts !== undefined && isReply(message)) addReply(room, message.thread_ts, message.ts);
}

function addReply(room: Room, parentTs: string, ts: string): void {
  const replies = room.threads.get(parentTs);
  if (replies) replies.push(ts);
  else room.threads.set(parentTs, [ts]);
}

function changeMessage(workspace: Workspace, channel: string, ts: string, change: (old: Message) => Message): void {
  const { messages } = roomOf(workspace, channel);
  const old = messages.get(ts);
  if (old) messages.set(ts, change(old));
}

/** A parent with replies stays as a tombstone, until its last reply goes too. */
function removeMessage(room: Room, ts: string): void {
  const gone = room.messages.get(ts);
  if (gone && room.threads.has(ts)) room.messages.set(ts, tombstone(gone));
  else if (gone) forget(room, gone);
}

function forget(room: Room, { ts, thread_ts }: Message): void {
  room.messages.delete(ts);
  room.pins.delete(ts);
  drop(room.timeline, ts);
  if (thread_ts !== undefined && thread_ts !== ts) removeReply(room, thread_ts, ts);
}

function removeReply(room: Room, parentTs: string, ts: string): void {
  const replies = room.threads.get(parentTs) ?? [];
  drop(replies, ts);
  if (replies.length > 0) return;
  room.threads.delete(parentTs);
  if (room.messages.get(parentTs)?.subtype === 'tombstone') removeMessage(room, parentTs);
}

function drop(list: string[], ts: string): void {
  const index = list.lastIndexOf(ts);
  if (index >= 0) list.splice(index, 1);
}

function tombstone({ channel, ts }: Message): Message {
  return { channel, ts, thread_ts: ts, subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' };
}

function withReaction(message: Message, user: string, name: string): NonNullable<Message['reactions']> {
  const all = message.reactions ?? [];
  if (!all.some((reaction) => reaction.name === name)) return [...all, { name, users: [user] }];
  return all.map((reaction) => (reaction.name === name ? { name, users: [...reaction.users, user] } : reaction));
}

function withoutReaction({ reactions = [], ...message }: Message, user: string, name: string): Message {
  const left = reactions
    .map((reaction) =>
      reaction.name === name ? { name, users: reaction.users.filter((id) => id !== user) } : reaction,
    )
    .filter((reaction) => reaction.users.length > 0);
  return left.length > 0 ? { ...message, reactions: left } : message;
}

function keepView(workspace: Workspace, view: View): void {
  workspace.views.set(view.id, view);
  if (view.external_id) workspace.externalIds.set(view.external_id, view.id);
}

function openView(workspace: Workspace, view: View): void {
  keepView(workspace, view);
  if (view.type === 'home') workspace.homes.set(view.user, view.id);
  else workspace.modals.set(view.user, [...(workspace.modals.get(view.user) ?? []), view.id]);
}

function closeViews(workspace: Workspace, user: string, ids: readonly string[]): void {
  workspace.modals.set(
    user,
    (workspace.modals.get(user) ?? []).filter((id) => !ids.includes(id)),
  );
  for (const id of ids) {
    workspace.externalIds.delete(workspace.views.get(id)?.external_id ?? '');
    workspace.views.delete(id);
  }
}
