import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSlack, type Person, type Slack } from '../support/slack.ts';

/** The real WebClient against the sandbox. */

const userPage = z.looseObject({ members: z.array(z.looseObject({ name: z.string() })) });
const ENG = 'C0ENG0000';
const LEADS = 'C0LEADS00';
let slack: Slack;
let client: WebClient;
let maya: Person;
let ravi: Person;

beforeAll(async () => {
  slack = await openSlack();
  client = new WebClient(slack.credentials.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    rejectRateLimitedCalls: true,
  });
  maya = slack.person('maya');
  ravi = slack.person('ravi');
});
afterAll(() => slack.close());

/** The error Slack answers with, and what it says beside it. */
async function refusal(call: Promise<unknown>): Promise<{ error: string; [more: string]: unknown }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return { ...error.data };
    throw error;
  }
  return { error: 'none' };
}

describe('the app', () => {
  it('learns who it is and where', async () => {
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      team_id: 'T0HYPHA0',
      user_id: 'U0HYPHA000',
      bot_id: 'B0HYPHA000',
    });
    expect(await client.team.info()).toMatchObject({ team: { name: 'Fernhill', domain: 'fernhill' } });
    expect(await client.bots.info({ bot: 'B0HYPHA000' })).toMatchObject({
      bot: { name: 'Hypha', app_id: 'A0HYPHA000' },
    });
  });

  it('is refused without a token, with a wrong one, with the wrong kind, and when its token was revoked', async () => {
    const as = (token?: string) =>
      new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR });
    expect(await refusal(as().auth.test())).toMatchObject({ error: 'not_authed' });
    expect(await refusal(as('xoxb-wrong').auth.test())).toMatchObject({ error: 'invalid_auth' });
    expect(await refusal(as(slack.credentials.appToken).auth.test())).toMatchObject({
      error: 'not_allowed_token_type',
    });
    await slack.access({ revoked: true });
    expect(await refusal(client.auth.test())).toMatchObject({ error: 'token_revoked' });
    await slack.access({ revoked: false });
  });

  it('is told which scope it lacks', async () => {
    const { scopes } = await slack.access({});
    await slack.access({ scopes: ['chat:write'] });
    const lacking = await refusal(client.conversations.history({ channel: ENG }));
    expect(lacking).toMatchObject({ error: 'missing_scope', needed: 'channels:history', provided: 'chat:write' });
    await slack.access({ scopes });
  });

  it('is told what it left out, and that a method does not exist', async () => {
    const missing = await refusal(client.apiCall('conversations.history', {}));
    expect(missing).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    });
    expect(await refusal(client.apiCall('no.such.method', {}))).toMatchObject({ error: 'unknown_method' });
    expect(await refusal(client.apiCall('constructor', {}))).toMatchObject({ error: 'unknown_method' });
  });
});

describe('people', () => {
  it('are found by id, with zone and role, page by page', async () => {
    const { user } = await client.users.info({ user: 'U0MAYA000' });
    expect(user).toMatchObject({
      name: 'maya',
      is_owner: true,
      tz: 'Europe/Stockholm',
      profile: { title: 'Head of Engineering' },
    });
    expect([3600, 7200]).toContain(user?.tz_offset);
    const names: string[] = [];
    for await (const page of client.paginate('users.list', { limit: 2 })) {
      names.push(...userPage.parse(page).members.map(({ name }) => name));
    }
    expect(names).toEqual(['hypha', 'maya', 'ravi', 'ana', 'ben', 'june', 'slackbot']);
    expect(await refusal(client.users.info({ user: 'UNOBODY' }))).toMatchObject({ error: 'user_not_found' });
  });

  it('have presence and quiet hours', async () => {
    await slack.addPerson({ name: 'june', presence: 'away', dnd: { start: 10, end: 20 } });
    expect(await client.users.getPresence({ user: 'U0JUNE000' })).toMatchObject({ presence: 'away' });
    expect(await client.dnd.info({ user: 'U0JUNE000' })).toMatchObject({ dnd_enabled: true, next_dnd_start_ts: 10 });
  });
});

