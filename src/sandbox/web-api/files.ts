import { z } from 'zod';
import type { Box } from '../box.ts';
import { block, type Canvas, type File, type Message } from '../facts.ts';
import { canvasShape, fileShape } from '../file-shapes.ts';
import { mayAppSee, newFile } from '../files.ts';
import { draft, rootOf } from '../posting.ts';
import type { Json } from '../shapes.ts';
import type { Room } from '../workspace.ts';
import { mayReadCanvas } from './canvases.ts';
import { ApiError, type Method, method, structured, text } from './method.ts';
import { botUser, joinedRoom } from './rooms.ts';

const MAX_LENGTH = 8 * 1024 * 1024;
const named = structured(
  z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1),
  'invalid_arguments',
);
const blocks = structured(z.array(block), 'invalid_blocks_format').optional();

/** Files: sent in three steps (announced, sent, finished), looked at, listed and removed. */
export const files: Record<string, Method> = {
  'files.getUploadURLExternal': method({
    scopes: ['files:write'],
    tier: 4,
    args: z.object({ filename: text, length: text, alt_txt: text.optional(), snippet_type: text.optional() }),
    run: (box, { filename, length, alt_txt }) => {
      const size = Number(length);
      if (!Number.isInteger(size) || size < 1) throw new ApiError('missing_argument');
      if (size > MAX_LENGTH) throw new ApiError('file_upload_size_restricted');
      const { id, ticket } = box.uploads.announce(filename, size, alt_txt);
      return { upload_url: `${box.url}/upload/${ticket}`, file_id: id };
    },
  }),
  'files.completeUploadExternal': method({
    scopes: ['files:write'],
    tier: 4,
    args: z.object({
      files: named,
      channel_id: text.optional(),
      channels: text.optional(),
      thread_ts: text.optional(),
      initial_comment: text.optional(),
      blocks,
    }),
    run: (box, args) => {
      const rooms = [...new Set([args.channel_id, ...(args.channels ?? '').split(',')])]
        .filter((id) => id !== undefined && id !== '')
        .map((id) => joinedRoom(box, String(id)));
      const finished = args.files.map(({ id, title }) => finish(box, id, title));
      for (const file of finished) box.commit({ kind: 'file', file, at: box.stamp() });
      for (const room of rooms) share(box, room, finished, args);
      return { files: finished.map((file) => fileShape(box.workspace, file)) };
    },
  }),
  'files.info': method({
    scopes: ['files:read'],
    tier: 4,
    args: z.object({ file: text }),
    run: (box, { file }) => ({
      file: seen(box, file),
      comments: [],
      paging: { count: 100, total: 0, page: 1, pages: 0 },
      response_metadata: { next_cursor: '' },
    }),
  }),
  'files.list': method({
    scopes: ['files:read'],
    tier: 3,
    args: z.object({ channel: text.optional(), user: text.optional(), page: text.optional(), count: text.optional() }),
    run: (box, { channel, user, page = '1', count = '100' }) => {
      const all = [...box.workspace.files.values()]
        .filter((file) => mayAppSee(box.workspace, file) && (user === undefined || file.user === user))
        .map((file) => fileShape(box.workspace, file))
        .filter((shape) => channel === undefined || [shape.channels, shape.groups, shape.ims].flat().includes(channel));
      const from = (Number(page) - 1) * Number(count);
      const pages = Math.ceil(all.length / Number(count));
      const paging = { count: Number(count), total: all.length, page: Number(page), pages };
      return { files: all.slice(from, from + Number(count)), paging };
    },
  }),
  'files.delete': method({
    scopes: ['files:write'],
    tier: 3,
    args: z.object({ file: text }),
    run: (box, { file: id }) => {
      const file = box.workspace.files.get(id);
      if (!file || !mayAppSee(box.workspace, file)) throw new ApiError('file_not_found');
      if (file.user !== botUser(box)) throw new ApiError('cant_delete_file');
      box.commit({ kind: 'file-deleted', id, by: botUser(box), at: box.stamp() });
      return {};
    },
  }),
};

function finish(box: Box, id: string, title: string | undefined): File {
  const upload = box.uploads.finish(id);
  if (!upload) throw new ApiError('file_not_found');
  return newFile(box, { ...upload, title, user: botUser(box) });
}

interface Sharing {
  thread_ts?: string | undefined;
  initial_comment?: string | undefined;
  blocks?: Message['blocks'];
}

function share(box: Box, room: Room, shared: readonly File[], { thread_ts, initial_comment, blocks }: Sharing): void {
  if (room.channel.archived) throw new ApiError('is_archived');
  const root = thread_ts === undefined ? undefined : rootOf(room, thread_ts);
  const message = draft(box, room, { text: initial_comment ?? '', blocks }, root);
  box.commit({ kind: 'posted', message: { ...message, subtype: 'file_share', files: shared.map(({ id }) => id) } });
}

/** A file or a canvas, as far as the app may see it. */
function seen(box: Box, id: string): Json {
  const file = box.workspace.files.get(id);
  if (file && mayAppSee(box.workspace, file)) return fileShape(box.workspace, file);
  const canvas: Canvas | undefined = box.workspace.canvases.get(id);
  if (canvas && mayReadCanvas(box, canvas)) return canvasShape(box.workspace, canvas);
  throw new ApiError('file_not_found');
}
