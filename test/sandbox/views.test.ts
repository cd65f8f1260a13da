import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSlack, type Person, type Slack } from '../support/slack.ts';
import { type BoltApp, newApp, startApp } from './bolt.ts';

const words = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (title: string, more: object = {}) => ({
  type: 'modal' as const,
  title: words(title),
  blocks: [{ type: 'divider' as const }],
  ...more,
});
const home = (text: string) => ({ type: 'home' as const, blocks: [{ type: 'header' as const, text: words(text) }] });

let slack: Slack;
let app: BoltApp;
let client: WebClient;
let maya: Person;
let triggers: string[];

async function openAll(timing: { triggerMs?: number; responseUrlMs?: number } = {}): Promise<void> {
  slack = await openSlack({ timing: { answerMs: 0, ...timing } });
  client = new WebClient(slack.credentials.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
  maya = slack.person('maya');
  triggers = [];
  app = newApp(slack, 'http');
  app.command('/go', async ({ ack, command }) => {
    triggers.push(command.trigger_id, command.response_url);
    await ack();
  });
  await startApp(slack, app, 'http');
}

async function closeAll(): Promise<void> {
  await app.stop();
  await slack.close();
}

async function reopen(timing: Parameters<typeof openAll>[0]): Promise<void> {
  await closeAll();
  await openAll(timing);
}

beforeEach(() => openAll());
afterEach(closeAll);

async function trigger(): Promise<string> {
  await maya.types('/go', { in: 'eng' });
  return triggers.at(-2) ?? '';
}

async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'none',
    (error: unknown) => (error instanceof WebAPIPlatformError ? error.data.error : error),
  );
}

describe('a trigger', () => {
  it('opens one modal, for the person who gave it, for a few seconds', async () => {
    const trigger_id = await trigger();
    const { view } = await client.views.open({ trigger_id, view: modal('Decide') });
    expect(view).toMatchObject({
      title: { text: 'Decide' },
      root_view_id: view?.id,
      previous_view_id: null,
      state: { values: {} },
    });
    expect(await maya.modal()).toMatchObject({ id: view?.id });
    expect(await slack.person('ravi').modal()).toBeNull();
    expect(await refusal(client.views.open({ trigger_id, view: modal('Again') }))).toBe('exchanged_trigger_id');
    expect(await refusal(client.views.open({ trigger_id: '1.2', view: modal('Again') }))).toBe('invalid_trigger_id');
  });

  it('is not used up by a view with a fault, and is too old after a moment', async () => {
    const trigger_id = await trigger();
    expect(await refusal(client.views.open({ trigger_id, view: modal('x'.repeat(30)) }))).toBe('invalid_arguments');
    expect(await client.views.open({ trigger_id, view: modal('Decide') })).toMatchObject({ ok: true });
    await reopen({ triggerMs: -1 });
    expect(await refusal(client.views.open({ trigger_id: await trigger(), view: modal('Late') }))).toBe(
      'expired_trigger_id',
    );
  });

  it('pushes up to three modals on a stack', async () => {
    expect(await refusal(client.views.push({ trigger_id: await trigger(), view: modal('None') }))).toBe('not_found');
    await client.views.open({ trigger_id: await trigger(), view: modal('One') });
    await client.views.push({ trigger_id: await trigger(), view: modal('Two') });
    const { view } = await client.views.push({
      trigger_id: await trigger(),
      view: modal('Three', { clear_on_close: true }),
    });
    expect(view?.previous_view_id).not.toBe(view?.root_view_id);
    expect(await refusal(client.views.push({ trigger_id: await trigger(), view: modal('Four') }))).toBe(
      'push_limit_reached',
    );
    await maya.closes();
    expect(await maya.modal()).toBeNull();
  });
});

describe('a view', () => {
  it('is updated by id or by the app’s own name for it, and only from the version that was read', async () => {
    const { view } = await client.views.open({
      trigger_id: await trigger(),
      view: modal('One', { external_id: 'mine' }),
    });
    const { view: second } = await client.views.update({
      external_id: 'mine',
      view: modal('Two', { external_id: 'mine' }),
      hash: view?.hash ?? '',
    });
    expect(second).toMatchObject({ id: view?.id, title: { text: 'Two' } });
    expect(
      await refusal(client.views.update({ view_id: view?.id ?? '', view: modal('Three'), hash: view?.hash ?? '' })),
    ).toBe('hash_conflict');
    expect(
      await refusal(client.views.open({ trigger_id: await trigger(), view: modal('Twin', { external_id: 'mine' }) })),
    ).toBe('duplicate_external_id');
    expect(await refusal(client.views.update({ view_id: 'VNONE', view: modal('x') }))).toBe('not_found');
  });

  it('keeps what was typed where block and action keep their names', async () => {
    const field = {
      type: 'input',
      block_id: 'b',
      label: words('What'),
      element: { type: 'plain_text_input', action_id: 'a', initial_value: 'first' },
    };
    const form = (title: string) => modal(title, { submit: words('Save'), blocks: [field] });
    const { view } = await client.views.open({ trigger_id: await trigger(), view: form('One') });
    await maya.fills({ What: 'typed' });
    await client.views.update({ view_id: view?.id ?? '', view: form('Two') });
    expect(await maya.modal()).toMatchObject({
      title: { text: 'Two' },
      state: { values: { b: { a: { type: 'plain_text_input', value: 'typed' } } } },
    });
  });

  it('on the Home is each person’s own, with a version', async () => {
    const { view } = await client.views.publish({ user_id: 'U0MAYA000', view: home('Maya') });
    await client.views.publish({ user_id: 'U0RAVI000', view: home('Ravi') });
    expect(await maya.home()).toMatchObject({ id: view?.id, blocks: [{ text: { text: 'Maya' } }] });
    const { view: next } = await client.views.publish({
      user_id: 'U0MAYA000',
      view: home('Again'),
      hash: view?.hash ?? '',
    });
    expect(next?.id).toBe(view?.id);
    expect(
      await refusal(client.views.publish({ user_id: 'U0MAYA000', view: home('Old'), hash: view?.hash ?? '' })),
    ).toBe('hash_conflict');
  });
});

describe('a response_url', () => {
  const answer = (url: string, body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

  it('takes five answers and no more', async () => {
    await trigger();
    const url = triggers.at(-1) ?? '';
    const statuses = [];
    for (let n = 0; n < 6; n++) statuses.push((await answer(url, { text: `answer ${n}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect((await maya.sees('eng')).map(({ text }) => text)).toEqual([
      'answer 0',
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 4',
    ]);
    expect(await (await answer(url, { text: 'x' })).text()).toBe('used_url');
  });

  it('expires', async () => {
    await reopen({ responseUrlMs: -1 });
    await trigger();
    expect(await (await answer(triggers.at(-1) ?? '', { text: 'late' })).text()).toBe('expired_url');
  });
});
