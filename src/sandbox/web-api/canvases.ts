import { z } from 'zod';
import type { Box } from '../box.ts';
import { edited, matching, sectionsOf } from '../canvas-text.ts';
import { secondsOf } from '../clock.ts';
import type { Canvas } from '../facts.ts';
import { newId } from '../ids.ts';
import type { Json } from '../shapes.ts';
import { ApiError, type Method, method, structured, text } from './method.ts';
import { botUser, joinedRoom } from './rooms.ts';

const content = z.object({ type: z.literal('markdown'), markdown: z.string() });
const document = structured(content, 'invalid_arguments').optional();
const change = z.object({
  operation: z.enum(['insert_after', 'insert_before', 'insert_at_start', 'insert_at_end', 'replace', 'delete']),
  section_id: z.string().optional(),
  document_content: content.optional(),
});
const criteria = z.object({
  section_types: z.array(z.enum(['any_header', 'h1', 'h2', 'h3'])).optional(),
  contains_text: z.string().optional(),
});
const ids = structured(z.array(z.string()), 'invalid_parameters').optional();
const named = { canvas_id: text };
const WRITE = { scopes: ['canvases:write'], tier: 3 } as const;

/** Canvases: written in Markdown, changed section by section. As at Slack an app finds sections, and cannot read a canvas whole. */
export const canvases: Record<string, Method> = {
  'canvases.create': method({
    ...{ ...WRITE, tier: 2 },
    args: z.object({ title: text.optional(), document_content: document, channel_id: text.optional() }),
    run: (box, { title, document_content, channel_id }) => {
      const channel = channel_id === undefined ? undefined : joinedRoom(box, channel_id).channel.id;
      return { canvas_id: create(box, title, document_content?.markdown, channel) };
    },
  }),
  'conversations.canvases.create': method({
    ...{ ...WRITE, tier: 2 },
    args: z.object({ channel_id: text, title: text.optional(), document_content: document }),
    run: (box, { channel_id, title, document_content }) => {
      const channel = joinedRoom(box, channel_id).channel.id;
      const exists = [...box.workspace.canvases.values()].some((canvas) => canvas.channel === channel);
      if (exists) throw new ApiError('channel_canvas_already_exists');
      return { canvas_id: create(box, title, document_content?.markdown, channel) };
    },
  }),
  'canvases.edit': method({
    ...WRITE,
    args: z.object({ ...named, changes: structured(z.array(change).min(1), 'invalid_arguments') }),
    run: (box, { canvas_id, changes }) => {
      const canvas = writable(box, canvas_id);
      const [one, ...more] = changes;
      if (!one || more.length > 0) throw new ApiError('canvas_editing_failed', { detail: 'one change in each call' });
      const sections = edited(canvas.sections, one);
      if (!sections) throw new ApiError('canvas_editing_failed', { detail: 'no such section' });
      box.commit({ kind: 'canvas', canvas: { ...canvas, sections, updated: secondsOf(box.clock) } });
      return {};
    },
  }),
  'canvases.delete': method({
    ...WRITE,
    args: z.object(named),
    run: (box, { canvas_id }) => {
      box.commit({ kind: 'canvas-deleted', id: writable(box, canvas_id).id });
      return {};
    },
  }),
  'canvases.sections.lookup': method({
    scopes: ['canvases:read'],
    tier: 3,
    args: z.object({ ...named, criteria: structured(criteria, 'invalid_arguments') }),
    run: (box, { canvas_id, criteria }) => ({
      sections: matching(readable(box, canvas_id).sections, criteria).map(({ id }) => ({ id })),
    }),
  }),
  'canvases.access.set': method({
    ...WRITE,
    args: z.object({ ...named, access_level: z.enum(['read', 'write']), channel_ids: ids, user_ids: ids }),
    run: (box, { canvas_id, access_level, channel_ids = [], user_ids = [] }) => {
      const let_in = [...channel_ids, ...user_ids].map((id) => [id, access_level] as const);
      return setAccess(box, canvas_id, (access) => ({ ...access, ...Object.fromEntries(let_in) }));
    },
  }),
  'canvases.access.delete': method({
    ...WRITE,
    args: z.object({ ...named, channel_ids: ids, user_ids: ids }),
    run: (box, { canvas_id, channel_ids = [], user_ids = [] }) => {
      const shown_out = [...channel_ids, ...user_ids];
      return setAccess(box, canvas_id, (access) =>
        Object.fromEntries(Object.entries(access).filter(([id]) => !shown_out.includes(id))),
      );
    },
  }),
};

function create(box: Box, title = 'Untitled', markdown = '', channel?: string): string {
  const id = newId('F', 10);
  const now = secondsOf(box.clock);
  const place = channel === undefined ? {} : { channel };
  const canvas = {
    id,
    title,
    user: botUser(box),
    created: now,
    updated: now,
    sections: sectionsOf(markdown),
    access: {},
  };
  box.commit({ kind: 'canvas', canvas: { ...canvas, ...place } });
  return id;
}

function setAccess(box: Box, id: string, change: (access: Canvas['access']) => Canvas['access']): Json {
  const canvas = writable(box, id);
  box.commit({ kind: 'canvas', canvas: { ...canvas, access: change(canvas.access) } });
  return {};
}

export function mayReadCanvas(box: Box, canvas: Canvas): boolean {
  return levelOf(box, canvas) !== undefined;
}

/** The app writes its own canvases, the tabs of its channels, and where it was let in to write. */
function levelOf(box: Box, { user, channel, access }: Canvas): 'read' | 'write' | undefined {
  const bot = botUser(box);
  const isMember = (id: string) => box.workspace.rooms.get(id)?.members.has(bot) ?? false;
  if (user === bot || (channel !== undefined && isMember(channel))) return 'write';
  const levels = Object.entries(access).flatMap(([id, level]) => (id === bot || isMember(id) ? [level] : []));
  return levels.includes('write') ? 'write' : levels[0];
}

function readable(box: Box, id: string): Canvas {
  const canvas = box.workspace.canvases.get(id);
  if (!canvas || !mayReadCanvas(box, canvas)) throw new ApiError('canvas_not_found');
  return canvas;
}

function writable(box: Box, id: string): Canvas {
  const canvas = readable(box, id);
  if (levelOf(box, canvas) !== 'write') throw new ApiError('restricted_action');
  return canvas;
}
