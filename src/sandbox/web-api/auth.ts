import { z } from 'zod';
import type { Box } from '../box.ts';
import { profileFields } from '../people-shapes.ts';
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
    args: z.object({ team: text.optional() }),
    run: (box, { team }) => ({ team: teamShape(box, team) }),
  }),
  'team.profile.get': method({
    scopes: ['users.profile:read'],
    tier: 3,
    args: z.object({ visibility: text.optional() }),
    run: (_, { visibility }) => ({ profile: { fields: visibility === 'hidden' ? [] : profileFields(), sections: [] } }),
  }),
  'emoji.list': method({
    scopes: ['emoji:read'],
    tier: 2,
    args: z.object({}),
    // This company has made no emoji of its own.
    run: () => ({ emoji: {}, cache_ts: '0' }),
  }),
  'apps.manifest.export': method({
    tier: 3,
    token: 'config',
    args: z.object({ app_id: text }),
    run: ({ workspace, manifest }, { app_id }) => {
      const { app } = opened(workspace);
      if (app_id !== app.id) throw new ApiError('app_not_found');
      return { manifest: manifest?.source ?? { display_information: { name: app.name } } };
    },
  }),
  /** Everyone who can see an event: here always the one installation. */
  'apps.event.authorizations.list': method({
    tier: 'special',
    token: 'app',
    args: z.object({ event_context: text }),
    run: ({ workspace }, { event_context }) => {
      const { team, app } = opened(workspace);
      if (!event_context.startsWith('4-')) throw new ApiError('invalid_event_context');
      const installed = { team_id: team.id, user_id: app.botUserId, is_bot: true, is_enterprise_install: false };
      return { authorizations: [{ ...installed, enterprise_id: null }] };
    },
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

/** The app's own workspace, or that of a company it shares a channel with. */
function teamShape({ workspace }: Box, wanted?: string): Record<string, unknown> {
  const own = opened(workspace).team;
  const team = wanted === undefined || wanted === own.id ? own : workspace.companies.get(wanted);
  if (!team) throw new ApiError('team_not_found');
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
