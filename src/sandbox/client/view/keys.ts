import { type ComponentChild, h } from 'preact';
import { Dialog } from './dialog.ts';

const KEYS: [string, [string, string][]][] = [
  [
    'Anywhere',
    [
      ['Ctrl + K', 'Go to a channel, a person or a shortcut'],
      ['Ctrl + /', 'These keys'],
      ['F6', 'From one part of the window to the next'],
      ['Alt + ↑ ↓', 'To the channel above or below'],
      ['Alt + Shift + ↑ ↓', 'To the unread one above or below'],
      ['Esc', 'Back, or close what is open'],
    ],
  ],
  [
    'On a message',
    [
      ['↑ ↓', 'To the message above or below'],
      ['Enter', 'Open its thread'],
      ['R', 'React'],
      ['E', 'Edit what you said'],
      ['Delete', 'Delete what you said'],
      ['M, Shift + F10', 'Everything else, and the app’s shortcuts'],
    ],
  ],
  [
    'Where you write',
    [
      ['Enter', 'Send'],
      ['Shift + Enter', 'A new line'],
      ['@ # : /', 'People, channels, emoji, commands'],
      ['↑ in an empty field', 'To the messages'],
    ],
  ],
  [
    'In a calendar',
    [
      ['↑ ↓', 'To the meeting before or after'],
      ['← →', 'To the meetings of the days beside it'],
      ['Enter', 'Open the meeting'],
    ],
  ],
];

export function Keys({ onClose }: { onClose(): void }): ComponentChild {
  return h(
    Dialog,
    { title: 'Keys', kind: 'keys', onClose },
    h(
      'div',
      { class: 'modal-body', tabIndex: 0, role: 'group', 'aria-label': 'Keys' },
      KEYS.map(([title, keys]) => [
        h('h3', {}, title),
        h(
          'dl',
          {},
          keys.map(([key, does]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, does)]),
        ),
      ]),
    ),
    h(
      'div',
      { class: 'modal-foot' },
      h('button', { type: 'button', class: 'button', 'data-first': '', onClick: onClose }, 'Close'),
    ),
  );
}
