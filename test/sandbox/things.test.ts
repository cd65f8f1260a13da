import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Person } from '../support/slack.ts';
import { errorOf, openWithApp, type WithApp } from './box.ts';

/** Files, pins, bookmarks and canvases. */

const ENG = 'C0ENG0000';
const anything = z.looseObject({});
const uploaded = z.looseObject({ file: z.string(), ts: z.string() });
let box: WithApp;
let app: WithApp['app'];
let slack: WithApp['slack'];
let client: WithApp['client'];
let maya: Person;

beforeAll(async () => {
  box = await openWithApp();
  ({ app, slack, client } = box);
  maya = slack.person('maya');
});
beforeEach(() => box.forget());
afterAll(() => box.close());

const upload = (args: object) =>
  slack.control('upload', { person: 'maya', channel: 'eng', name: 'a.txt', ...args }, uploaded);

const heard = (type?: string) => box.heard(type);

const fetched = async (url: string | undefined, token = slack.credentials.botToken) =>
  (await fetch(url ?? '', { headers: { authorization: `Bearer ${token}` } })).text();

describe('a file', () => {
  it('that a person brings stands in their message, and the app can fetch it', async () => {
    const { file, ts } = await upload({ name: 'plan.md', text: '# Plan', comment: 'As @ravi asked' });
    expect(await heard()).toMatchObject([
      {
        type: 'message',
        subtype: 'file_share',
        ts,
        user: 'U0MAYA000',
        text: 'As <@U0RAVI000> asked',
        files: [{ id: file }],
      },
      { type: 'file_shared', file_id: file, channel_id: ENG, user_id: 'U0MAYA000' },
    ]);
    const { file: shape } = await client.files.info({ file });
    expect(shape).toMatchObject({ name: 'plan.md', mimetype: 'text/markdown', size: 6, channels: [ENG] });
    expect(await fetched(shape?.url_private)).toBe('# Plan');
    expect(await fetched(shape?.url_private, 'xoxb-wrong')).toContain('Sign in');
    const { messages } = await client.conversations.history({ channel: ENG, limit: 1 });
    expect(messages?.[0]?.files?.[0]).toMatchObject({ id: file, title: 'plan.md' });
  });

  it('is nothing to the app where it is not', async () => {
    await maya.createsChannel('board', { private: true });
    const { file } = await upload({ channel: 'board', text: 'secret' });
    expect(await errorOf(client.files.info({ file }))).toBe('file_not_found');
    expect((await client.files.list({})).files?.map(({ id }) => id)).not.toContain(file);
    expect(await fetched(`${slack.url}/files/${file}/a.txt`)).toContain('Sign in');
    expect(await heard()).toEqual([]);
  });

  it('by the app is sent as the real client sends it, and lands in the thread', async () => {
    const said = await maya.says('The log, please', { in: 'eng' });
    const sent = await client.filesUploadV2({
      channel_id: ENG,
      thread_ts: said.ts,
      initial_comment: 'Here',
      file: Buffer.from('D-1, D-2'),
      filename: 'log.csv',
      title: 'The log',
    });
    expect(sent.ok).toBe(true);
    const [parent] = (await maya.sees('eng')).slice(-1);
    expect(parent?.replies).toMatchObject([{ by: 'hypha', text: 'Here', subtype: 'file_share' }]);
    const { messages } = await client.conversations.replies({ channel: ENG, ts: said.ts });
    const file = messages?.[1]?.files?.[0];
    expect(file).toMatchObject({ name: 'log.csv', title: 'The log', filetype: 'csv', user: 'U0HYPHA000' });
    expect(await fetched(file?.url_private_download)).toBe('D-1, D-2');
  });

  it('is refused when nobody announced it, when it is another than announced, and twice', async () => {
    const { upload_url = '', file_id = '' } = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
    const post = async (body: string) => (await fetch(upload_url, { method: 'POST', body })).status;
    expect([await post('four'), await post('abc'), await post('abc')]).toEqual([400, 200, 400]);
    const files: [{ id: string }] = [{ id: file_id }];
    expect(await errorOf(client.files.completeUploadExternal({ files, channel_id: 'C0NOWHERE' }))).toBe(
      'channel_not_found',
    );
    expect(await errorOf(client.files.completeUploadExternal({ files }))).toBe('none');
    expect(await errorOf(client.files.completeUploadExternal({ files }))).toBe('file_not_found');
  });

  it('leaves a stone when it is deleted, and only who it belongs to deletes it', async () => {
    const { file, ts } = await upload({ text: 'gone soon' });
    expect(await errorOf(client.files.delete({ file }))).toBe('cant_delete_file');
    await slack.control('delete-file', { person: 'maya', file }, anything);
    expect(await heard('file_deleted')).toMatchObject([{ file_id: file, channel_ids: [ENG] }]);
    const { messages } = await client.conversations.history({ channel: ENG, latest: ts, inclusive: true, limit: 1 });
    expect(messages?.[0]?.files).toEqual([{ id: file, mode: 'tombstone' }]);
  });

  it('in a channel shared with another company is to be asked for', async () => {
    await slack.control('share-channel', { person: 'maya', channel: 'product', with: 'Harbor' }, anything);
    const { file } = await upload({ channel: 'product', text: 'for both' });
    const [event] = await heard('message');
    expect(event?.files).toMatchObject([{ id: file, file_access: 'check_file_info' }]);
    expect(JSON.stringify(event?.files)).not.toContain('a.txt');
    expect((await client.files.info({ file })).file).toMatchObject({ name: 'a.txt' });
  });
});

