import type { Json } from './shapes.ts';
import { opened, type Workspace } from './workspace.ts';

/** What happened, inside its envelope. */
export type InnerEvent = Json & { type: string };

export interface EventEnvelope extends Json {
  event_id: string;
  event: InnerEvent;
}

/** The same fact always makes the same event id, so a box that was killed and restarted tells the same event, not a new one. */
export function envelope(
  workspace: Workspace,
  event: InnerEvent,
  factNumber: number,
  index: number,
  now: number,
): EventEnvelope {
  const { team, app, run } = opened(workspace);
  const id = `${run}${factNumber.toString(36).toUpperCase().padStart(6, '0')}${index}`;
  const where =
    event.channel ??
    (event.item && typeof event.item === 'object' && 'channel' in event.item ? event.item.channel : '');
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: `Ev${id}`,
    event_time: Math.floor(now / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: app.botUserId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${Buffer.from(JSON.stringify({ et: event.type, aid: app.id, cid: where })).toString('base64url')}`,
  };
}

export const VERIFICATION_TOKEN = 'sandbox-verification-token';
