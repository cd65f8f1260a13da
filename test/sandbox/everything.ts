import { z } from 'zod';
import type { Slack } from '../support/slack.ts';

/** Everything that can happen in a workspace, once: what people do, and every method the app can call. */

const ENG = 'C0ENG0000';
const anything = z.looseObject({});
const placed = z.looseObject({ channel: z.string(), ts: z.string() });
const answered = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
export type Answer = z.infer<typeof answered>;

type Call = (method: string, args?: object) => Promise<Answer>;

/** Calls a method as the app would, with the token it wants. */
export function callerOf(slack: Slack): Call {
  const { apiUrl } = slack;
  return async (method, args = {}) => {
    const token = await tokenFor(slack, method);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(apiUrl + method, { method: 'POST', headers, body: JSON.stringify(args) });
    return answered.parse(await response.json());
  };
}

async function tokenFor({ control, credentials }: Slack, method: string): Promise<string> {
  if (method.startsWith('apps.manifest.'))
    return (await control('config-token', {}, z.object({ ok: z.boolean(), token: z.string() }))).token;
  return method.startsWith('apps.') ? credentials.appToken : credentials.botToken;
}

/** What people do, so that every event and every kind of message happens. */
export async function peopleDoEverything(slack: Slack): Promise<void> {
  const maya = slack.person('maya');
  const ravi = slack.person('ravi');
  const does = (verb: string, args: object) => slack.control(verb, args, anything);
  await slack.addPerson({ name: 'noor', title: 'Designer', manager: 'maya', hours: '08:00-16:00' });
  await slack.addPerson({ name: 'gus', role: 'guest' });
  await slack.addPerson({ name: 'pia', company: 'Harbor Freightlines' });
  await does('status', { person: 'noor', text: 'On a train', emoji: 'train', minutes: 30 });
  await does('dnd', { person: 'noor', minutes: 45 });
  await does('presence', { person: 'noor', presence: 'away' });
  await does('group', { person: 'maya', handle: 'platform-team', name: 'Platform team', users: ['maya'] });
  await does('group', { person: 'maya', handle: 'platform-team', users: ['maya', 'ravi'] });
  for (const [name, isPrivate] of [
    ['launch', false],
    ['board', true],
  ] as const) {
    await maya.createsChannel(name, { private: isPrivate });
    await maya.invites('hypha', { to: name });
    await maya.invites('ravi', { to: name });
    await maya.changesChannel(name, 'topic', 'Soon');
    await maya.changesChannel(name, 'purpose', 'To get there');
    await maya.changesChannel(name, 'rename', `${name}-2`);
    await maya.changesChannel(`${name}-2`, 'archive');
    await maya.changesChannel(`${name}-2`, 'unarchive');
    await ravi.leaves(`${name}-2`);
    await maya.removes('hypha', { from: `${name}-2` });
    await maya.invites('hypha', { to: `${name}-2` });
    await does('delete-channel', { person: 'maya', channel: `${name}-2` });
  }
  await does('share-channel', { person: 'maya', channel: 'product', with: 'Harbor Freightlines' });
  await maya.invites('pia', { to: 'product' });
  await slack.person('pia').says('Good morning from the harbor', { in: 'product' });
  await does('upload', { person: 'pia', channel: 'product', name: 'manifest.txt', text: 'tea', comment: 'as asked' });
  await does('unshare-channel', { person: 'maya', channel: 'product', with: 'Harbor Freightlines' });
  const said = await maya.says('Shall we, @ravi, @platform-team?', { in: 'eng' });
  const { client_msg_id: _, ...reply } = await ravi.replies(said, 'Yes', { broadcast: true });
  await ravi.reacts(said, 'eyes');
  await ravi.unreacts(said, 'eyes');
  await maya.edits(said, 'Shall we now?');
  await does('pin', { person: 'maya', channel: 'eng', ts: said.ts });
  await does('unpin', { person: 'maya', channel: 'eng', ts: said.ts });
  await ravi.deletes(placed.parse(reply));
  await maya.says('@hypha what did we decide?', { in: 'eng' });
  await maya.types('/me shrugs', { in: 'eng' });
  await slack.botSays('deploys', 'Deployed', { in: 'eng' });
  const { file } = await slack.control(
    'upload',
    { person: 'ravi', channel: 'eng', name: 'plan.md', text: '# Plan' },
    z.looseObject({ file: z.string() }),
  );
  await does('delete-file', { person: 'ravi', file });
  await maya.opensHome();
  await does('deactivate', { person: 'maya', who: 'noor' });
}

