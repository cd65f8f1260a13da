import { randomUUID } from 'node:crypto';

/** What Slack sends, whole and well-formed, for tests that break it. */
export interface Scene {
  ws: string;
  channel: string;
  person: string;
}

const uniqueId = (prefix: string): string => prefix + randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();

let messages = 0;
/** No two are the same, and none is before a channel let Hypha in. */
const nextTs = (): string => `${(Date.now() / 1000).toFixed(3)}${String(++messages % 1_000).padStart(3, '0')}`;

export function envelopeOf({ ws }: Scene, event: Record<string, unknown>) {
  return {
    token: 'old',
    team_id: ws,
    context_team_id: ws,
    context_enterprise_id: null,
    api_app_id: 'A1',
    type: 'event_callback',
    event_id: uniqueId('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: ws, user_id: 'UHYPHA', is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: '4-abc',
    event,
  };
}

export const saidEvent = ({ channel, person }: Scene, more: Record<string, unknown> = {}) => {
  const ts = nextTs();
  return { type: 'message', channel, channel_type: 'channel', user: person, text: 'Hello', ts, event_ts: ts, ...more };
};

/** One of each kind of event that Hypha reads. */
export function everyEvent(scene: Scene): Record<string, unknown>[] {
  const { channel, person } = scene;
  const message = { type: 'message', user: person, text: 'Hello again', ts: nextTs(), thread_ts: nextTs() };
  const place = { id: channel, name: 'eng', created: 1 };
  return [
    saidEvent(scene),
    saidEvent(scene, { thread_ts: nextTs(), subtype: 'thread_broadcast' }),
    saidEvent(scene, { bot_id: 'B1', metadata: { event_type: 'hypha_action', event_payload: { id: randomUUID() } } }),
    saidEvent(scene, { subtype: 'message_changed', message: { ...message, edited: { user: person, ts: nextTs() } } }),
    saidEvent(scene, { subtype: 'message_deleted', deleted_ts: nextTs(), previous_message: message }),
    { type: 'member_joined_channel', user: person, channel, channel_type: 'C', team: scene.ws, inviter: person },
    { type: 'member_left_channel', user: person, channel, channel_type: 'C', team: scene.ws },
    { type: 'channel_rename', channel: place },
    { type: 'channel_archive', channel, user: person },
    { type: 'user_change', user: { id: person, team_id: scene.ws, name: 'ben' }, cache_ts: 1 },
    { type: 'app_home_opened', user: person, channel: 'D1', tab: 'home' },
  ];
}

const commonOf = ({ ws, person }: Scene) => ({
  user: { id: person, username: 'ben', name: 'ben', team_id: ws },
  team: { id: ws, domain: 'fernhill' },
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: 'A1',
  token: 'old',
  trigger_id: randomUUID(),
});

/** One of each kind of interaction that Slack has, whether or not Hypha asks for it. */
export function everyInteraction(scene: Scene): Record<string, unknown>[] {
  const common = commonOf(scene);
  const channel = { id: scene.channel, name: 'eng' };
  const message = { type: 'message', user: scene.person, text: 'Let us use Postgres', ts: nextTs() };
  const button = { type: 'button', block_id: 'b', action_id: 'decision.list', action_ts: nextTs(), value: '{}' };
  const view = {
    ...{ id: uniqueId('V'), team_id: scene.ws, type: 'modal', callback_id: 'decision.log', hash: '1.a', blocks: [] },
    private_metadata: '{}',
    state: { values: { statement: { value: { type: 'plain_text_input', value: 'Use Postgres' } } } },
  };
  return [
    {
      ...{ ...common, type: 'block_actions', channel, message, actions: [button], state: { values: {} } },
      container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: false },
    },
    { ...common, type: 'block_actions', view, actions: [button], container: { type: 'view', view_id: view.id } },
    { ...common, type: 'message_action', callback_id: 'decision.log', channel, message, message_ts: message.ts },
    { ...common, type: 'shortcut', callback_id: 'decision.log', action_ts: nextTs() },
    { ...common, type: 'view_submission', view, response_urls: [] },
    { ...common, type: 'view_closed', view, is_cleared: false },
    { ...common, type: 'block_suggestion', action_id: 'a', block_id: 'b', value: 'po', container: {} },
    { ...common, type: 'interactive_message', actions: [{ name: 'a' }], callback_id: 'c', channel },
    { ...common, type: 'dialog_submission', callback_id: 'c', submission: {}, channel },
  ];
}

export const commandFields = ({ ws, channel, person }: Scene, text: string, command = '/decisions') => ({
  ...{ token: 'old', team_id: ws, team_domain: 'fernhill', channel_id: channel, channel_name: 'eng' },
  ...{ user_id: person, user_name: 'ben', command, text, api_app_id: 'A1', is_enterprise_install: 'false' },
  trigger_id: randomUUID(),
});
