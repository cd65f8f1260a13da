import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { emojiGroups, emojiLike } from '../emoji.ts';
import { Popup } from './popup.ts';

const OFTEN = ['+1', 'eyes', 'white_check_mark', 'tada', 'heart', 'joy', 'thinking', 'pray'];
const MOST = 80;
const COLUMNS = 8;

interface PickerProps {
  anchor: HTMLElement;
  onClose(): void;
  onPick(name: string): void;
}

/** Emoji to choose from: typed for, or looked for. */
export function EmojiPicker({ anchor, onClose, onPick }: PickerProps): ComponentChild {
  const [typed, type] = useState('');
  const found = typed === '' ? [] : emojiLike(typed.replaceAll(':', ''), MOST);
  const pick = (name: string) => {
    onClose();
    onPick(name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const first = found[0];
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && first) pick(first.name);
    else if (!step(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const groups = typed === '' ? sections() : [{ name: found.length > 0 ? 'Found' : 'Nothing like that', emoji: found }];
  return h(
    Popup,
    { anchor, onClose, label: 'Choose an emoji' },
    h(
      'div',
      { class: 'picker', role: 'presentation', onKeyDown },
      h('input', {
        class: 'field',
        type: 'search',
        'data-first': '',
        'aria-label': 'Search emoji',
        placeholder: 'Search emoji',
        value: typed,
        onInput: ({ currentTarget }: Event) => currentTarget instanceof HTMLInputElement && type(currentTarget.value),
      }),
      h(
        'div',
        { class: 'picker-list' },
        groups.map(({ name, emoji }) => section(name, emoji, pick)),
      ),
    ),
  );
}

function section(
  name: string,
  emoji: readonly { name: string; sign: string }[],
  pick: (name: string) => void,
): ComponentChild {
  return h(
    'section',
    { class: 'picker-group', 'aria-label': name },
    h('h3', {}, name),
    h(
      'div',
      { class: 'picker-grid' },
      emoji.map((one) =>
        h(
          'button',
          {
            type: 'button',
            key: one.name,
            title: `:${one.name}:`,
            'aria-label': one.name.replaceAll('_', ' '),
            onClick: () => pick(one.name),
          },
          one.sign,
        ),
      ),
    ),
  );
}

function sections(): { name: string; emoji: { name: string; sign: string }[] }[] {
  const all = emojiGroups().map(({ name, emoji }) => ({
    name,
    emoji: emoji.map(({ names, sign }) => ({ name: names[0] ?? '', sign })),
  }));
  const byName = new Map(all.flatMap(({ emoji }) => emoji.map((one) => [one.name, one])));
  const often = OFTEN.flatMap((name) => byName.get(name) ?? []);
  return [{ name: 'Often used', emoji: often }, ...all];
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };

function step({ key, currentTarget, target }: KeyboardEvent): boolean {
  const by = STEPS[key];
  if (by === undefined || !(currentTarget instanceof HTMLElement)) return false;
  const buttons = [...currentTarget.querySelectorAll<HTMLElement>('.picker-grid button')];
  const at = target instanceof HTMLElement ? buttons.indexOf(target) : -1;
  if (at < 0 && key !== 'ArrowDown') return false;
  const next = at < 0 ? buttons[0] : buttons[at + by];
  if (next) next.focus();
  else if (by < 0) currentTarget.querySelector('input')?.focus();
  return true;
}
