import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One of every block and element that Slack's own types know, and words by which a person recognises it on the page. */

type Json = Record<string, unknown>;
export interface Specimen {
  block: Json;
  /** On the page as text, label, value or placeholder. */
  shows: string;
}

const types = join(dirname(createRequire(import.meta.url).resolve('@slack/types/package.json')), 'dist/block-kit');

/** The `type` of everything in one of the installed type files. */
function typesIn(file: string): string[] {
  const text = readFileSync(join(types, file), 'utf8');
  return [...new Set([...text.matchAll(/^\s*type: '(\w+)'/gm)].map((match) => match[1] ?? ''))].sort();
}

export const blockTypes = typesIn('blocks.d.ts');
export const elementTypes = typesIn('block-elements.d.ts');
export const textTypes = typesIn('composition-objects.d.ts');

const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const rich = (...elements: Json[]): Json => ({ type: 'rich_text', elements });
const line = (...elements: Json[]): Json => ({ type: 'rich_text_section', elements });
const said = (text: string): Json => ({ type: 'text', text });
const picture = (alt_text: string): Json => ({ type: 'image', alt_text, image_url: 'https://pictures.example/a.png' });
const options = ['One', 'Two'].map((words) => ({ text: plain(words), value: words.toLowerCase() }));
const button = (words: string): Json => ({ type: 'button', action_id: 'go', text: plain(words) });

export const blocks: Record<string, Specimen> = {
  actions: { block: { type: 'actions', elements: [button('Act now')] }, shows: 'Act now' },
  alert: { block: { type: 'alert', level: 'warning', text: plain('Mind the step') }, shows: 'Mind the step' },
  card: {
    block: {
      type: 'card',
      hero_image: picture('a hero'),
      title: mrkdwn('*A card*'),
      subtitle: mrkdwn('below it'),
      body: mrkdwn('its body'),
      actions: [button('Take it')],
    },
    shows: 'its body',
  },
  carousel: {
    block: {
      type: 'carousel',
      elements: [
        { type: 'card', title: mrkdwn('First card') },
        { type: 'card', title: mrkdwn('Second card') },
      ],
    },
    shows: 'Second card',
  },
  container: {
    block: {
      type: 'container',
      title: plain('A box'),
      child_blocks: [{ type: 'section', text: plain('inside the box') }],
    },
    shows: 'inside the box',
  },
  context: { block: { type: 'context', elements: [picture('a dot'), mrkdwn('said _aside_')] }, shows: 'said aside' },
  context_actions: {
    block: {
      type: 'context_actions',
      elements: [{ type: 'icon_button', icon: 'trash', text: plain('Throw away'), action_id: 'bin' }],
    },
    shows: 'Throw away',
  },
  data_table: {
    block: {
      type: 'data_table',
      caption: 'Hours by person',
      rows: [
        [
          { type: 'raw_text', text: 'Who' },
          { type: 'raw_text', text: 'Hours' },
        ],
        [
          { type: 'raw_text', text: 'Maya' },
          { type: 'raw_number', value: 31, text: '31 h' },
        ],
      ],
    },
    shows: '31 h',
  },
  divider: { block: { type: 'divider' }, shows: '' },
  file: { block: { type: 'file', source: 'remote', external_id: 'plan-7' }, shows: 'plan-7' },
  header: { block: { type: 'header', text: plain('A heading') }, shows: 'A heading' },
  image: { block: { ...picture('a red barn'), title: plain('The barn') }, shows: 'a red barn' },
  input: {
    block: {
      type: 'input',
      label: plain('Your name'),
      hint: plain('as written'),
      element: { type: 'plain_text_input', action_id: 'name' },
    },
    shows: 'as written',
  },
  markdown: {
    block: { type: 'markdown', text: '# Title\n\n- **bold** item\n\n| a | b |\n|---|---|\n| 1 | cell |' },
    shows: 'cell',
  },
  plan: {
    block: {
      type: 'plan',
      title: 'The plan',
      tasks: [{ type: 'task_card', task_id: 't', title: 'Dig the bed', status: 'in_progress' }],
    },
    shows: 'Dig the bed',
  },
  rich_text: { block: rich(line(said('rich words'))), shows: 'rich words' },
  section: {
    block: { type: 'section', text: mrkdwn('a *section*'), fields: [mrkdwn('with a field')] },
    shows: 'with a field',
  },
  table: {
    block: { type: 'table', rows: [[{ type: 'raw_text', text: 'Head' }], [rich(line(said('rich cell')))]] },
    shows: 'rich cell',
  },
  task_card: {
    block: {
      type: 'task_card',
      task_id: 't',
      title: 'Sow the beans',
      status: 'complete',
      output: rich(line(said('sown'))),
      sources: [{ type: 'url', url: 'https://beans.example', text: 'Bean book' }],
    },
    shows: 'Bean book',
  },
  video: {
    block: {
      type: 'video',
      alt_text: 'a film of bees',
      title: plain('Bees'),
      video_url: 'https://films.example/1',
      thumbnail_url: 'https://films.example/1.png',
    },
    shows: 'a film of bees',
  },
};

const inInput = (element: Json, shows: string): Specimen => ({
  block: { type: 'input', label: plain('Label'), element: { action_id: 'it', ...element } },
  shows,
});
const inAction = (element: Json, shows: string): Specimen => ({
  block: { type: 'actions', elements: [{ action_id: 'it', ...element }] },
  shows,
});
const inText = (element: Json, shows: string): Specimen => ({ block: rich(line(element)), shows });

