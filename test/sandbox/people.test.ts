import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Person } from '../support/slack.ts';
import { errorOf, openWithApp, type WithApp } from './box.ts';

/** Who people are to the app: members, guests, people of other companies, people who left; and what they say of themselves. */

const anything = z.looseObject({});
let box: WithApp;
let app: WithApp['app'];
let slack: WithApp['slack'];
let client: WithApp['client'];
let maya: Person;

beforeAll(async () => {
  box = await openWithApp();
  ({ app, slack, client } = box);
  maya = slack.person('maya');
  await slack.addPerson({ name: 'pia', company: 'Harbor Freightlines', email: 'pia@harbor.example' });
  await slack.addPerson({ name: 'gus', role: 'guest' });
  await slack.addPerson({ name: 'sol', role: 'single-channel guest' });
});
beforeEach(() => box.forget());
afterAll(() => box.close());

const does = (verb: string, args: object) => slack.control(verb, args, anything);

const heard = (type?: string) => box.heard(type);

describe('what people say of themselves', () => {
  it('is in their profile: title, manager, hours, by the fields of the company', async () => {
    await slack.addPerson({ name: 'noor', title: 'Designer', tz: 'Asia/Dubai', manager: 'maya', hours: '08:00-16:00' });
    const user = await idOf('noor');
    const { profile: fields } = await client.team.profile.get();
    const manager = fields?.fields?.find(({ label }) => label === 'Manager');
    expect(manager).toMatchObject({ type: 'user' });
    const { profile } = await client.users.profile.get({ user, include_labels: true });
    expect(profile).toMatchObject({ title: 'Designer', first_name: 'noor' });
    expect(profile?.fields?.[manager?.id ?? '']).toEqual({ value: 'U0MAYA000', alt: '', label: 'Manager' });
    expect(Object.values(profile?.fields ?? {}).map(({ value }) => value)).toContain('08:00-16:00');
    expect((await client.users.info({ user })).user).toMatchObject({ tz: 'Asia/Dubai', tz_offset: 14_400 });
    expect(await client.users.lookupByEmail({ email: 'maya@fernhill.example' })).toMatchObject({
      user: { name: 'maya' },
    });
    expect(await errorOf(client.users.lookupByEmail({ email: 'pia@harbor.example' }))).toBe('users_not_found');
  });

  it('is told when it changes, and only as what it is', async () => {
    await does('status', { person: 'ravi', text: 'On a train', emoji: 'train', minutes: 30 });
    expect((await heard()).map(({ type }) => type)).toEqual([
      'user_change',
      'user_profile_changed',
      'user_status_changed',
    ]);
    const { user } = await client.users.info({ user: 'U0RAVI000' });
    expect(user?.profile).toMatchObject({ status_text: 'On a train', status_emoji: ':train:' });
    app.heard.length = 0;
    await does('presence', { person: 'ravi', presence: 'away' });
    expect(await heard()).toEqual([]);
    expect(await client.users.getPresence({ user: 'U0RAVI000' })).toMatchObject({ presence: 'away' });
    await does('status', { person: 'ravi' });
    expect((await client.users.info({ user: 'U0RAVI000' })).user?.profile).toMatchObject({ status_text: '' });
  });

  it('is when to leave them alone: for a while, and every night on their own clock', async () => {
    await does('dnd', { person: 'ravi', minutes: 30 });
    const now = Date.now() / 1000;
    const { next_dnd_start_ts = 0, next_dnd_end_ts = 0, dnd_enabled } = await client.dnd.info({ user: 'U0RAVI000' });
    expect([dnd_enabled, Math.round((next_dnd_end_ts - next_dnd_start_ts) / 60)]).toEqual([true, 30]);
    expect(Math.abs(next_dnd_start_ts - now)).toBeLessThan(5);
    expect(await heard()).toMatchObject([{ type: 'dnd_updated_user', user: 'U0RAVI000', dnd_status: { dnd_enabled } }]);
    await does('dnd', { person: 'ravi', minutes: 0 });
    await slack.addPerson({ name: 'june', quiet: { from: '22:00', to: '07:00' } });
    const { users } = await client.dnd.teamInfo({ users: ['U0RAVI000', 'U0JUNE000'].join(',') });
    expect(users?.U0RAVI000).toMatchObject({ dnd_enabled: false });
    const night = users?.U0JUNE000;
    expect(clockIn('America/New_York', night?.next_dnd_start_ts)).toBe('22:00');
    expect(clockIn('America/New_York', night?.next_dnd_end_ts)).toBe('07:00');
    expect(night?.next_dnd_end_ts).toBeGreaterThan(now);
    await slack.moveClock({ forward: 86_400_000 });
    expect((await client.dnd.info({ user: 'U0JUNE000' })).next_dnd_end_ts).toBe((night?.next_dnd_end_ts ?? 0) + 86_400);
    await slack.moveClock({ offset: 0 });
  });
});

