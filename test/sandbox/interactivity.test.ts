import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, openSlack, type Person, type Slack } from '../support/slack.ts';
import { type BoltApp, type Mode, newApp, startApp } from './bolt.ts';

const input = (block_id: string, label: string, element: object) => ({
  type: 'input' as const,
  block_id,
  label: { type: 'plain_text' as const, text: label },
  element: { type: 'plain_text_input' as const, action_id: 'text', ...element },
});
const words = (text: string) => ({ type: 'plain_text' as const, text });
const form = {
  type: 'modal' as const,
  callback_id: 'decide',
  title: words('Decide'),
  submit: words('Save'),
  notify_on_close: true,
  private_metadata: 'D-42',
  blocks: [input('statement', 'Statement', {}), { ...input('why', 'Why', {}), optional: true }],
};
const button = (text: string, value: string) => ({
  type: 'button' as const,
  action_id: text.toLowerCase(),
  text: words(text),
  value,
});
const card = {
  text: 'D-42',
  blocks: [{ type: 'actions' as const, block_id: 'card', elements: [button('Change', '42'), button('Drop', '43')] }],
};

/** An app that does one of everything, with the real Bolt. */
function register(app: BoltApp, heard: unknown[]): void {
  app.command('/echo', ({ ack, command }) => ack(`${command.text} by ${command.user_name} in ${command.channel_name}`));
  app.command('/card', async ({ ack, respond }) => {
    await ack();
    await respond({ ...card, response_type: 'ephemeral' });
  });
  app.command('/shout', ({ ack }) => ack({ response_type: 'in_channel', text: 'for all' }));
  app.command('/form', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: form });
  });
  app.action('change', async ({ ack, body, respond, action }) => {
    heard.push({ action, body });
    await ack();
    await respond({ replace_original: true, text: 'changed' });
  });
  app.action('drop', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
  app.view('decide', async ({ ack, view, body }) => {
    heard.push({ view, body });
    const said = view.state.values.statement?.text?.value ?? '';
    if (said === 'bad') await ack({ response_action: 'errors', errors: { statement: 'Say what was decided.' } });
    else if (said === 'more') await ack({ response_action: 'push', view: { ...form, title: words('More') } });
    else if (said === 'other') await ack({ response_action: 'update', view: { ...form, title: words('Other') } });
    else if (said === 'enough') await ack({ response_action: 'clear' });
    else await ack();
  });
  app.view({ callback_id: 'decide', type: 'view_closed' }, async ({ ack, body }) => {
    heard.push({ closed: 'is_cleared' in body && body.is_cleared });
    await ack();
  });
  app.shortcut('log', async ({ ack, shortcut, client }) => {
    heard.push({ shortcut });
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: form });
  });
  app.options('topic', ({ ack, payload }) =>
    ack({ options: [{ text: words(`${payload.value} billing`), value: 'billing' }] }),
  );
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    const select = { type: 'external_select' as const, action_id: 'topic', min_query_length: 1 };
    const picker = {
      type: 'static_select' as const,
      action_id: 'pace',
      options: ['slow', 'fast'].map((value) => ({ text: words(value), value })),
    };
    const blocks = [{ type: 'actions' as const, block_id: 'home', elements: [button('Change', '1'), select, picker] }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  app.action('pace', async ({ ack, body, action }) => {
    heard.push({ action, body });
    await ack();
  });
}

