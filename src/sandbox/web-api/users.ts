import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Person } from '../facts.ts';
import { channelShape, userShape } from '../shapes.ts';
import { kinds } from './conversations.ts';
import { ApiError, flag, type Method, method, pageSize, text } from './method.ts';
import { pageOf } from './pages.ts';
import { botUser } from './rooms.ts';

const list = { cursor: text.optional(), limit: pageSize(1000, 200) };

export const users: Record<string, Method> = {
  'users.info': method({
    scopes: ['users:read'],
    tier: 4,
    args: z.object({ user: text, include_locale: flag.default(false) }),
    run: (box, { user, include_locale }) => {
      const shape = userShape(box.workspace, personOf(box, user), box.clock.now());
      return { user: include_locale ? { ...shape, locale: 'en-GB' } : shape };
    },
  }),
  'users.list': method({
    scopes: ['users:read'],
    tier: 2,
    args: z.object(list),
    run: (box, paging) => {
      const { items, response_metadata } = pageOf([...box.workspace.people.values()], paging);
      const now = box.clock.now();
      const members = items.map((person) => userShape(box.workspace, person, now));
      return { members, cache_ts: Math.floor(now / 1000), response_metadata };
    },
  }),
  'users.conversations': method({
    scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
    tier: 3,
    args: z.object({
      ...list,
      user: text.optional(),
      types: text.default('public_channel'),
      exclude_archived: flag.default(false),
    }),
    run: (box, { user, types, exclude_archived, ...paging }) => {
      const viewer = botUser(box);
      const member = user === undefined ? viewer : personOf(box, user).id;
      const wanted = kinds(types);
      const rooms = [...box.workspace.rooms.values()].filter(
        ({ channel, members }) =>
          wanted.has(channel.kind) &&
          members.has(member) &&
          // Of others the app learns only what it shares with them, and what is public.
          (channel.kind === 'public' || members.has(viewer)) &&
          !(exclude_archived && channel.archived),
      );
      const { items, response_metadata } = pageOf(rooms, paging);
      return { channels: items.map((room) => channelShape(box.workspace, room, viewer)), response_metadata };
    },
  }),
  'users.getPresence': method({
    scopes: ['users:read'],
    tier: 3,
    args: z.object({ user: text.optional() }),
    run: (box, { user }) => ({ presence: personOf(box, user ?? botUser(box)).presence }),
  }),
  'dnd.info': method({
    scopes: ['dnd:read'],
    tier: 3,
    args: z.object({ user: text.optional() }),
    run: (box, { user }) => {
      const { dnd } = personOf(box, user ?? botUser(box));
      return { dnd_enabled: dnd !== undefined, next_dnd_start_ts: dnd?.start ?? 1, next_dnd_end_ts: dnd?.end ?? 1 };
    },
  }),
};

function personOf(box: Box, id: string): Person {
  const person = box.workspace.people.get(id);
  if (!person) throw new ApiError('user_not_found');
  return person;
}
