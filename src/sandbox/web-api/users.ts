import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Person } from '../facts.ts';
import { userShape, wholeProfile } from '../people-shapes.ts';
import { quietOf } from '../quiet.ts';
import { channelShape } from '../shapes.ts';
import { isOutsider } from '../workspace.ts';
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
      const person = personOf(box, user);
      const shape = userShape(box.workspace, person, box.clock.now());
      const locale = include_locale && !isOutsider(box.workspace, person) ? { locale: 'en-GB' } : {};
      return { user: { ...shape, ...locale } };
    },
  }),
  'users.list': method({
    scopes: ['users:read'],
    tier: 2,
    args: z.object(list),
    run: (box, paging) => {
      const { items, response_metadata } = pageOf(ownPeople(box), paging);
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
      const member = personOf(box, user ?? viewer);
      const wanted = kinds(types);
      const rooms = [...box.workspace.rooms.values()].filter(
        ({ channel, members }) =>
          wanted.has(channel.kind) &&
          members.has(member.id) &&
          !member.deleted &&
          // Of others the app learns only what it shares with them, and what is public.
          (channel.kind === 'public' || members.has(viewer)) &&
          !(exclude_archived && channel.archived),
      );
      const { items, response_metadata } = pageOf(rooms, paging);
      const channels = items.map((room) => {
        // Whose list it is, Slack does not say of each channel again.
        const { is_member: _, ...shape } = channelShape(box.workspace, room, viewer);
        return shape;
      });
      return { channels, response_metadata };
    },
  }),
  'users.getPresence': method({
    scopes: ['users:read'],
    tier: 3,
    args: z.object({ user: text.optional() }),
    run: (box, { user }) => {
      const { id, presence } = personOf(box, user ?? botUser(box));
      // Of itself an app learns more than of others.
      const own = { online: true, auto_away: false, manual_away: presence === 'away', connection_count: 1 };
      return id === botUser(box) ? { presence, ...own } : { presence };
    },
  }),
  'users.lookupByEmail': method({
    scopes: ['users:read.email'],
    tier: 3,
    args: z.object({ email: text }),
    run: (box, { email }) => {
      const found = ownPeople(box).find((person) => person.email === email && !person.deleted);
      if (!found) throw new ApiError('users_not_found');
      return { user: userShape(box.workspace, found, box.clock.now()) };
    },
  }),
  'users.profile.get': method({
    scopes: ['users.profile:read'],
    tier: 4,
    args: z.object({ user: text.optional(), include_labels: flag.default(false) }),
    run: (box, { user, include_labels }) => {
      return { profile: wholeProfile(box.workspace, personOf(box, user ?? botUser(box)), include_labels) };
    },
  }),
  'dnd.info': method({
    scopes: ['dnd:read'],
    tier: 3,
    args: z.object({ user: text.optional() }),
    run: (box, { user }) => ({ ...quietOf(personOf(box, user ?? botUser(box)), box.clock.now()) }),
  }),
  'dnd.teamInfo': method({
    scopes: ['dnd:read'],
    tier: 2,
    args: z.object({ users: text }),
    run: (box, { users }) => {
      const ids = users.split(',').filter(Boolean);
      if (ids.length === 0) throw new ApiError('no_users_provided');
      const known = ids.flatMap((id) => box.workspace.people.get(id) ?? []);
      return { users: Object.fromEntries(known.map((person) => [person.id, quietOf(person, box.clock.now())])) };
    },
  }),
};

/** People of other companies are found by id, and not in lists. */
function ownPeople({ workspace }: Box): Person[] {
  return [...workspace.people.values()].filter((person) => !isOutsider(workspace, person));
}

function personOf(box: Box, id: string): Person {
  const person = box.workspace.people.get(id);
  if (!person) throw new ApiError('user_not_found');
  return person;
}
