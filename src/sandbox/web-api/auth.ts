import { z } from 'zod';
import type { Box } from '../box.ts';
import { opened } from '../workspace.ts';
import { ApiError, type Method, method, text } from './method.ts';

/** Methods about the app itself and its workspace. Opening a socket connection is in call.ts, which knows the hub. */
export const auth: Record<string, Method> = {
  'api.test': method({
    tier: 4,
    token: 'none',
    args: z.looseObject({ error: text.optional() }),
    run: (_, { error, ...args }) => {
      if (error !== undefined) throw new ApiError(error, { args: { error } });
      return { args };
    },
  }),
  'auth.test': method({
    tier: 'special',
    args: z.object({}),
    run: ({ workspace }) => {
      const { team, app } = opened(workspace);
      const user = workspace.people.get(app.botUserId)?.name ?? app.name;
      const base = {
        url: `https://${team.domain}.slack.com/`,
        team: team.name,
        user,
        team_id: team.id,
        user_id: app.botUserId,
      };
      return { ...base, bot_id: app.botId, is_enterprise_install: false };
    },
  }),
  'team.info': method({
    scopes: ['team:read'],
    tier: 3,
    args: z.object({}),
    run: (box) => ({ team: teamShape(box) }),
  }),
  'bots.info': method({
    scopes: ['users:read'],
    tier: 3,
    args: z.object({ bot: text.optional() }),
    run: ({ workspace }, { bot }) => {
      const { app } = opened(workspace);
      if (bot !== undefined && bot !== app.botId) throw new ApiError('bot_not_found');
      return {
        bot: {
          id: app.botId,
          deleted: false,
          name: app.name,
          updated: 0,
          app_id: app.id,
          user_id: app.botUserId,
          icons: {},
        },
      };
    },
  }),
};

function teamShape({ workspace }: Box): Record<string, unknown> {
  const { team } = opened(workspace);
  const url = `https://${team.domain}.slack.com/`;
  return {
    id: team.id,
    name: team.name,
    url,
    domain: team.domain,
    email_domain: '',
    icon: { image_default: true },
    avatar_base_url: '',
    is_verified: false,
  };
}