describe('conversations', () => {
  it('are listed as far as the app may see them', async () => {
    const names = async (types: string) =>
      (await client.conversations.list({ types })).channels?.map(({ name }) => name);
    expect(await names('public_channel')).toEqual(['general', 'eng', 'product', 'support']);
    expect(await names('private_channel')).toEqual(['leads']);
    const mine = await client.users.conversations({ types: 'public_channel,private_channel' });
    expect(mine.channels?.map(({ name }) => name)).toEqual(['eng', 'product', 'support', 'leads']);
    expect(await refusal(client.conversations.list({ types: 'rooms' }))).toMatchObject({ error: 'invalid_types' });
  });

  it('tell what they are and who is in them', async () => {
    const { channel } = await client.conversations.info({ channel: LEADS, include_num_members: true });
    expect(channel).toMatchObject({
      name: 'leads',
      is_private: true,
      is_group: true,
      is_channel: false,
      is_member: true,
      num_members: 3,
    });
    expect((await client.conversations.members({ channel: LEADS })).members).toEqual([
      'U0HYPHA000',
      'U0MAYA000',
      'U0ANA0000',
    ]);
  });

  it('do not exist for the app when they are private and it is not in them', async () => {
    const secret = await maya.createsChannel('board', { private: true });
    expect(await refusal(client.conversations.info({ channel: secret }))).toMatchObject({ error: 'channel_not_found' });
    expect(await refusal(client.chat.postMessage({ channel: secret, text: 'hi' }))).toMatchObject({
      error: 'channel_not_found',
    });
    await maya.invites('hypha', { to: 'board' });
    expect(await client.conversations.info({ channel: secret })).toMatchObject({ channel: { name: 'board' } });
    await client.conversations.leave({ channel: secret });
    expect(await refusal(client.conversations.history({ channel: secret }))).toMatchObject({
      error: 'channel_not_found',
    });
  });

  it('can be joined, made, filled, emptied and archived', async () => {
    expect(await refusal(client.conversations.history({ channel: 'C0GENERAL' }))).toMatchObject({
      error: 'not_in_channel',
    });
    const { channel } = await client.conversations.create({ name: 'launch' });
    const id = channel?.id ?? '';
    expect(await refusal(client.conversations.create({ name: 'launch' }))).toMatchObject({ error: 'name_taken' });
    await client.conversations.invite({ channel: id, users: 'U0MAYA000,U0RAVI000' });
    await client.conversations.kick({ channel: id, user: 'U0RAVI000' });
    expect((await client.conversations.members({ channel: id })).members).toEqual(['U0HYPHA000', 'U0MAYA000']);
    await client.conversations.archive({ channel: id });
    expect(await refusal(client.chat.postMessage({ channel: id, text: 'hi' }))).toMatchObject({ error: 'is_archived' });
    expect((await client.conversations.join({ channel: 'C0SUPPORT' })).warning).toBe('already_in_channel');
  });

  it('are opened with one person or with several, once', async () => {
    const first = await client.conversations.open({ users: 'U0RAVI000' });
    const again = await client.conversations.open({ users: 'U0RAVI000', return_im: true });
    expect(again).toMatchObject({
      already_open: true,
      channel: { id: first.channel?.id, is_im: true, user: 'U0RAVI000' },
    });
    const { channel: dm, ts } = await client.chat.postMessage({ channel: 'U0RAVI000', text: 'A word' });
    expect(dm).toBe(first.channel?.id);
    expect(await ravi.sees('@hypha')).toMatchObject([{ ts, text: 'A word' }]);
    const group = await client.conversations.open({ users: 'U0RAVI000,U0ANA0000' });
    expect(await client.conversations.info({ channel: group.channel?.id ?? '' })).toMatchObject({
      channel: { is_mpim: true },
    });
  });
});

