import { z } from 'zod';
import { groupShape } from '../people-shapes.ts';
import { ApiError, flag, type Method, method, text } from './method.ts';

/** Reading who is in which group. */
export const usergroups: Record<string, Method> = {
  'usergroups.list': method({
    scopes: ['usergroups:read'],
    tier: 2,
    args: z.object({
      include_users: flag.default(false),
      include_count: flag.default(false),
      include_disabled: flag.default(false),
    }),
    run: ({ workspace }, { include_users, include_disabled }) => {
      const listed = [...workspace.groups.values()].filter(({ deleted }) => include_disabled || !deleted);
      return { usergroups: listed.map((group) => groupShape(workspace, group, include_users)) };
    },
  }),
  'usergroups.users.list': method({
    scopes: ['usergroups:read'],
    tier: 2,
    args: z.object({ usergroup: text, include_disabled: flag.default(false) }),
    run: ({ workspace }, { usergroup, include_disabled }) => {
      const group = workspace.groups.get(usergroup);
      if (!group || (group.deleted && !include_disabled)) throw new ApiError('no_such_subteam');
      return { users: group.users };
    },
  }),
};
