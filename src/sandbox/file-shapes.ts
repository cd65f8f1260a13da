import type { Canvas, File } from './facts.ts';
import type { Json } from './shapes.ts';
import { opened, type Room, teamOf, type Workspace } from './workspace.ts';

/** How files and canvases look in Slack's JSON. Where a file can be fetched is where the box answers. */

const BASE = { is_external: false, external_type: '', public_url_shared: false, display_as_bot: false, username: '' };

export function fileShape(workspace: Workspace, file: File): Json {
  const { id, name, title, mimetype, filetype, user, created, alt } = file;
  const person = workspace.people.get(user);
  const rooms = roomsWith(workspace, id);
  return {
    ...BASE,
    id,
    created,
    timestamp: created,
    name,
    title,
    mimetype,
    filetype,
    pretty_type: filetype.toUpperCase(),
    user,
    user_team: teamOf(workspace, person),
    editable: false,
    size: sizeOf(file),
    mode: 'hosted',
    is_public: rooms.some(({ channel }) => channel.kind === 'public'),
    media_display_type: 'unknown',
    ...links(workspace, user, id, name),
    ...(alt === undefined ? {} : { alt_txt: alt }),
    has_rich_preview: false,
    is_starred: false,
    file_access: 'visible',
    comments_count: 0,
    ...places(rooms),
  };
}

function sizeOf({ content }: File): number {
  return Buffer.byteLength(content, 'base64');
}

/** A canvas is a file of its own kind to Slack. */
export function canvasShape(workspace: Workspace, canvas: Canvas): Json {
  const { id, title, user, created, updated, sections, channel } = canvas;
  return {
    ...BASE,
    id,
    created,
    timestamp: created,
    updated,
    name: title,
    title,
    mimetype: 'application/vnd.slack-docs',
    filetype: 'quip',
    pretty_type: 'Canvas',
    user,
    user_team: teamOf(workspace, workspace.people.get(user)),
    editable: true,
    size: sections.reduce((sum, { markdown }) => sum + Buffer.byteLength(markdown), 0),
    mode: 'quip',
    is_public: false,
    ...links(workspace, user, id, 'canvas'),
    file_access: 'visible',
    comments_count: 0,
    ...places(roomOf(workspace, channel)),
  };
}

function roomOf(workspace: Workspace, channel: string | undefined): Room[] {
  const room = workspace.rooms.get(channel ?? '');
  return room ? [room] : [];
}

function links(workspace: Workspace, user: string, id: string, name: string): Json {
  const { domain } = opened(workspace).team;
  const path = `${id}/${encodeURIComponent(name)}`;
  return {
    url_private: `${workspace.url}/files/${path}`,
    url_private_download: `${workspace.url}/files/${path}?download`,
    permalink: `https://${domain}.slack.com/files/${user}/${path}`,
    permalink_public: '',
  };
}

export function roomsWith(workspace: Workspace, file: string): Room[] {
  return [...workspace.rooms.values()].filter(({ messages }) =>
    [...messages.values()].some(({ files }) => files?.includes(file)),
  );
}

function places(rooms: readonly Room[]): Json {
  const ids = (...kinds: string[]) =>
    rooms.filter(({ channel }) => kinds.includes(channel.kind)).map(({ channel }) => channel.id);
  return { channels: ids('public'), groups: ids('private', 'mpim'), ims: ids('im') };
}

/** In a channel that is shared with another company, an app is told only that there is a file and where to ask. */
export function attachedFile(workspace: Workspace, id: string, shared: boolean): Json[] {
  const file = workspace.files.get(id);
  if (!file) return [{ id, mode: 'tombstone' }];
  return [
    shared
      ? { id, created: 0, timestamp: 0, user: '', mode: 'file_access', file_access: 'check_file_info' }
      : fileShape(workspace, file),
  ];
}
