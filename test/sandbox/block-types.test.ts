import { readFileSync } from 'node:fs';
import type { KnownBlock, RichTextBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { ELEMENTS_IN, elementProblems } from '../../src/sandbox/block-elements.ts';
import { completeBlocks } from '../../src/sandbox/block-ids.ts';
import { blockProblems } from '../../src/sandbox/blocks.ts';
import { blockCoverage, elementCoverage } from '../../src/sandbox/coverage/blocks.ts';
import { block } from '../../src/sandbox/facts.ts';
import { elements } from '../../src/sandbox/inputs.ts';

/** Every block and element of the installed types, one of each as an app would write it. */

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const image = { type: 'image' as const, image_url: 'https://x.example/i.png', alt_text: 'A chart' };
const option = { text: plain('One'), value: '1' };
const words: RichTextBlock = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'words' }] }],
};

const blocks: { [type in KnownBlock['type']]: Extract<KnownBlock, { type: type }> } = {
  section: { type: 'section', text: mrkdwn('*Yes*'), fields: [plain('a')], accessory: image },
  actions: { type: 'actions', elements: [{ type: 'button', text: plain('Go'), style: 'primary' }] },
  alert: { type: 'alert', text: plain('Careful'), level: 'warning' },
  card: { type: 'card', hero_image: image, title: mrkdwn('Card'), actions: [{ type: 'button', text: plain('Go') }] },
  carousel: { type: 'carousel', elements: [{ type: 'card', body: mrkdwn('Body') }] },
  container: { type: 'container', title: plain('Box'), child_blocks: [{ type: 'divider' }], is_collapsible: true },
  context: { type: 'context', elements: [image, plain('a'), mrkdwn('b')] },
  context_actions: {
    type: 'context_actions',
    elements: [{ type: 'icon_button', icon: 'trash', text: plain('Delete') }],
  },
  data_table: {
    type: 'data_table',
    caption: 'Numbers',
    rows: [[{ type: 'raw_text', text: 'a' }], [{ type: 'raw_number', value: 1, text: '1' }], [words]],
  },
  divider: { type: 'divider' },
  file: { type: 'file', source: 'remote', external_id: 'x1' },
  header: { type: 'header', text: plain('Title') },
  image: { ...image, title: plain('A chart') },
  input: { type: 'input', label: plain('Why'), element: { type: 'plain_text_input' } },
  markdown: { type: 'markdown', text: '# Yes' },
  plan: { type: 'plan', title: 'Plan', tasks: [{ type: 'task_card', task_id: '1', title: 'Do', status: 'pending' }] },
  rich_text: {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'a', style: { bold: true } },
          { type: 'link', url: 'https://x.example' },
          { type: 'emoji', name: 'tada' },
          { type: 'user', user_id: 'U1' },
          { type: 'usergroup', usergroup_id: 'S1' },
          { type: 'channel', channel_id: 'C1' },
          { type: 'team', team_id: 'T1' },
          { type: 'color', value: '#ff0000' },
          { type: 'broadcast', range: 'here' },
          { type: 'date', timestamp: 1, format: '{date}' },
        ],
      },
      { type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_section', elements: [] }] },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'q' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'code' }] },
    ],
  },
  table: { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }, words]], column_settings: [{ align: 'right' }] },
  task_card: {
    type: 'task_card',
    task_id: '1',
    title: 'Do',
    status: 'complete',
    details: words,
    sources: [{ type: 'url', url: 'https://x.example', text: 'x' }],
  },
  video: {
    type: 'video',
    video_url: 'https://x.example/v',
    thumbnail_url: 'https://x.example/t.png',
    alt_text: 'v',
    title: plain('Video'),
  },
};

const ELEMENT: Record<string, object> = {
  button: { text: plain('Go') },
  workflow_button: { text: plain('Go'), workflow: { trigger: { url: 'https://slack.com/shortcuts/Ft1/a' } } },
  icon_button: { icon: 'trash', text: plain('Delete') },
  feedback_buttons: {
    positive_button: { text: plain('Good'), value: 'good' },
    negative_button: { text: plain('Bad'), value: 'bad' },
  },
  image,
  static_select: { options: [option] },
  multi_static_select: { option_groups: [{ label: plain('G'), options: [option] }] },
  overflow: { options: [option] },
  radio_buttons: { options: [{ ...option, text: mrkdwn('One') }] },
  checkboxes: { options: [option] },
  datepicker: { initial_date: '2026-11-21' },
  timepicker: { initial_time: '09:30' },
  datetimepicker: { initial_date_time: 1_790_000_000 },
  number_input: { is_decimal_allowed: false, min_value: '1' },
  rich_text_input: { initial_value: words },
};
const SELECTS = [...elementCoverage.keys()].filter((type) => type.endsWith('_select'));

