import { z } from 'zod';
import { channelShape } from '../shapes.ts';
import { membersOf } from '../workspace.ts';
import { ApiError, flag, type Method, method, pageSize, text } from './method.ts';
import { pageOf } from './pages.ts';
import { botUser, visibleRoom } from './rooms.ts';

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const list = { cursor: text.optional(), limit: pageSize(1000, 100) };
const KINDS = { public_channel: 'public', private_channel: 'private', im: 'im', mpim: 'mpim' } as const;

export function kinds(types: string): Set<string> {
  return new Set(
    types.split(',').map((type) => {
      const parsed = z.enum(['public_channel', 'private_channel', 'im', 'mpim']).safeParse(type.trim());
      if (!parsed.success) throw new ApiError('invalid_types');
      return KINDS[parsed.data];
    }),
  );
}

/** Reading about conversations. */
export const conversations: Record<string, Method> = {
  'conversations.list': method({
    scopes: READ,
    tier: 2,
    args: z.object({ ...list, types: text.default('public_channel'), exclude_archived: flag.default(false) }),
    run: (box, { types, exclude_archived, ...paging }) => {
      const viewer = botUser(box);
      const wanted = kinds(types);
      const rooms = [...box.workspace.rooms.values()].filter(
        ({ channel, members }) =>
          wanted.has(channel.kind) &&
          (channel.kind === 'public' || members.has(viewer)) &&
          !(exclude_archived && channel.archived),
      );
      const { items, response_metadata } = pageOf(rooms, paging);
      const channels = items.map((room) => ({
        ...channelShape(box.workspace, room, viewer),
        num_members: membersOf(box.workspace, room).length,
      }));
      return { channels, response_metadata };
    },
  }),
  'conversations.info': method({
    scopes: READ,
    tier: 3,
    args: z.object({ channel: text, include_num_members: flag.default(false), include_locale: flag.default(false) }),
    run: (box, { channel, include_num_members, include_locale }) => {
      const room = visibleRoom(box, channel);
      const shape = channelShape(box.workspace, room, botUser(box));
      const locale = include_locale ? { locale: 'en-GB' } : {};
      return {
        channel: {
          ...shape,
          ...locale,
          ...(include_num_members ? { num_members: membersOf(box.workspace, room).length } : {}),
        },
      };
    },
  }),
  'conversations.members': method({
    scopes: READ,
    tier: 4,
    args: z.object({ ...list, channel: text }),
    run: (box, { channel, ...paging }) => {
      const { items, response_metadata } = pageOf(membersOf(box.workspace, visibleRoom(box, channel)), paging);
      return { members: items, response_metadata };
    },
  }),
};