describe('a pin', () => {
  it('is put once, listed newest first, told of, and taken away', async () => {
    const [one, two] = [await maya.says('one', { in: 'eng' }), await maya.says('two', { in: 'eng' })];
    await client.pins.add({ channel: ENG, timestamp: one.ts });
    await slack.control('pin', { person: 'maya', channel: 'eng', ts: two.ts }, anything);
    expect(await errorOf(client.pins.add({ channel: ENG, timestamp: one.ts }))).toBe('already_pinned');
    const { items } = await client.pins.list({ channel: ENG });
    expect(items?.map(({ message, created_by }) => [message?.text, created_by])).toEqual([
      ['two', 'U0MAYA000'],
      ['one', 'U0HYPHA000'],
    ]);
    expect(await client.conversations.history({ channel: ENG, limit: 1 })).toMatchObject({
      pin_count: 2,
      messages: [{ text: 'two', pinned_to: [ENG] }],
    });
    await maya.deletes(two);
    expect((await client.pins.list({ channel: ENG })).items).toHaveLength(1);
    await client.pins.remove({ channel: ENG, timestamp: one.ts });
    expect(await errorOf(client.pins.remove({ channel: ENG, timestamp: one.ts }))).toBe('no_pin');
    expect(await heard('pin_added')).toHaveLength(2);
    expect(await heard('pin_removed')).toMatchObject([{ user: 'U0HYPHA000', has_pins: false }]);
  });
});

describe('a bookmark', () => {
  it('is a link on a channel, changed and removed', async () => {
    const link = { channel_id: ENG, title: 'Log', type: 'link' as const, link: 'https://hypha.example/log' };
    const { bookmark } = await client.bookmarks.add(link);
    await client.bookmarks.edit({ channel_id: ENG, bookmark_id: bookmark?.id ?? '', title: 'The log' });
    expect((await client.bookmarks.list({ channel_id: ENG })).bookmarks).toMatchObject([
      { title: 'The log', link: link.link },
    ]);
    expect((await client.bookmarks.list({ channel_id: 'C0SUPPORT' })).bookmarks).toEqual([]);
    await client.bookmarks.remove({ channel_id: ENG, bookmark_id: bookmark?.id ?? '' });
    expect((await client.bookmarks.list({ channel_id: ENG })).bookmarks).toEqual([]);
    expect(await errorOf(client.bookmarks.add({ ...link, link: 'not a link' }))).toBe('invalid_link');
  });
});