interface Scene {
  /** A message by Maya with a thread under it. */
  ts: string;
  /** Another without, and one by the app. */
  alone: string;
  own: string;
  file: string;
  upload: string;
  canvas: string;
  bookmark: string;
  made: string;
  view: string;
  trigger(): Promise<string>;
}

const post = {
  channel: ENG,
  text: 'x',
  metadata: { event_type: 'e', event_payload: {} },
  blocks: [{ type: 'divider' }],
};
const modal = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [{ type: 'divider' }] };
const home = { type: 'home', blocks: [{ type: 'divider' }] };
const markdown = { type: 'markdown', markdown: '# One\ntwo\n\nthree' };

/** A call of every method that answers well, in an order in which it can. */
export const everyMethod: readonly (readonly [method: string, args: (scene: Scene) => object | Promise<object>])[] = [
  ['api.test', () => ({})],
  ['auth.test', () => ({})],
  ['team.info', () => ({})],
  ['team.profile.get', () => ({})],
  ['bots.info', () => ({})],
  ['emoji.list', () => ({})],
  ['apps.connections.open', () => ({})],
  ['apps.event.authorizations.list', () => ({ event_context: '4-abc' })],
  ['apps.manifest.export', () => ({ app_id: 'A0HYPHA000' })],
  ['blocks.validate', () => ({ blocks: [{ type: 'divider' }] })],
  ['chat.postMessage', ({ ts }) => ({ ...post, thread_ts: ts, reply_broadcast: true })],
  ['chat.postEphemeral', () => ({ channel: ENG, user: 'U0MAYA000', text: 'x' })],
  ['chat.getPermalink', ({ ts }) => ({ channel: ENG, message_ts: ts })],
  ['chat.update', ({ own }) => ({ ...post, ts: own, metadata: { event_type: 'e', event_payload: { n: 2 } } })],
  ['reactions.add', ({ alone }) => ({ channel: ENG, timestamp: alone, name: 'eyes' })],
  ['reactions.get', ({ alone }) => ({ channel: ENG, timestamp: alone })],
  ['reactions.remove', ({ alone }) => ({ channel: ENG, timestamp: alone, name: 'eyes' })],
  ['pins.add', ({ ts }) => ({ channel: ENG, timestamp: ts })],
  ['pins.list', () => ({ channel: ENG })],
  ['files.getUploadURLExternal', () => ({ filename: 'notes.md', length: 5 })],
  ['files.completeUploadExternal', ({ upload }) => ({ files: [{ id: upload, title: 'Notes' }], channel_id: ENG })],
  ['files.info', ({ file }) => ({ file })],
  ['files.list', () => ({ channel: ENG })],
  ['conversations.history', () => ({ channel: ENG, include_all_metadata: true, limit: 9, oldest: '1' })],
  ['conversations.replies', ({ ts }) => ({ channel: ENG, ts, limit: 2 })],
  ['conversations.info', () => ({ channel: ENG, include_num_members: true, include_locale: true })],
  ['conversations.list', () => ({ types: 'public_channel,private_channel,im,mpim', limit: 999 })],
  ['conversations.members', () => ({ channel: ENG, limit: 1 })],
  ['conversations.open', () => ({ users: 'U0MAYA000', return_im: true })],
  ['conversations.join', () => ({ channel: 'C0GENERAL' })],
  ['conversations.create', () => ({ name: 'made' })],
  ['conversations.rename', ({ made }) => ({ channel: made, name: 'made-2' })],
  ['conversations.setTopic', ({ made }) => ({ channel: made, topic: 'Why' })],
  ['conversations.setPurpose', ({ made }) => ({ channel: made, purpose: 'What for' })],
  ['conversations.invite', ({ made }) => ({ channel: made, users: 'U0RAVI000,U0BEN0000' })],
  ['conversations.kick', ({ made }) => ({ channel: made, user: 'U0BEN0000' })],
  ['conversations.canvases.create', ({ made }) => ({ channel_id: made, document_content: markdown })],
  ['conversations.archive', ({ made }) => ({ channel: made })],
  ['conversations.leave', () => ({ channel: 'C0SUPPORT' })],
  ['canvases.create', () => ({ title: 'Notes', document_content: markdown })],
  [
    'canvases.edit',
    ({ canvas }) => ({ canvas_id: canvas, changes: [{ operation: 'insert_at_end', document_content: markdown }] }),
  ],
  ['canvases.sections.lookup', ({ canvas }) => ({ canvas_id: canvas, criteria: { contains_text: 'two' } })],
  ['canvases.access.set', ({ canvas }) => ({ canvas_id: canvas, access_level: 'read', channel_ids: [ENG] })],
  ['canvases.access.delete', ({ canvas }) => ({ canvas_id: canvas, channel_ids: [ENG] })],
  ['bookmarks.add', () => ({ channel_id: ENG, title: 'Log', type: 'link', link: 'https://hypha.example' })],
  ['bookmarks.edit', ({ bookmark }) => ({ channel_id: ENG, bookmark_id: bookmark, title: 'The log' })],
  ['bookmarks.list', () => ({ channel_id: ENG })],
  ['bookmarks.remove', ({ bookmark }) => ({ channel_id: ENG, bookmark_id: bookmark })],
  ['users.info', () => ({ user: 'U0MAYA000', include_locale: true })],
  ['users.list', () => ({ limit: 99 })],
  ['users.lookupByEmail', () => ({ email: 'maya@fernhill.example' })],
  ['users.conversations', () => ({})],
  ['users.getPresence', () => ({})],
  ['users.profile.get', () => ({ user: 'U0BEN0000', include_labels: true })],
  ['dnd.info', () => ({ user: 'U0MAYA000' })],
  ['dnd.teamInfo', () => ({ users: 'U0MAYA000,U0RAVI000' })],
  ['usergroups.list', () => ({ include_users: true })],
  ['usergroups.users.list', () => ({ usergroup: 'S0PLATFORMTEAM' })],
  ['views.open', async ({ trigger }) => ({ trigger_id: await trigger(), view: modal })],
  ['views.push', async ({ trigger }) => ({ trigger_id: await trigger(), view: modal })],
  ['views.update', ({ view }) => ({ view_id: view, view: modal })],
  ['views.publish', () => ({ user_id: 'U0MAYA000', view: home })],
  ['pins.remove', ({ ts }) => ({ channel: ENG, timestamp: ts })],
  ['files.delete', ({ file }) => ({ file })],
  ['canvases.delete', ({ canvas }) => ({ canvas_id: canvas })],
  ['chat.delete', ({ own }) => ({ channel: ENG, ts: own })],
];

