import { isValidSlackRequest } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../support/slack.ts';
import { openWithApp, type WithApp } from './box.ts';

const ENG = 'C0ENG0000';
let slack: WithApp['slack'];
let box: WithApp;
let app: WithApp['app'];
let client: WithApp['client'];
let maya: Person;
let ravi: Person;

beforeAll(async () => {
  box = await openWithApp();
  ({ app, slack, client } = box);
  maya = slack.person('maya');
  ravi = slack.person('ravi');
});
beforeEach(() => box.forget());
afterAll(() => box.close());

const heard = (type?: string) => box.heard(type);

describe('an event', () => {
  it('comes signed, in an envelope that names it, its workspace and whose it is', async () => {
    const said = await maya.says('Use Postgres?', { in: 'eng' });
    await slack.settled();
    const [delivery] = app.heard;
    expect(delivery?.body).toMatchObject({
      type: 'event_callback',
      team_id: 'T0HYPHA0',
      api_app_id: 'A0HYPHA000',
      event_id: expect.stringMatching(/^Ev[0-9A-Z]{8,}$/),
      event_time: expect.any(Number),
      authorizations: [{ team_id: 'T0HYPHA0', user_id: 'U0HYPHA000', is_bot: true, is_enterprise_install: false }],
      event: {
        type: 'message',
        channel: ENG,
        channel_type: 'channel',
        user: 'U0MAYA000',
        text: 'Use Postgres?',
        ts: said.ts,
        event_ts: said.ts,
      },
    });
    const { signingSecret } = slack.credentials;
    const headers = {
      'x-slack-signature': String(delivery?.headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(delivery?.headers['x-slack-request-timestamp']),
    };
    expect(isValidSlackRequest({ signingSecret, body: delivery?.raw ?? '', headers })).toBe(true);
    expect(isValidSlackRequest({ signingSecret, body: `${delivery?.raw} `, headers })).toBe(false);
  });

  it('never comes from a conversation the app is not in', async () => {
    await maya.says('Lunch?', { in: 'general' });
    await maya.says('Between us', { in: '@ravi' });
    expect(await heard()).toEqual([]);
    await maya.says('For you', { in: '@hypha' });
    expect(await heard()).toMatchObject([{ type: 'message', channel_type: 'im', text: 'For you' }]);
  });

  it('of a mention comes twice, as message and as app_mention', async () => {
    await maya.says('@hypha what did we decide?', { in: 'eng' });
    await slack.settled();
    expect(app.heard.map(({ body }) => body.event.type).sort()).toEqual(['app_mention', 'message']);
    expect(new Set(app.heard.map(({ body }) => body.event_id)).size).toBe(2);
    expect(new Set(app.heard.map(({ body }) => body.event.ts)).size).toBe(1);
    expect(app.events('app_mention')[0]).toMatchObject({
      text: '<@U0HYPHA000> what did we decide?',
      user: 'U0MAYA000',
    });
  });
});

describe('of messages the app hears', () => {
  it('replies with their parent, and replies that were also sent to the channel', async () => {
    const parent = await maya.says('Which queue?', { in: 'eng' });
    const reply = await ravi.replies(parent, 'BullMQ');
    await ravi.replies(parent, 'BullMQ it is', { broadcast: true });
    const events = await heard('message');
    expect(events).toContainEqual(
      expect.objectContaining({ ts: reply.ts, thread_ts: parent.ts, parent_user_id: 'U0MAYA000' }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        subtype: 'thread_broadcast',
        root: expect.objectContaining({ ts: parent.ts, reply_count: 2 }),
      }),
    );
  });

  it('edits with what it was and what it is', async () => {
    const said = await maya.says('Use Mongo', { in: 'eng' });
    await maya.edits(said, 'Use Postgres');
    const changed = (await heard()).find(({ subtype }) => subtype === 'message_changed');
    expect(changed).toMatchObject({
      hidden: true,
      channel: ENG,
      message: { ts: said.ts, text: 'Use Postgres', user: 'U0MAYA000', edited: { user: 'U0MAYA000' } },
      previous_message: { ts: said.ts, text: 'Use Mongo' },
    });
    // As at Slack: the second of the edit, and the moment of the event.
    expect(changed).toMatchObject({ message: { edited: { ts: expect.stringMatching(/\.000000$/) } } });
    expect(changed?.ts).not.toBe(said.ts);
  });

  it('deletions with what it was, and of a parent with replies that a tombstone is left', async () => {
    const said = await maya.says('Oops', { in: 'eng' });
    await maya.deletes(said);
    expect(await heard()).toContainEqual(
      expect.objectContaining({
        subtype: 'message_deleted',
        deleted_ts: said.ts,
        previous_message: expect.objectContaining({ text: 'Oops' }),
      }),
    );
    const parent = await maya.says('Parent', { in: 'eng' });
    await ravi.replies(parent, 'Child');
    await maya.deletes(parent);
    expect(await heard()).toContainEqual(
      expect.objectContaining({
        subtype: 'message_changed',
        message: expect.objectContaining({ subtype: 'tombstone', ts: parent.ts }),
        previous_message: expect.objectContaining({ text: 'Parent' }),
      }),
    );
  });

  it('its own posts, with bot, app and metadata, and that metadata was posted', async () => {
    const metadata = { event_type: 'hypha', event_payload: { key: 'k1' } };
    const { ts } = await client.chat.postMessage({ channel: ENG, text: 'Noted', metadata });
    const events = await heard();
    const own = { user: 'U0HYPHA000', bot_id: 'B0HYPHA000', app_id: 'A0HYPHA000', bot_profile: { name: 'Hypha' } };
    expect(events).toMatchObject([
      { type: 'message', ts, ...own, metadata },
      { type: 'message_metadata_posted', message_ts: ts, channel_id: ENG, user_id: 'U0HYPHA000', metadata },
    ]);
  });

  it('nothing of what is for one person only', async () => {
    await client.chat.postEphemeral({ channel: ENG, user: 'U0MAYA000', text: 'psst' });
    expect(await heard()).toEqual([]);
  });
});

