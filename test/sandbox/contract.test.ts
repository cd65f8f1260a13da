import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openSlack, type Said, type Slack } from '../support/slack.ts';

/** Every field the sandbox answers with is one that Slack's own response types know. */

const RESPONSES = join(dirname(createRequire(import.meta.url).resolve('@slack/web-api')), 'types/response');
const ENG = 'C0ENG0000';
/** Seen in real answers, missing in the types. */
const UNTYPED = new Set([
  'is_frozen',
  'parent_conversation',
  'is_user_deleted',
  'is_member',
  'client_msg_id',
  'edited',
  'subscribed',
  'values',
]);
/** What is inside is the app's own. */
const OPEN_ENDED = new Set(['event_payload', 'values', 'args']);
const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().optional(), ts: z.string().optional() });

let slack: Slack;
let root: Said;

beforeAll(async () => {
  slack = await openSlack();
  root = await slack.person('maya').says('Shall we, @ravi?', { in: 'eng' });
  await slack.person('ravi').replies(root, 'Yes', { broadcast: true });
  await slack.person('maya').reacts(root, 'eyes');
  await slack.person('maya').edits(root, 'Shall we now?');
});
afterAll(() => slack.close());

async function call(method: string, args: object) {
  const headers = { authorization: `Bearer ${slack.credentials.botToken}`, 'content-type': 'application/json' };
  const response = await fetch(slack.apiUrl + method, { method: 'POST', headers, body: JSON.stringify(args) });
  return answerSchema.parse(await response.json());
}

function knownFields(method: string): Set<string> {
  const name = method
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
  const types = readFileSync(join(RESPONSES, `${name}Response.d.ts`), 'utf8');
  return new Set([...types.matchAll(/^\s+'?([\w-]+)'?\??:/gm)].map(([, field = '']) => field));
}

function unknownFields(value: unknown, known: Set<string>, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownFields(item, known, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = known.has(key) || UNTYPED.has(key) ? [] : [`${path}.${key}`];
    return OPEN_ENDED.has(key) ? here : [...here, ...unknownFields(inner, known, `${path}.${key}`)];
  });
}

const post = {
  channel: ENG,
  text: 'x',
  metadata: { event_type: 'e', event_payload: {} },
  blocks: [{ type: 'divider' }],
};
const view = { type: 'home', blocks: [{ type: 'divider' }] };

it.each<[string, () => object]>([
  ['auth.test', () => ({})],
  ['team.info', () => ({})],
  ['bots.info', () => ({})],
  ['chat.postMessage', () => ({ ...post, thread_ts: root.ts, reply_broadcast: true })],
  ['chat.postEphemeral', () => ({ channel: ENG, user: 'U0MAYA000', text: 'x' })],
  ['chat.getPermalink', () => ({ channel: ENG, message_ts: root.ts })],
  ['conversations.history', () => ({ channel: ENG, include_all_metadata: true, limit: 2, oldest: '1' })],
  ['conversations.replies', () => ({ channel: ENG, ts: root.ts, limit: 2 })],
  ['conversations.info', () => ({ channel: ENG, include_num_members: true, include_locale: true })],
  ['conversations.list', () => ({ types: 'public_channel,private_channel,im,mpim', limit: 2 })],
  ['conversations.members', () => ({ channel: ENG, limit: 1 })],
  ['conversations.open', () => ({ users: 'U0MAYA000', return_im: true })],
  ['conversations.join', () => ({ channel: 'C0GENERAL' })],
  ['conversations.create', () => ({ name: 'made' })],
  ['users.info', () => ({ user: 'U0MAYA000', include_locale: true })],
  ['users.list', () => ({ limit: 2 })],
  ['users.conversations', () => ({})],
  ['users.getPresence', () => ({ user: 'U0MAYA000' })],
  ['dnd.info', () => ({ user: 'U0MAYA000' })],
  ['reactions.add', () => ({ channel: ENG, timestamp: root.ts, name: 'eyes' })],
  ['reactions.get', () => ({ channel: ENG, timestamp: root.ts })],
  ['views.publish', () => ({ user_id: 'U0MAYA000', view })],
])('%s answers in Slack’s shape', async (method, args) => {
  const answer = await call(method, args());
  expect(answer).toMatchObject({ ok: true });
  expect(unknownFields(answer, knownFields(method).add('ok'))).toEqual([]);
});

it('chat.update and chat.delete answer in Slack’s shape', async () => {
  const { ts } = await call('chat.postMessage', post);
  for (const method of ['chat.update', 'chat.delete']) {
    const answer = await call(method, { channel: ENG, ts, text: 'y' });
    expect(answer).toMatchObject({ ok: true, ts });
    expect(unknownFields(answer, knownFields(method).add('ok'))).toEqual([]);
  }
});
