import { z } from 'zod';
import type { Box } from '../box.ts';
import { secondsOf } from '../clock.ts';
import type { Bookmark } from '../facts.ts';
import { newId } from '../ids.ts';
import type { Json } from '../shapes.ts';
import { opened } from '../workspace.ts';
import { ApiError, type Method, method, text } from './method.ts';
import { botUser, joinedRoom } from './rooms.ts';

const MAX_BOOKMARKS = 100;
const channel_id = text;
const words = { title: text.optional(), link: text.optional(), emoji: text.optional() };

/** Links at the top of a channel. */
export const bookmarks: Record<string, Method> = {
  'bookmarks.add': method({
    scopes: ['bookmarks:write'],
    tier: 2,
    args: z.object({ ...words, channel_id, title: text, type: text }),
    run: (box, { channel_id, type, title, link = '', emoji = '' }) => {
      const { channel } = joinedRoom(box, channel_id);
      if (type !== 'link') throw new ApiError('invalid_bookmark_type');
      if (!URL.canParse(link)) throw new ApiError('invalid_link');
      if (inChannel(box, channel.id).length >= MAX_BOOKMARKS) throw new ApiError('too_many_bookmarks');
      const now = secondsOf(box.clock);
      const bookmark = { id: newId('Bk', 9), channel: channel.id, title, link, emoji, by: botUser(box) };
      return put(box, { ...bookmark, created: now, updated: now });
    },
  }),
  'bookmarks.edit': method({
    scopes: ['bookmarks:write'],
    tier: 2,
    args: z.object({ ...words, channel_id, bookmark_id: text }),
    run: (box, { channel_id, bookmark_id, title, link, emoji }) => {
      const old = find(box, channel_id, bookmark_id);
      if (link !== undefined && !URL.canParse(link)) throw new ApiError('invalid_link');
      const changed = { title: title ?? old.title, link: link ?? old.link, emoji: emoji ?? old.emoji };
      return put(box, { ...old, ...changed, by: botUser(box), updated: secondsOf(box.clock) });
    },
  }),
  'bookmarks.list': method({
    scopes: ['bookmarks:read'],
    tier: 3,
    args: z.object({ channel_id }),
    run: (box, { channel_id }) => {
      const { channel } = joinedRoom(box, channel_id);
      return { bookmarks: inChannel(box, channel.id).map((bookmark) => bookmarkShape(box, bookmark)) };
    },
  }),
  'bookmarks.remove': method({
    scopes: ['bookmarks:write'],
    tier: 2,
    args: z.object({ channel_id, bookmark_id: text }),
    run: (box, { channel_id, bookmark_id }) => {
      box.commit({ kind: 'bookmark-removed', id: find(box, channel_id, bookmark_id).id });
      return {};
    },
  }),
};

function inChannel({ workspace }: Box, channel: string): Bookmark[] {
  return [...workspace.bookmarks.values()].filter((bookmark) => bookmark.channel === channel);
}

function find(box: Box, channel: string, id: string): Bookmark {
  const bookmark = box.workspace.bookmarks.get(id);
  if (bookmark?.channel !== joinedRoom(box, channel).channel.id) throw new ApiError('not_found');
  return bookmark;
}

function put(box: Box, bookmark: Bookmark): Json {
  box.commit({ kind: 'bookmark', bookmark });
  return { bookmark: bookmarkShape(box, bookmark) };
}

function bookmarkShape({ workspace }: Box, { id, channel, title, link, emoji, by, created, updated }: Bookmark): Json {
  return {
    id,
    channel_id: channel,
    title,
    link,
    emoji,
    type: 'link',
    icon_url: '',
    date_created: created,
    date_updated: updated,
    rank: 'b',
    last_updated_by_user_id: by,
    last_updated_by_team_id: opened(workspace).team.id,
  };
}
