import type { ModalView } from '@slack/types';
import type { BoltApp } from '../sandbox/bolt.ts';

/** A small app with one of everything that a person meets: a command, shortcuts, a form, buttons, a Home. */

const text = (words: string) => ({ type: 'plain_text' as const, text: words });

const form = (metadata: string): ModalView => ({
  type: 'modal',
  callback_id: 'bed',
  private_metadata: metadata,
  title: text('Plan a bed'),
  submit: text('Plan'),
  close: text('Not now'),
  blocks: [
    { type: 'input', block_id: 'name', label: text('Name'), element: { type: 'plain_text_input', action_id: 'name' } },
    {
      type: 'input',
      block_id: 'kind',
      label: text('Kind'),
      element: {
        type: 'static_select',
        action_id: 'kind',
        options: ['Roses', 'Beans'].map((words) => ({ text: text(words), value: words.toLowerCase() })),
      },
    },
    {
      type: 'input',
      block_id: 'seed',
      optional: true,
      label: text('Seed'),
      element: { type: 'external_select', action_id: 'seed', min_query_length: 1 },
    },
    {
      type: 'input',
      block_id: 'when',
      optional: true,
      label: text('When'),
      element: { type: 'datepicker', action_id: 'when' },
    },
    {
      type: 'input',
      block_id: 'care',
      optional: true,
      label: text('Care'),
      element: {
        type: 'checkboxes',
        action_id: 'care',
        options: ['Water', 'Weed'].map((words) => ({ text: text(words), value: words.toLowerCase() })),
      },
    },
  ],
});

export function gardener(app: BoltApp): void {
  app.command('/plant', async ({ ack, command, client }) => {
    await ack();
    if (command.text === '')
      await client.views.open({ trigger_id: command.trigger_id, view: form(command.channel_id) });
    else
      await client.chat.postEphemeral({
        channel: command.channel_id,
        user: command.user_id,
        text: `Planted ${command.text}`,
        blocks: [
          { type: 'section', text: { type: 'mrkdwn', text: `Planted *${command.text}*` } },
          {
            type: 'actions',
            elements: [
              { type: 'button', action_id: 'water', text: text('Water it'), value: command.text, style: 'primary' },
              {
                type: 'button',
                action_id: 'dig',
                text: text('Dig it out'),
                style: 'danger',
                confirm: {
                  title: text('Sure?'),
                  text: text('It will be gone.'),
                  confirm: text('Dig'),
                  deny: text('Leave it'),
                },
              },
            ],
          },
        ],
      });
  });
  app.shortcut('plan_bed', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: form('') });
  });
  app.shortcut({ callback_id: 'press_flower', type: 'message_action' }, async ({ ack, shortcut, client }) => {
    await ack();
    const { channel, message_ts, user } = shortcut;
    const words = `<@${user.id}> kept this: ${shortcut.message.text ?? ''}`;
    await client.chat.postMessage({ channel: channel.id, thread_ts: message_ts, text: words });
  });
  app.action('water', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'Watered.', replace_original: true });
  });
  app.action('smell', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'It smells of rain.', response_type: 'ephemeral', replace_original: false });
  });
  app.action('dig', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
  app.options('seed', async ({ ack, options }) => {
    const all = ['Borlotti', 'Barlotta', 'Runner'].filter((one) =>
      one.toLowerCase().includes(options.value.toLowerCase()),
    );
    await ack({ options: all.map((words) => ({ text: text(words), value: words.toLowerCase() })) });
  });
  app.view('bed', async ({ ack, view, body, client }) => {
    const name = view.state.values.name?.name?.value ?? '';
    if (name.length < 3)
      return ack({ response_action: 'errors', errors: { name: 'A name has three letters or more.' } });
    await ack();
    const kind = view.state.values.kind?.kind?.selected_option?.value ?? 'nothing';
    const seed = view.state.values.seed?.seed?.selected_option?.value ?? 'no seed';
    const care =
      (view.state.values.care?.care?.selected_options ?? []).map(({ value }) => value).join(', ') || 'no care';
    await client.chat.postMessage({ channel: body.user.id, text: `Bed ${name}: ${kind}, ${seed}, ${care}` });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home') await client.views.publish({ user_id: event.user, view: home('Nothing ripe yet.') });
  });
  app.action('harvest', async ({ ack, body, client }) => {
    await ack();
    await client.views.publish({ user_id: body.user.id, view: home('Three tomatoes harvested.') });
  });
  app.action('mood', async ({ ack, body, client, action }) => {
    await ack();
    const words = action.type === 'static_select' ? action.selected_option.text.text : '';
    await client.views.publish({ user_id: body.user.id, view: home(`The mood is ${words}.`) });
  });
}

const home = (words: string) => ({
  type: 'home' as const,
  blocks: [
    { type: 'header' as const, text: text('Your garden') },
    {
      type: 'section' as const,
      text: { type: 'mrkdwn' as const, text: words },
      accessory: { type: 'button' as const, action_id: 'harvest', text: text('Harvest') },
    },
    {
      type: 'section' as const,
      text: { type: 'mrkdwn' as const, text: 'How is it?' },
      accessory: {
        type: 'static_select' as const,
        action_id: 'mood',
        placeholder: text('Mood'),
        options: ['Calm', 'Wild'].map((one) => ({ text: text(one), value: one.toLowerCase() })),
      },
    },
  ],
});
