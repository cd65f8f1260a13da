import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { list, object, text, words } from '../json.ts';
import { isSafeUrl } from '../mrkdwn.ts';
import { Menu } from '../view/menu.ts';
import { sign } from '../view/sign.ts';
import type { Json } from '../wire.ts';
import { type DrawElement, plainText, type Surface } from './surface.ts';

function styleOf(element: Json): string {
  const style = text(element.style);
  return style === 'primary' || style === 'danger' ? `button button-${style}` : 'button';
}

const button: DrawElement = (surface, block, element) => {
  const url = text(element.url);
  const label = text(element.accessibility_label) || undefined;
  const press = () => surface.press(block, element);
  if (url && isSafeUrl(url)) {
    const leading = { href: url, target: '_blank', rel: 'noopener noreferrer' };
    return h(
      'a',
      { class: styleOf(element), ...leading, 'aria-label': label, onClick: press },
      plainText(words(element.text)),
    );
  }
  return h(
    'button',
    { type: 'button', class: styleOf(element), 'aria-label': label, onClick: press },
    plainText(words(element.text)),
  );
};

const workflowButton: DrawElement = (surface, _, element) => {
  const refuse = () => surface.here.say('Workflows do not run in the sandbox.');
  return h('button', { type: 'button', class: styleOf(element), onClick: refuse }, plainText(words(element.text)));
};

const iconButton: DrawElement = (surface, block, element) => {
  const allowed = list(element.visible_to_user_ids);
  if (allowed.length > 0 && !allowed.includes(surface.here.state().me.id)) return null;
  const label = text(element.accessibility_label) || words(element.text);
  return h(
    'button',
    { type: 'button', class: 'button button-quiet', 'aria-label': label, onClick: () => surface.press(block, element) },
    element.icon === 'trash' && sign('trash'),
    words(element.text),
  );
};

const feedback: DrawElement = (surface, block, element) => {
  const one = (name: 'positive_button' | 'negative_button', mark: string) => {
    const given = object(element[name]);
    const label = text(given.accessibility_label) || words(given.text);
    const press = () => surface.press(block, element, text(given.value));
    return h(
      'button',
      { type: 'button', class: 'button button-quiet', 'aria-label': label, onClick: press },
      `${mark} ${words(given.text)}`,
    );
  };
  return h('span', { class: 'feedback' }, one('positive_button', '👍'), one('negative_button', '👎'));
};

function Overflow({ surface, block, element }: { surface: Surface; block: Json; element: Json }): ComponentChild {
  const [anchor, open] = useState<HTMLElement>();
  const items = list(element.options)
    .map(object)
    .map((option) => ({
      words: words(option.text),
      note: words(option.description),
      run() {
        const url = text(option.url);
        if (url && isSafeUrl(url)) window.open(url, '_blank', 'noopener,noreferrer');
        surface.press(block, element, option);
      },
    }));
  const toggle = (event: MouseEvent) =>
    event.currentTarget instanceof HTMLElement && open(anchor ? undefined : event.currentTarget);
  return h(
    'span',
    { class: 'overflow' },
    h(
      'button',
      {
        type: 'button',
        class: 'button button-icon',
        'aria-label': 'More actions',
        'aria-haspopup': 'menu',
        'aria-expanded': anchor !== undefined,
        onClick: toggle,
      },
      sign('more'),
    ),
    anchor && h(Menu, { anchor, label: 'More actions', items, onClose: () => open(undefined) }),
  );
}

const overflow: DrawElement = (surface, block, element) => h(Overflow, { surface, block, element });

export const buttons: Record<string, DrawElement> = {
  button,
  workflow_button: workflowButton,
  icon_button: iconButton,
  feedback_buttons: feedback,
  overflow,
};