describe.each<Mode>(['http', 'socket'])('a Bolt app over %s', (mode) => {
  const heard: unknown[] = [];
  let slack: Slack;
  let app: BoltApp;
  let maya: Person;

  beforeAll(async () => {
    slack = await openSlack();
    app = newApp(slack, mode);
    register(app, heard);
    await startApp(slack, app, mode);
    maya = slack.person('maya');
  });
  afterAll(async () => {
    await app.stop();
    await slack.close();
  });

  it('answers a slash command to the asker alone', async () => {
    const answer = await maya.types('/echo use Postgres with @ravi', { in: 'eng' });
    expect(answer.text).toBe('use Postgres with <@U0RAVI000|ravi> by maya in eng');
    expect((await maya.sees('eng')).at(-1)).toMatchObject({ is_ephemeral: true, by: 'hypha', text: answer.text });
    expect(await slack.person('ravi').sees('eng')).toEqual([]);
  });

  it('answers later through the response_url, even where it is not a member', async () => {
    const answer = await maya.types('/card', { in: 'general' });
    expect(answer.messages).toMatchObject([{ text: 'D-42', blocks: [{ type: 'actions' }] }]);
  });

  it('answers to the whole channel when it says so', async () => {
    expect((await maya.types('/shout', { in: 'product' })).text).toBe('for all');
    expect(await slack.person('ben').sees('product')).toMatchObject([{ text: 'for all', subtype: 'bot_message' }]);
  });

  it('is told about a click with the value and the place, and changes the ephemeral message', async () => {
    await maya.types('/card', { in: 'eng' });
    expect(await maya.clicks('Change', { in: 'eng' })).toMatchObject({ heard: true });
    await eventually(async () =>
      expect((await maya.sees('eng')).at(-1)).toMatchObject({ text: 'changed', is_ephemeral: true }),
    );
    expect(heard.at(-1)).toMatchObject({
      action: { type: 'button', action_id: 'change', block_id: 'card', value: '42' },
      body: { container: { type: 'message', is_ephemeral: true }, channel: { name: 'eng' }, user: { name: 'maya' } },
    });
    expect(heard.at(-1)).not.toHaveProperty('body.message');
  });

  it('changes and deletes a message everyone sees', async () => {
    await app.client.chat.postMessage({ channel: 'C0ENG0000', ...card });
    await slack.person('ravi').clicks('change', { in: 'eng' });
    expect(heard.at(-1)).toMatchObject({
      body: { message: { text: 'D-42', bot_id: 'B0HYPHA000' }, container: { is_ephemeral: false } },
    });
    await eventually(async () =>
      expect((await slack.person('ana').sees('eng')).at(-1)).toMatchObject({ text: 'changed', by: 'hypha' }),
    );
    const { ts = '' } = await app.client.chat.postMessage({ channel: 'C0ENG0000', ...card });
    await slack.person('ravi').clicks('Drop', { channel: 'eng', ts });
    await eventually(async () =>
      expect((await slack.person('ana').sees('eng')).map((message) => message.ts)).not.toContain(ts),
    );
  });

  it('opens a modal, refuses a value with an error under its input, and takes the next', async () => {
    const answer = await maya.types('/form', { in: 'eng' });
    expect(answer.modal).toMatchObject({ callback_id: 'decide', private_metadata: 'D-42' });
    expect((await maya.submits()).errors).toEqual({ statement: 'Please complete this required field.' });
    expect((await maya.submits({ Statement: 'bad' })).errors).toEqual({ statement: 'Say what was decided.' });
    const done = await maya.submits({ statement: 'Use Postgres' });
    expect(done).toMatchObject({ submitted: true, modal: null });
    expect(heard.at(-1)).toMatchObject({
      view: { state: { values: { statement: { text: { value: 'Use Postgres' } }, why: { text: { value: null } } } } },
      body: { user: { name: 'maya' } },
    });
  });

  it('pushes, updates and clears the stack of modals, and hears that one was closed', async () => {
    await maya.types('/form', { in: 'eng' });
    const { modal } = await maya.submits({ statement: 'more' });
    expect(modal).toMatchObject({ title: { text: 'More' } });
    await maya.closes();
    await eventually(() => expect(heard.at(-1)).toEqual({ closed: false }));
    expect(await maya.modal()).toMatchObject({ title: { text: 'Decide' } });
    expect((await maya.submits({ statement: 'other' })).modal).toMatchObject({ title: { text: 'Other' } });
    await maya.submits({ statement: 'more' });
    expect((await maya.submits({ statement: 'enough' })).modal).toBeNull();
  });

  it('runs a shortcut on a message and from anywhere', async () => {
    const said = await maya.says('We use Postgres', { in: 'eng' });
    await maya.runs('log', said);
    await eventually(async () => expect(await maya.modal()).toMatchObject({ callback_id: 'decide' }));
    expect(heard.at(-1)).toMatchObject({
      shortcut: { type: 'message_action', message: { text: 'We use Postgres', ts: said.ts }, channel: { name: 'eng' } },
    });
    await maya.runs('log');
    await eventually(() =>
      expect(heard.at(-1)).toMatchObject({ shortcut: { type: 'shortcut', user: { username: 'maya' } } }),
    );
  });

  it('publishes a Home for each person, with pickers that work', async () => {
    expect(await maya.home()).toBeNull();
    await maya.opensHome();
    await eventually(async () => expect(await maya.home()).toMatchObject({ type: 'home' }));
    expect(await slack.person('ravi').home()).toBeNull();
    expect(await maya.isOffered('topic', 'old', 'home')).toEqual([{ text: words('old billing'), value: 'billing' }]);
    await maya.picks('fast', { from: 'pace', at: 'home' });
    expect(heard.at(-1)).toMatchObject({
      action: { type: 'static_select', selected_option: { value: 'fast' } },
      body: {
        container: { type: 'view' },
        view: { state: { values: { home: { pace: { selected_option: { value: 'fast' } } } } } },
      },
    });
  });
});
