import { isObject } from './body.ts';
import { isShared, type Json } from './shapes.ts';
import { opened, teamOf, type Workspace } from './workspace.ts';

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
  const where = channelOf(event) ?? '';
  const room = workspace.rooms.get(where);
  const shared = room !== undefined && isShared(room.channel);
  return {
    token: VERIFICATION_TOKEN,
    // Where a channel is shared, it may be the other company's; the app finds its own in context_team_id.
    team_id: shared ? teamOf(workspace, workspace.people.get(actorOf(event))) : team.id,
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
    is_ext_shared_channel: shared,
    event_context: `4-${Buffer.from(JSON.stringify({ et: event.type, aid: app.id, cid: where })).toString('base64url')}`,
  };
}

/** The conversation an event happened in. */
export function channelOf({ channel, channel_id, item }: InnerEvent): string | undefined {
  const named = [
    channel,
    channel_id,
    isObject(channel) ? channel.id : undefined,
    isObject(item) ? item.channel : undefined,
  ];
  return named.find((one) => typeof one === 'string');
}

function actorOf({ user, user_id, message }: InnerEvent): string {
  const named = [user, user_id, isObject(message) ? message.user : undefined];
  return named.find((one) => typeof one === 'string') ?? '';
}

export const VERIFICATION_TOKEN = 'sandbox-verification-token';