export const elements: Record<string, Specimen> = {
  button: inAction({ type: 'button', text: plain('Press me') }, 'Press me'),
  checkboxes: inInput({ type: 'checkboxes', options }, 'Two'),
  datepicker: inInput({ type: 'datepicker', initial_date: '2026-11-21' }, '2026-11-21'),
  datetimepicker: inInput({ type: 'datetimepicker', initial_date_time: 1_795_000_000 }, '2026-11-18'),
  email_text_input: inInput({ type: 'email_text_input', placeholder: plain('a@b.example') }, 'a@b.example'),
  feedback_buttons: {
    block: {
      type: 'context_actions',
      elements: [
        {
          type: 'feedback_buttons',
          action_id: 'it',
          positive_button: { text: plain('Good answer'), value: 'good' },
          negative_button: { text: plain('Bad answer'), value: 'bad' },
        },
      ],
    },
    shows: 'Bad answer',
  },
  file_input: inInput({ type: 'file_input' }, 'A file can be chosen here'),
  icon_button: {
    block: {
      type: 'context_actions',
      elements: [{ type: 'icon_button', icon: 'trash', text: plain('Bin it'), action_id: 'it' }],
    },
    shows: 'Bin it',
  },
  image: { block: { type: 'context', elements: [picture('a small picture')] }, shows: 'a small picture' },
  users_select: inInput({ type: 'users_select', initial_user: 'U0RAVI000' }, 'Ravi Menon'),
  multi_users_select: inInput({ type: 'multi_users_select', initial_users: ['U0RAVI000', 'U0ANA0000'] }, 'Ana Duarte'),
  static_select: inInput({ type: 'static_select', options, initial_option: options[1] }, 'Two'),
  multi_static_select: inInput(
    { type: 'multi_static_select', option_groups: [{ label: plain('Group'), options }], initial_options: [options[0]] },
    'One',
  ),
  conversations_select: inInput({ type: 'conversations_select', initial_conversation: 'C0ENG0000' }, '#eng'),
  multi_conversations_select: inInput(
    { type: 'multi_conversations_select', initial_conversations: ['C0ENG0000'] },
    '#eng',
  ),
  channels_select: inInput({ type: 'channels_select', initial_channel: 'C0ENG0000' }, '#eng'),
  multi_channels_select: inInput({ type: 'multi_channels_select', initial_channels: ['C0ENG0000'] }, '#eng'),
  external_select: inInput({ type: 'external_select', placeholder: plain('Look it up') }, 'Look it up'),
  multi_external_select: inInput({ type: 'multi_external_select', placeholder: plain('Look them up') }, 'Look them up'),
  number_input: inInput({ type: 'number_input', is_decimal_allowed: false, initial_value: '42' }, '42'),
  overflow: inAction({ type: 'overflow', options }, 'More actions'),
  plain_text_input: inInput(
    { type: 'plain_text_input', multiline: true, initial_value: 'typed before' },
    'typed before',
  ),
  radio_buttons: inInput({ type: 'radio_buttons', options }, 'Two'),
  timepicker: inInput({ type: 'timepicker', initial_time: '13:37' }, '13:37'),
  url_text_input: inInput({ type: 'url_text_input', initial_value: 'https://here.example' }, 'https://here.example'),
  url: {
    block: {
      type: 'task_card',
      task_id: 't',
      title: 'x',
      status: 'pending',
      sources: [{ type: 'url', url: 'https://a.example', text: 'A source' }],
    },
    shows: 'A source',
  },
  workflow_button: inAction(
    { type: 'workflow_button', text: plain('Run it'), workflow: { trigger: { url: 'https://w.example' } } },
    'Run it',
  ),
  rich_text_input: inInput({ type: 'rich_text_input', initial_value: rich(line(said('rich before'))) }, 'rich before'),
  broadcast: inText({ type: 'broadcast', range: 'here' }, '@here'),
  color: inText({ type: 'color', value: '#aabbcc' }, '#aabbcc'),
  channel: inText({ type: 'channel', channel_id: 'C0ENG0000' }, '#eng'),
  date: inText(
    { type: 'date', timestamp: 1_795_000_000, format: '{date_num} at {time}', fallback: 'then' },
    '2026-11-18 at',
  ),
  emoji: inText({ type: 'emoji', name: 'tada' }, '🎉'),
  link: inText({ type: 'link', url: 'https://there.example', text: 'go there' }, 'go there'),
  team: inText({ type: 'team', team_id: 'T0HYPHA0' }, 'Fernhill'),
  text: inText(
    { type: 'text', text: 'struck', style: { bold: true, italic: true, strike: true, underline: true, code: true } },
    'struck',
  ),
  user: inText({ type: 'user', user_id: 'U0BEN0000' }, '@Ben Okafor'),
  usergroup: inText({ type: 'usergroup', usergroup_id: 'S0NONE' }, '@group'),
  rich_text_section: { block: rich(line(said('a plain line'))), shows: 'a plain line' },
  rich_text_list: {
    block: rich(
      { type: 'rich_text_list', style: 'ordered', elements: [line(said('step one'))] },
      { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [line(said('a detail'))] },
    ),
    shows: 'a detail',
  },
  rich_text_quote: { block: rich({ type: 'rich_text_quote', elements: [said('quoted')], border: 1 }), shows: 'quoted' },
  rich_text_preformatted: {
    block: rich({ type: 'rich_text_preformatted', elements: [said('as typed')] }),
    shows: 'as typed',
  },
};

export const texts: Record<string, Specimen> = {
  mrkdwn: { block: { type: 'section', text: mrkdwn('with *weight*') }, shows: 'with weight' },
  plain_text: { block: { type: 'section', text: plain('without *weight*') }, shows: 'without *weight*' },
  raw_number: { block: { type: 'table', rows: [[{ type: 'raw_number', value: 7, text: 'seven' }]] }, shows: 'seven' },
  raw_text: { block: { type: 'table', rows: [[{ type: 'raw_text', text: 'raw words' }]] }, shows: 'raw words' },
};