const ids = z.looseObject({
  ts: z.string().optional(),
  file_id: z.string().optional(),
  upload_url: z.string().optional(),
  canvas_id: z.string().optional(),
  bookmark: z.looseObject({ id: z.string() }).optional(),
  channel: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
  view: z.looseObject({ id: z.string() }).optional(),
});

/** Calls them all, and gives each answer under the method's name. */
export async function callEverything(
  slack: Slack,
  calls: typeof everyMethod,
  trigger: () => Promise<string>,
): Promise<Map<string, Answer>> {
  const call = callerOf(slack);
  const { ts } = await slack.person('maya').says('Which queue?', { in: 'eng' });
  await slack.person('ravi').replies({ channel: ENG, ts }, 'BullMQ');
  const { ts: alone } = await slack.person('maya').says('Lunch?', { in: 'eng' });
  const { ts: own = '' } = ids.parse(await call('chat.postMessage', post));
  const scene: Scene = { ts, alone, own, file: '', upload: '', canvas: '', bookmark: '', made: '', view: '', trigger };
  const answers = new Map<string, Answer>();
  for (const [method, args] of calls) {
    const answer = await call(method, await args(scene));
    answers.set(method, answer);
    await remember(scene, method, ids.parse(answer));
  }
  return answers;
}

/** Later calls are about what earlier ones made. */
async function remember(scene: Scene, method: string, made: z.infer<typeof ids>): Promise<void> {
  if (method === 'canvases.create') scene.canvas = made.canvas_id ?? '';
  if (method === 'bookmarks.add') scene.bookmark = made.bookmark?.id ?? '';
  if (method === 'views.push') scene.view = made.view?.id ?? '';
  if (method === 'conversations.create' && typeof made.channel === 'object') scene.made = made.channel.id;
  if (method === 'files.getUploadURLExternal' && made.upload_url && made.file_id) {
    scene.upload = made.file_id;
    scene.file = made.file_id;
    await fetch(made.upload_url, { method: 'POST', body: '# Yes' });
  }
}