describe('every block of the installed types', () => {
  it('is in the list, and nothing else is', () => {
    expect([...blockCoverage.keys()].sort()).toEqual(typesIn('blocks'));
  });

  it.each(Object.values(blocks))('$type is taken where it may stand', (one) => {
    const problems = (['message', 'modal', 'home'] as const).map((surface) => blockProblems(known(one), surface));
    expect(problems).toContainEqual([]);
  });

  it.each<[string, object]>([
    ['an alert in a message', blocks.alert],
    ['a carousel without cards', { type: 'carousel', elements: [] }],
    ['a carousel of dividers', { type: 'carousel', elements: [{ type: 'divider' }] }],
    ['a card with nothing on it', { type: 'card', subtitle: mrkdwn('x') }],
    ['a card that says too much', { type: 'card', body: mrkdwn('x'.repeat(201)) }],
    ['a container without a title', { type: 'container', child_blocks: [{ type: 'divider' }] }],
    ['a container in a container', { type: 'container', title: plain('x'), child_blocks: [blocks.container] }],
    ['a data table without a caption', { type: 'data_table', rows: [[{ type: 'raw_text', text: 'a' }]] }],
    ['a table of buttons', { type: 'table', rows: [[{ type: 'button', text: plain('x') }]] }],
    ['a number that is none', { type: 'table', rows: [[{ type: 'raw_number', value: '1', text: '1' }]] }],
    ['a task without a state', { type: 'task_card', task_id: '1', title: 'x' }],
    ['a plan of such tasks', { type: 'plan', title: 'x', tasks: [{ type: 'task_card', task_id: '1', title: 'x' }] }],
    ['a video without words', { ...blocks.video, alt_text: undefined }],
    ['a file from nowhere', { type: 'file', external_id: 'x' }],
    [
      'rich text with an unknown piece',
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'gif' }] }] },
    ],
    [
      'a mention in code',
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] }],
      },
    ],
    ['feedback without words', { type: 'context_actions', elements: [{ type: 'feedback_buttons' }] }],
    ['a form field where buttons stand', { type: 'actions', elements: [{ type: 'plain_text_input' }] }],
    [
      'a button where an answer is wanted',
      { type: 'input', label: plain('x'), element: { type: 'button', text: plain('x') } },
    ],
    [
      'a number asked for in a message',
      { type: 'input', label: plain('x'), element: { type: 'number_input', is_decimal_allowed: true } },
    ],
    ['a date that is none', { type: 'actions', elements: [{ type: 'datepicker', initial_date: 'tomorrow' }] }],
  ])('%s is refused', (_, wrong) => {
    expect(blockProblems(known(wrong), 'message')).not.toEqual([]);
  });

  it('may be a table once in a message', () => {
    expect(blockProblems([...known(blocks.table), ...known(blocks.table)], 'message')).toEqual([
      '[ERROR] only one table is allowed [json-pointer:/blocks]',
    ]);
  });
});

describe('every element of the installed types', () => {
  it('is in the list, and nothing else is', () => {
    const objects = ['mrkdwn', 'plain_text', 'raw_number', 'raw_text'];
    expect([...elementCoverage.keys()].sort()).toEqual([...typesIn('block-elements'), ...objects].sort());
  });

  it.each([
    ['actions', 'ActionsBlockElement'],
    ['accessory', 'SectionBlockAccessory'],
    ['input', 'InputBlockElement'],
    ['context_actions', 'ContextActionsBlockElement'],
  ] as const)('may stand in %s as the types have it', (place, name) => {
    expect([...ELEMENTS_IN[place]].sort()).toEqual(typesOf(name).sort());
    for (const type of ELEMENTS_IN[place]) {
      const needs = ELEMENT[type] ?? (SELECTS.includes(type) ? { placeholder: plain('Pick') } : {});
      expect([type, elementProblems({ type, ...needs }, '/e', place, 'modal')]).toEqual([type, []]);
    }
  });

  it('has an id by which it is found, also in a card and in a box', () => {
    const [box, carousel] = completeBlocks(
      known({
        type: 'container',
        title: plain('x'),
        child_blocks: [{ type: 'actions', elements: [{ type: 'button', text: plain('In a box') }] }],
      }).concat(known({ type: 'carousel', elements: [blocks.card] })),
    );
    const found = elements([box, carousel].filter((one) => one !== undefined));
    expect(found.map(({ element }) => element.text)).toEqual([plain('In a box'), plain('Go')]);
    for (const { blockId, actionId } of found) expect([blockId, actionId]).not.toContain('');
  });
});

function known(...given: object[]) {
  return block.array().parse(given);
}

const declared = (file: string) => readFileSync(`node_modules/@slack/types/dist/block-kit/${file}.d.ts`, 'utf8');

function typesIn(file: string): string[] {
  const found = [...declared(file).matchAll(/^ {4}type: '(\w+)';/gm)].map(([, type = '']) => type);
  return [...new Set(found)].sort();
}

/** What a union of the declarations comes down to. */
function typesOf(name: string): string[] {
  const text = declared('blocks') + declared('block-elements');
  const union = new RegExp(`^export type ${name} = ([\\w |]+);`, 'm').exec(text)?.[1];
  if (union) return union.split(' | ').flatMap(typesOf);
  const type = new RegExp(`^export (?:interface|type) ${name} [^;]*?type: '(\\w+)';`, 'm').exec(text)?.[1];
  return type ? [type] : [`nothing called ${name}`];
}
