import { type ComponentChild, h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Popup } from './popup.ts';
import { sign } from './sign.ts';

/** One thing or several out of a list that is searched by typing. */

export interface Choice {
  key: string;
  words: string;
  note?: string;
  group?: string;
}

interface ComboboxProps {
  id: string;
  label: string;
  /** What there is to choose, for what was typed so far. */
  offer(typed: string): Promise<readonly Choice[]>;
  chosen: readonly Choice[];
  multiple: boolean;
  most?: number;
  placeholder: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  required?: boolean;
  autofocus?: boolean;
  /** How many letters it takes before anything is offered. */
  least?: number;
  onChoose(chosen: Choice[]): void;
}

const MOST_SHOWN = 100;

export function Combobox(props: ComboboxProps): ComponentChild {
  const { id, chosen, multiple, onChoose } = props;
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [typed, type] = useState<string>();
  const [offered, offer] = useState<readonly Choice[]>();
  const [at, move] = useState(0);
  const isOpen = typed !== undefined;

  // Before the next key is pressed.
  useLayoutEffect(() => {
    if (typed === undefined) return;
    let late = false;
    const asked = typed.length < (props.least ?? 0) ? Promise.resolve([]) : props.offer(typed);
    void asked.then((found) => {
      if (late) return;
      offer(found.slice(0, MOST_SHOWN));
      move(0);
    });
    return () => {
      late = true;
    };
  }, [typed]);

  const close = () => {
    type(undefined);
    offer(undefined);
  };
  const choose = (choice: Choice) => {
    const has = chosen.some(({ key }) => key === choice.key);
    const full = multiple && !has && chosen.length >= (props.most ?? Number.POSITIVE_INFINITY);
    if (full) return;
    onChoose(multiple ? (has ? chosen.filter(({ key }) => key !== choice.key) : [...chosen, choice]) : [choice]);
    if (multiple) type('');
    else close();
    if (input.current) input.current.value = '';
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = (offered?.length ?? 1) - 1;
    const current = offered?.[at];
    if (event.key === 'ArrowDown') isOpen ? move(Math.min(last, at + 1)) : type('');
    else if (event.key === 'ArrowUp') move(Math.max(0, at - 1));
    else if (event.key === 'Enter' && isOpen && current) choose(current);
    else if (event.key === 'Enter' && !isOpen) type('');
    else if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Backspace' && typed === '' && multiple) onChoose(chosen.slice(0, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = isOpen ? typed : multiple ? '' : (chosen[0]?.words ?? '');
  return h(
    'div',
    { ref: box, class: `combobox${props.invalid ? ' invalid' : ''}` },
    multiple && chips(props),
    h('input', {
      ref: input,
      id,
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      'aria-label': props.label,
      'aria-expanded': isOpen,
      'aria-controls': isOpen ? `${id}-list` : undefined,
      'aria-autocomplete': 'list',
      'aria-activedescendant': isOpen && offered?.[at] ? `${id}-${at}` : undefined,
      'aria-describedby': props.describedBy,
      'aria-invalid': props.invalid,
      'aria-required': props.required,
      'data-first': props.autofocus ? '' : undefined,
      placeholder:
        chosen.length > 0 && multiple
          ? ''
          : isOpen && !multiple
            ? (chosen[0]?.words ?? props.placeholder)
            : props.placeholder,
      value: shown,
      onInput: (event: Event) => event.currentTarget instanceof HTMLInputElement && type(event.currentTarget.value),
      onClick: () => type(typed ?? ''),
      onKeyDown,
      onBlur: close,
    }),
    !multiple && chosen.length > 0 && clearButton(props),
    sign('down'),
    isOpen &&
      box.current &&
      h(
        Popup,
        {
          anchor: box.current,
          onClose: close,
          role: 'listbox',
          id: `${id}-list`,
          label: props.label,
          takesFocus: false,
        },
        options(props, offered, at, choose),
      ),
  );
}

function chips({ chosen, onChoose }: ComboboxProps): ComponentChild {
  return chosen.map((choice) =>
    h(
      'span',
      { class: 'chip', key: choice.key },
      choice.words,
      h(
        'button',
        {
          type: 'button',
          'aria-label': `Remove ${choice.words}`,
          onClick: () => onChoose(chosen.filter(({ key }) => key !== choice.key)),
        },
        sign('close'),
      ),
    ),
  );
}

function clearButton({ chosen, onChoose, label }: ComboboxProps): ComponentChild {
  return h(
    'button',
    { type: 'button', class: 'clear', 'aria-label': `Clear ${label || chosen[0]?.words}`, onClick: () => onChoose([]) },
    sign('close'),
  );
}

function options(
  { id, chosen, least = 0 }: ComboboxProps,
  offered: readonly Choice[] | undefined,
  at: number,
  choose: (choice: Choice) => void,
): ComponentChild {
  if (!offered) return h('p', { class: 'none', role: 'option', 'aria-disabled': 'true' }, 'Looking…');
  if (offered.length === 0)
    return h(
      'p',
      { class: 'none', role: 'option', 'aria-disabled': 'true' },
      least > 0 ? 'Type to search.' : 'Nothing like that.',
    );
  return h(
    'div',
    { class: 'options', role: 'presentation' },
    offered.map((choice, index) => {
      const heading = choice.group && choice.group !== offered[index - 1]?.group;
      return [
        heading && h('p', { class: 'options-group', role: 'presentation' }, choice.group),
        h(
          'div',
          {
            id: `${id}-${index}`,
            role: 'option',
            class: index === at ? 'option option-at' : 'option',
            'aria-selected': chosen.some(({ key }) => key === choice.key),
            ref: (element: HTMLElement | null) => void (index === at && element?.scrollIntoView({ block: 'nearest' })),
            // Before the field loses the focus and closes the list.
            onPointerDown: (event: PointerEvent) => {
              event.preventDefault();
              choose(choice);
            },
          },
          choice.words,
          choice.note && h('small', {}, choice.note),
        ),
      ];
    }),
  );
}