describe('of the rest the app hears', () => {
  it('reactions, put and taken back', async () => {
    const said = await maya.says('Agreed?', { in: 'eng' });
    await ravi.reacts(said, 'thumbsup');
    await ravi.unreacts(said, 'thumbsup');
    const item = { type: 'message', channel: ENG, ts: said.ts };
    expect(await heard('reaction_added')).toMatchObject([
      { user: 'U0RAVI000', reaction: 'thumbsup', item, item_user: 'U0MAYA000' },
    ]);
    expect(await heard('reaction_removed')).toMatchObject([{ user: 'U0RAVI000', reaction: 'thumbsup', item }]);
  });

  it('who joins and leaves, itself included', async () => {
    await slack.person('june').joins('eng');
    await slack.person('june').leaves('eng');
    expect(await heard('member_joined_channel')).toMatchObject([
      { user: 'U0JUNE000', channel: ENG, channel_type: 'C', team: 'T0HYPHA0' },
    ]);
    expect(await heard('member_left_channel')).toMatchObject([{ user: 'U0JUNE000', channel: ENG }]);
    app.heard.length = 0;
    await maya.invites('hypha', { to: 'general' });
    await maya.removes('hypha', { from: 'general' });
    await maya.says('Alone again', { in: 'general' });
    expect(await heard('member_joined_channel')).toMatchObject([{ user: 'U0HYPHA000', inviter: 'U0MAYA000' }]);
    expect(await heard('channel_left')).toMatchObject([{ channel: 'C0GENERAL' }]);
    expect((await heard('message')).map(({ text }) => text)).not.toContain('Alone again');
  });

  it('channels made, renamed, archived and closed to the public', async () => {
    const id = await maya.createsChannel('launch');
    await maya.changesChannel('launch', 'rename', 'liftoff');
    await maya.changesChannel('liftoff', 'archive');
    expect(await heard()).toMatchObject([
      { type: 'channel_created', channel: { id, name: 'launch', creator: 'U0MAYA000' } },
      { type: 'channel_rename', channel: { id, name: 'liftoff' } },
      { type: 'channel_archive', channel: id, user: 'U0MAYA000' },
    ]);
    app.heard.length = 0;
    await maya.changesChannel('leads', 'topic', 'Quiet');
    await maya.changesChannel('leads', 'rename', 'leaders');
    expect(await heard()).toMatchObject([
      { type: 'message', subtype: 'group_topic', topic: 'Quiet' },
      { type: 'group_rename', channel: { name: 'leaders' } },
      { type: 'message', subtype: 'group_name', name: 'leaders', old_name: 'leads' },
    ]);
  });

  it('people who come and change', async () => {
    await slack.addPerson({ name: 'noor', tz: 'Asia/Dubai' });
    await slack.addPerson({ name: 'noor', deleted: true });
    expect(await heard()).toMatchObject([
      { type: 'team_join', user: { name: 'noor', tz: 'Asia/Dubai' } },
      { type: 'user_change', user: { name: 'noor', deleted: true } },
    ]);
  });

  it('that somebody opened its Home', async () => {
    await maya.opensHome();
    expect(await heard()).toMatchObject([
      { type: 'app_home_opened', user: 'U0MAYA000', tab: 'home', channel: expect.stringMatching(/^D/) },
    ]);
  });
});