const clockIn = (timeZone: string, seconds = 0) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(seconds * 1000);

async function idOf(name: string): Promise<string> {
  const { people } = await slack.control(
    'people',
    {},
    z.looseObject({ people: z.array(z.looseObject({ id: z.string(), name: z.string() })) }),
  );
  return people.find((one) => one.name === name)?.id ?? '';
}

describe('a user group', () => {
  it('is listed, mentioned by its handle, and told of when people come and go', async () => {
    await does('group', { person: 'maya', handle: 'platform-team', name: 'Platform team', users: ['maya', 'ravi'] });
    await does('group', { person: 'maya', handle: 'platform-team', users: ['maya', 'ben'] });
    const { usergroups } = await client.usergroups.list({ include_users: true });
    const [group] = usergroups ?? [];
    expect(group).toMatchObject({ handle: 'platform-team', name: 'Platform team', users: ['U0MAYA000', 'U0BEN0000'] });
    expect(await client.usergroups.users.list({ usergroup: group?.id ?? '' })).toMatchObject({ users: group?.users });
    expect(await errorOf(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toBe('no_such_subteam');
    const { message } = await slack.control(
      'say',
      { person: 'maya', channel: 'eng', text: 'Ask @platform-team' },
      z.looseObject({ message: anything }),
    );
    expect(message).toMatchObject({ text: `Ask <!subteam^${group?.id}>` });
    expect(await heard('subteam_created')).toMatchObject([{ subteam: { handle: 'platform-team' } }]);
    expect(await heard('subteam_members_changed')).toMatchObject([
      { subteam_id: group?.id, added_users: ['U0BEN0000'], removed_users: ['U0RAVI000'] },
    ]);
  });
});

describe('people who were deactivated', () => {
  it('can do nothing, are in no channel, and are back in all of them when let in again', async () => {
    const eng = { channel: 'C0ENG0000' };
    await expect(does('deactivate', { person: 'ravi', who: 'ben' })).rejects.toThrow('no_permission');
    await does('deactivate', { person: 'maya', who: 'ben' });
    expect(await heard('user_change')).toMatchObject([{ user: { id: 'U0BEN0000', deleted: true } }]);
    await expect(slack.person('ben').says('Hello?', { in: 'eng' })).rejects.toThrow('account_inactive');
    await expect(slack.person('ben').types('/hypha', { in: 'eng' })).rejects.toThrow('account_inactive');
    expect((await client.conversations.members(eng)).members).not.toContain('U0BEN0000');
    expect((await client.users.conversations({ user: 'U0BEN0000' })).channels).toEqual([]);
    const { user } = await client.users.info({ user: 'U0BEN0000' });
    expect(user).toMatchObject({ deleted: true });
    expect(user).not.toHaveProperty('tz');
    expect(await errorOf(client.conversations.open({ users: 'U0BEN0000' }))).toBe('user_disabled');
    await expect(maya.invites('ben', { to: 'leads' })).rejects.toThrow('ben was deactivated');
    await does('reactivate', { person: 'maya', who: 'ben' });
    expect((await client.conversations.members(eng)).members).toContain('U0BEN0000');
  });
});

describe('guests', () => {
  it('see only where they are, make and change nothing, and say so to the app', async () => {
    await maya.invites('gus', { to: 'eng' });
    const gus = slack.person('gus');
    expect((await client.users.info({ user: await idOf('gus') })).user).toMatchObject({
      is_restricted: true,
      is_ultra_restricted: false,
    });
    await expect(gus.sees('product')).rejects.toThrow('channel_not_found');
    await expect(gus.joins('general')).rejects.toThrow('channel_not_found');
    await expect(gus.createsChannel('mine')).rejects.toThrow('not a full member');
    await expect(gus.changesChannel('eng', 'rename', 'ours')).rejects.toThrow('not a full member');
    await expect(gus.removes('ravi', { from: 'eng' })).rejects.toThrow('not a full member');
  });

  it('for one channel are in one channel', async () => {
    await maya.invites('sol', { to: 'eng' });
    expect((await client.users.info({ user: await idOf('sol') })).user).toMatchObject({ is_ultra_restricted: true });
    await expect(maya.invites('sol', { to: 'product' })).rejects.toThrow('guest for one channel');
  });
});

describe('a channel shared with another company', () => {
  it('says so, lets its people in, and tells whose they are', async () => {
    const pia = await idOf('pia');
    expect((await client.users.info({ user: pia })).user).toMatchObject({ is_stranger: true });
    await expect(maya.invites('pia', { to: 'product' })).rejects.toThrow('not shared');
    await does('share-channel', { person: 'maya', channel: 'product', with: 'Harbor Freightlines' });
    await maya.invites('pia', { to: 'product' });
    const { user } = await client.users.info({ user: pia, include_locale: true });
    expect(user).toMatchObject({ team_id: 'T0HARBORFREIGHTLINES', is_stranger: false });
    expect(user).not.toHaveProperty('locale');
    expect(user?.profile).not.toHaveProperty('email');
    expect((await client.users.list({})).members?.map(({ name }) => name)).not.toContain('pia');
    expect((await client.conversations.info({ channel: 'C0PRODUCT' })).channel).toMatchObject({
      is_shared: true,
      is_ext_shared: true,
      conversation_host_id: 'T0HYPHA0',
      connected_team_ids: ['T0HARBORFREIGHTLINES'],
      shared_team_ids: ['T0HYPHA0', 'T0HARBORFREIGHTLINES'],
    });
    expect(await client.team.info({ team: 'T0HARBORFREIGHTLINES' })).toMatchObject({
      team: { name: 'Harbor Freightlines' },
    });
    expect(await heard('channel_shared')).toMatchObject([{ channel: 'C0PRODUCT', connected_team_id: user?.team_id }]);
    expect(await heard('member_joined_channel')).toMatchObject([{ user: pia, team: user?.team_id }]);
  });

  it('sends events whose envelope names both companies', async () => {
    await slack.person('pia').says('Good morning', { in: 'product' });
    await maya.says('Good morning to you', { in: 'product' });
    await maya.says('At home', { in: 'eng' });
    await slack.settled();
    const ours = { context_team_id: 'T0HYPHA0', authorizations: [{ team_id: 'T0HYPHA0', user_id: 'U0HYPHA000' }] };
    expect(app.heard.map(({ body }) => body)).toMatchObject([
      {
        ...ours,
        team_id: 'T0HARBORFREIGHTLINES',
        is_ext_shared_channel: true,
        event: { user_team: 'T0HARBORFREIGHTLINES' },
      },
      { ...ours, team_id: 'T0HYPHA0', is_ext_shared_channel: true, event: { source_team: 'T0HYPHA0' } },
      { ...ours, team_id: 'T0HYPHA0', is_ext_shared_channel: false },
    ]);
  });

  it('is left by their people when it is shared no more', async () => {
    const pia = await idOf('pia');
    await does('unshare-channel', { person: 'maya', channel: 'product', with: 'Harbor Freightlines' });
    expect(await heard('channel_unshared')).toMatchObject([{ channel: 'C0PRODUCT', is_ext_shared: false }]);
    expect((await client.conversations.members({ channel: 'C0PRODUCT' })).members).not.toContain(pia);
    expect((await client.conversations.info({ channel: 'C0PRODUCT' })).channel).toMatchObject({ is_ext_shared: false });
    await expect(slack.person('pia').sees('product')).rejects.toThrow('channel_not_found');
  });
});

describe('channels', () => {
  it('that are deleted are gone, and the app is told of those it could see', async () => {
    for (const [name, isPrivate] of [
      ['open', false],
      ['closed', true],
      ['hidden', true],
    ] as const) {
      const id = await maya.createsChannel(name, { private: isPrivate });
      if (name !== 'hidden') await maya.invites('hypha', { to: name });
      await expect(does('delete-channel', { person: 'ravi', channel: name })).rejects.toThrow(
        /no_permission|not_found/,
      );
      await does('delete-channel', { person: 'maya', channel: name });
      expect(await errorOf(client.conversations.info({ channel: id }))).toBe('channel_not_found');
      await expect(maya.sees(name)).rejects.toThrow('channel_not_found');
    }
    expect(await heard('channel_deleted')).toHaveLength(1);
    expect(await heard('group_deleted')).toMatchObject([{ actor_id: 'U0MAYA000', date_deleted: expect.any(Number) }]);
  });

  it('that are private tell of their changes as groups, to who is in them', async () => {
    await maya.createsChannel('board', { private: true });
    await maya.changesChannel('board', 'archive');
    expect(await heard()).toEqual([]);
    await maya.changesChannel('board', 'unarchive');
    await maya.invites('hypha', { to: 'board' });
    await slack.settled();
    app.heard.length = 0;
    await maya.changesChannel('board', 'archive');
    await maya.changesChannel('board', 'unarchive');
    await maya.removes('hypha', { from: 'board' });
    expect((await heard()).filter(({ type }) => type !== 'message')).toMatchObject([
      { type: 'group_archive', user: 'U0MAYA000' },
      { type: 'group_unarchive', actor_id: 'U0MAYA000' },
      { type: 'group_left', actor_id: 'U0MAYA000' },
    ]);
  });

  it('are renamed to names that Slack takes, and archived only where they may be', async () => {
    await expect(maya.changesChannel('support', 'rename', 'eng')).rejects.toThrow('name_taken');
    await expect(maya.changesChannel('support', 'rename', 'Not this')).rejects.toThrow('invalid_name');
    await expect(maya.changesChannel('general', 'archive')).rejects.toThrow('cannot be archived');
    await client.conversations.rename({ channel: 'C0SUPPORT', name: 'help' });
    await client.conversations.setTopic({ channel: 'C0SUPPORT', topic: 'We help' });
    await client.conversations.setPurpose({ channel: 'C0SUPPORT', purpose: 'To help' });
    expect((await client.conversations.info({ channel: 'C0SUPPORT' })).channel).toMatchObject({
      name: 'help',
      previous_names: ['support'],
      topic: { value: 'We help' },
      purpose: { value: 'To help' },
    });
    const long = 'x'.repeat(251);
    expect(await errorOf(client.conversations.setTopic({ channel: 'C0SUPPORT', topic: long }))).toBe('too_long');
  });

  it('of several people are group messages, heard as such', async () => {
    const { channel } = await client.conversations.open({ users: 'U0MAYA000,U0ANA0000' });
    await maya.says('The three of us', { in: '@ana,@hypha' });
    expect(await heard('message')).toMatchObject([{ channel: channel?.id, channel_type: 'mpim' }]);
    const { channels } = await client.conversations.list({ types: 'mpim' });
    expect(channels?.map(({ is_mpim, name }) => [is_mpim, name])).toEqual([[true, 'mpdm-hypha--maya--ana-1']]);
    await expect(does('leave', { person: 'maya', channel: channel?.id })).rejects.toThrow('Nobody leaves');
  });
});