describe('a canvas', () => {
  const content = (markdown: string) => ({ type: 'markdown' as const, markdown });
  const first = (sections?: { id?: string }[]) => sections?.[0]?.id ?? '';

  it('is written in sections, which are found, changed and taken out', async () => {
    const { canvas_id = '' } = await client.canvases.create({
      title: 'Decisions',
      document_content: content('# Open\n\nUse Postgres?\n\n## Settled\nNothing yet'),
    });
    const find = async (text: string) =>
      (await client.canvases.sections.lookup({ canvas_id, criteria: { contains_text: text } })).sections;
    const headings = await client.canvases.sections.lookup({ canvas_id, criteria: { section_types: ['any_header'] } });
    expect(headings.sections).toHaveLength(2);
    const edit = (change: object) => client.apiCall('canvases.edit', { canvas_id, changes: [change] });
    await edit({
      operation: 'insert_after',
      section_id: first(await find('Settled')),
      document_content: content('Postgres it is'),
    });
    await edit({ operation: 'delete', section_id: first(await find('Nothing yet')) });
    expect(await find('Nothing yet')).toEqual([]);
    expect(await find('Postgres it is')).toHaveLength(1);
    expect(await errorOf(edit({ operation: 'delete', section_id: 'temp:C:none' }))).toBe('canvas_editing_failed');
    expect((await client.files.info({ file: canvas_id })).file).toMatchObject({ title: 'Decisions', filetype: 'quip' });
    await client.canvases.delete({ canvas_id });
    expect(await errorOf(client.files.info({ file: canvas_id }))).toBe('file_not_found');
  });

  it('of a channel there is one', async () => {
    await client.conversations.canvases.create({ channel_id: ENG, document_content: content('# Eng') });
    expect(await errorOf(client.conversations.canvases.create({ channel_id: ENG }))).toBe(
      'channel_canvas_already_exists',
    );
    expect(await errorOf(client.conversations.canvases.create({ channel_id: 'C0GENERAL' }))).toBe('not_in_channel');
  });
});

describe('blocks', () => {
  it('are judged without being sent, and without a token', async () => {
    const wrong = [{ type: 'section' }, { type: 'hologram' }];
    const body = JSON.stringify({ blocks: wrong });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${slack.apiUrl}blocks.validate`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      errors: [
        { message: 'missing required field: text', pointer: '/blocks/0' },
        { message: 'unsupported type: hologram', pointer: '/blocks/1' },
      ],
    });
    expect(await client.blocks.validate({ blocks: [{ type: 'divider' }] })).toMatchObject({ ok: true });
  });

  it('with feedback buttons tell the app which one was pressed', async () => {
    const button = (words: string, value: string) => ({ text: { type: 'plain_text' as const, text: words }, value });
    await client.chat.postMessage({
      channel: ENG,
      text: 'Useful?',
      blocks: [
        {
          type: 'context_actions',
          elements: [
            {
              type: 'feedback_buttons',
              action_id: 'useful',
              positive_button: button('Yes', 'good'),
              negative_button: button('No', 'bad'),
            },
          ],
        },
      ],
    });
    await maya.picks('No', { from: 'useful', at: { in: 'eng' } });
    const pressed = app.heard.find(({ body }) => body.type === 'block_actions')?.body;
    expect(pressed).toMatchObject({
      actions: [{ type: 'feedback_buttons', action_id: 'useful', value: 'bad', text: { text: 'No' } }],
    });
  });

  it('that ask for numbers, addresses and links are checked before they are sent', async () => {
    const field = (type: string, more: object = {}) => ({
      type: 'input',
      block_id: type,
      label: { type: 'plain_text', text: type },
      element: { type, action_id: type, ...more },
    });
    await maya.runs('any');
    const { trigger_id } = z
      .looseObject({ trigger_id: z.string() })
      .parse(app.heard.findLast(({ body }) => body.type === 'shortcut')?.body);
    await client.apiCall('views.open', {
      trigger_id,
      view: {
        type: 'modal',
        title: { type: 'plain_text', text: 'Form' },
        submit: { type: 'plain_text', text: 'Go' },
        blocks: [
          field('number_input', { is_decimal_allowed: false, min_value: '3' }),
          field('email_text_input'),
          field('url_text_input'),
        ],
      },
    });
    const wrong = await maya.submits({ number_input: '2.5', email_text_input: 'maya', url_text_input: 'there' });
    expect(wrong.errors).toEqual({
      number_input: 'This must be a whole number.',
      email_text_input: 'This must be an email address.',
      url_text_input: 'This must be a link.',
    });
    expect((await maya.submits({ number_input: '2' })).errors?.number_input).toBe('This must be at least 3.');
    const right = { number_input: '3', email_text_input: 'm@x.example', url_text_input: 'https://x.example' };
    expect(await maya.submits(right)).toMatchObject({ submitted: true, modal: null });
  });
});
