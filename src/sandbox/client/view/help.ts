import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { State } from '../state.ts';
import { beginTourAnew } from '../tour/progress.ts';
import { offersTour } from '../tour/tour.ts';
import { Menu } from './menu.ts';
import { sign } from './sign.ts';

interface HelpProps {
  state: State;
  onKeys(): void;
  theme: string;
  onTheme(): void;
}

/** What helps somebody who is new here. */
export function Help({ state, onKeys, theme, onTheme }: HelpProps): ComponentChild {
  const [anchor, open] = useState<HTMLElement>();
  const toggle = ({ currentTarget }: MouseEvent) =>
    currentTarget instanceof HTMLElement && open(anchor ? undefined : currentTarget);
  const tour = {
    words: `The tour: ${state.app.name} in two minutes`,
    note: 'From the beginning',
    run: () => beginTourAnew(state.sandbox),
  };
  const keys = { words: 'Keys', keys: 'Ctrl + /', run: onKeys };
  const colours = { words: `Colours: ${theme}`, run: onTheme };
  return [
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': 'Help',
        'aria-haspopup': 'menu',
        'aria-expanded': anchor !== undefined,
        title: 'Help',
        onClick: toggle,
      },
      sign('help'),
    ),
    anchor &&
      h(Menu, {
        anchor,
        label: 'Help',
        items: offersTour(state) ? [tour, keys, colours] : [keys, colours],
        onClose: () => open(undefined),
      }),
  ];
}