describe('messages', () => {
  it('come back newest first, in pages, between two moments', async () => {
    const channel = await maya.createsChannel('pages');
    await maya.invites('hypha', { to: channel });
    const said = [];
    for (const text of ['one', 'two', 'three', 'four', 'five']) said.push(await maya.says(text, { in: channel }));
    const texts = (page: { messages?: { text?: string }[] }) => page.messages?.map((message) => message.text);
    const first = await client.conversations.history({ channel, limit: 2 });
    expect(texts(first)).toEqual(['five', 'four']);
    expect(first.has_more).toBe(true);
    const second = await client.conversations.history({
      channel,
      limit: 2,
      cursor: first.response_metadata?.next_cursor ?? '',
    });
    expect(texts(second)).toEqual(['three', 'two']);
    const between = { channel, oldest: said[1]?.ts ?? '', latest: said[3]?.ts ?? '' };
    expect(texts(await client.conversations.history(between))).toEqual(['three']);
    expect(texts(await client.conversations.history({ ...between, inclusive: true }))).toEqual([
      'four',
      'three',
      'two',
    ]);
    expect(
      texts(await client.conversations.history({ channel, latest: said[2]?.ts ?? '', inclusive: true, limit: 1 })),
    ).toEqual(['three']);
    expect(await refusal(client.conversations.history({ channel, oldest: 'yesterday' }))).toMatchObject({
      error: 'invalid_ts_oldest',
    });
    expect(await refusal(client.conversations.history({ channel, cursor: 'bogus' }))).toMatchObject({
      error: 'invalid_cursor',
    });
  });

  it('hold their thread: counts on the parent, the parent first among the replies', async () => {
    const parent = await maya.says('Which database?', { in: 'eng' });
    await ravi.replies(parent, 'Postgres');
    const reply = await client.chat.postMessage({ channel: ENG, thread_ts: parent.ts, text: 'Noted' });
    const shown = await client.chat.postMessage({
      channel: ENG,
      thread_ts: reply.ts ?? '',
      text: 'For all',
      reply_broadcast: true,
    });
    const { messages } = await client.conversations.history({ channel: ENG });
    expect(messages?.[0]).toMatchObject({ text: 'For all', subtype: 'thread_broadcast', thread_ts: parent.ts });
    expect(messages?.[1]).toMatchObject({
      thread_ts: parent.ts,
      reply_count: 3,
      latest_reply: shown.ts,
      reply_users: ['U0RAVI000', 'U0HYPHA000'],
    });
    const thread = await client.conversations.replies({ channel: ENG, ts: parent.ts });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['Which database?', 'Postgres', 'Noted', 'For all']);
    expect(thread.messages?.[1]).toMatchObject({ parent_user_id: 'U0MAYA000' });
    const page = await client.conversations.replies({ channel: ENG, ts: parent.ts, limit: 3 });
    expect(page).toMatchObject({ has_more: true, messages: [{}, {}, { text: 'Noted' }] });
    const rest = await client.conversations.replies({
      channel: ENG,
      ts: parent.ts,
      limit: 3,
      cursor: page.response_metadata?.next_cursor ?? '',
    });
    expect(rest.messages?.map(({ text }) => text)).toEqual(['Which database?', 'For all']);
    expect(await refusal(client.conversations.replies({ channel: ENG, ts: '1.000000' }))).toMatchObject({
      error: 'thread_not_found',
    });
  });

  it('leave a tombstone when a parent with replies is deleted, and nothing when the last reply goes', async () => {
    await maya.joins('support');
    const parent = await maya.says('A thread', { in: 'support' });
    const reply = await ravi.replies(parent, 'with a reply');
    await maya.deletes(parent);
    const { messages } = await client.conversations.history({ channel: 'C0SUPPORT', limit: 1 });
    expect(messages?.[0]).toMatchObject({ subtype: 'tombstone', text: 'This message was deleted.', reply_count: 1 });
    await ravi.deletes(reply);
    expect(await refusal(client.conversations.replies({ channel: 'C0SUPPORT', ts: parent.ts }))).toMatchObject({
      error: 'thread_not_found',
    });
  });

  it('carry metadata, whole when asked for', async () => {
    const metadata = { event_type: 'decision', event_payload: { key: 'D-42', parts: [{ n: 1 }] } };
    const { ts = '' } = await client.chat.postMessage({ channel: ENG, text: 'D-42', metadata });
    const read = async (whole: boolean) =>
      (
        await client.conversations.history({
          channel: ENG,
          latest: ts,
          inclusive: true,
          limit: 1,
          include_all_metadata: whole,
        })
      ).messages?.[0]?.metadata;
    expect(await read(true)).toEqual(metadata);
    expect(await read(false)).toEqual({ event_type: 'decision' });
    await client.chat.update({ channel: ENG, ts, text: 'D-42 changed' });
    expect(await read(true)).toEqual(metadata);
    await client.apiCall('chat.update', { channel: ENG, ts, text: 'D-42 bare', metadata: {} });
    expect(await read(true)).toBeUndefined();
    const wrong = client.apiCall('chat.postMessage', { channel: ENG, text: 'x', metadata: '{"event_type":' });
    expect(await refusal(wrong)).toMatchObject({ error: 'invalid_metadata_format' });
  });

  it('are changed and deleted only by whom they belong to', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: ENG, text: 'a', blocks: [{ type: 'divider' }] });
    expect(await client.chat.update({ channel: ENG, ts, text: 'b' })).toMatchObject({
      text: 'b',
      message: { edited: { user: 'U0HYPHA000' } },
    });
    expect((await maya.sees('eng')).at(-1)).not.toHaveProperty('blocks');
    const said = await maya.says('mine', { in: 'eng' });
    expect(await refusal(client.chat.update({ channel: ENG, ts: said.ts, text: 'yours' }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusal(client.chat.delete({ channel: ENG, ts: said.ts }))).toMatchObject({
      error: 'cant_delete_message',
    });
    await client.chat.delete({ channel: ENG, ts });
    expect(await refusal(client.chat.delete({ channel: ENG, ts }))).toMatchObject({ error: 'message_not_found' });
  });

  it('for one person are seen by nobody else and are not in history', async () => {
    const whisper = await client.chat.postEphemeral({ channel: ENG, user: 'U0BEN0000', text: 'psst' });
    expect((await slack.person('ben').sees('eng')).at(-1)).toMatchObject({
      ts: whisper.message_ts,
      text: 'psst',
      is_ephemeral: true,
    });
    expect((await maya.sees('eng')).map(({ text }) => text)).not.toContain('psst');
    expect(await refusal(client.chat.update({ channel: ENG, ts: whisper.message_ts ?? '', text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    });
    expect(await refusal(client.chat.postEphemeral({ channel: ENG, user: 'U0JUNE000', text: 'x' }))).toMatchObject({
      error: 'user_not_in_channel',
    });
  });

  it('have permalinks', async () => {
    const parent = await maya.says('root', { in: 'eng' });
    const reply = await ravi.replies(parent, 'leaf');
    const link = async (message_ts: string) => (await client.chat.getPermalink({ channel: ENG, message_ts })).permalink;
    expect(await link(parent.ts)).toBe(`https://fernhill.slack.com/archives/${ENG}/p${parent.ts.replace('.', '')}`);
    expect(await link(reply.ts)).toContain(`?thread_ts=${parent.ts}&cid=${ENG}`);
  });

  it('are reacted to once by each', async () => {
    const said = await maya.says('Agreed?', { in: 'eng' });
    const item = { channel: ENG, timestamp: said.ts };
    await client.reactions.add({ ...item, name: 'white_check_mark' });
    expect(await refusal(client.reactions.add({ ...item, name: 'white_check_mark' }))).toMatchObject({
      error: 'already_reacted',
    });
    await ravi.reacts(said, ':white_check_mark:');
    const { message } = await client.reactions.get(item);
    expect(message?.reactions).toEqual([{ name: 'white_check_mark', users: ['U0HYPHA000', 'U0RAVI000'], count: 2 }]);
    await client.reactions.remove({ ...item, name: 'white_check_mark' });
    expect(await refusal(client.reactions.remove({ ...item, name: 'white_check_mark' }))).toMatchObject({
      error: 'no_reaction',
    });
    expect(await refusal(client.reactions.add({ ...item, name: 'NO SUCH' }))).toMatchObject({ error: 'invalid_name' });
  });

  it('are refused when empty, too long, or answering nothing', async () => {
    expect(await refusal(client.chat.postMessage({ channel: ENG, text: '' }))).toMatchObject({ error: 'no_text' });
    expect(await refusal(client.chat.postMessage({ channel: ENG, text: 'x'.repeat(40_001) }))).toMatchObject({
      error: 'msg_too_long',
    });
    expect(await refusal(client.chat.postMessage({ channel: ENG, text: 'x', thread_ts: '1.000001' }))).toMatchObject({
      error: 'cannot_reply_to_message',
    });
    expect(await refusal(client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }))).toMatchObject({
      error: 'channel_not_found',
    });
  });

  it('survive odd characters', async () => {
    const odd = 'NUL \u0000, emoji 👩‍👩‍👧, right-to-left ‮abc, lone \ud800 half';
    const said = await maya.says(odd, { in: 'eng', raw: true });
    const { messages } = await client.conversations.history({
      channel: ENG,
      latest: said.ts,
      inclusive: true,
      limit: 1,
    });
    expect(messages?.[0]?.text).toBe(odd);
  });
});

describe('limits', () => {
  it('are counted but let everything through until they are switched on', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: ENG, text: 'to react to' });
    for (let n = 0; n < 25; n++)
      await client.reactions.remove({ channel: ENG, timestamp: ts, name: 'eyes' }).catch(() => {});
    expect((await slack.calls('reactions.remove')).filter((call) => call.overLimit).length).toBeGreaterThan(0);
    await slack.limits(true);
    const limited = await fetch(`${slack.apiUrl}reactions.remove`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.credentials.botToken}` },
    });
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    await slack.limits(false);
  });

  it('hold a channel to a message a second after a small burst, and other channels not at all', async () => {
    await slack.limits(true);
    const outcomes = [];
    for (let n = 0; n < 8; n++)
      outcomes.push(
        await refusal(client.chat.postMessage({ channel: 'C0PRODUCT', text: 'quick' })).catch(() => 'limited'),
      );
    expect(outcomes.filter((outcome) => outcome === 'limited').length).toBeGreaterThanOrEqual(2);
    expect(await refusal(client.chat.postMessage({ channel: 'C0SUPPORT', text: 'elsewhere' }))).toEqual({
      error: 'none',
    });
    await slack.limits(false);
  });
});
