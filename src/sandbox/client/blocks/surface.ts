import type { ComponentChild } from 'preact';
import { list, object, text } from '../json.ts';
import type { Here } from '../view/here.ts';
import { emoji, mrkdwn } from '../view/text.ts';
import type { Json } from '../wire.ts';

/** Where blocks are drawn, and what becomes of what a person does with them. */
export interface Surface {
  here: Here;
  where: 'message' | 'modal' | 'home';
  /** Begins the ids of everything drawn here. */
  key: string;
  /** What was chosen last; before that, what the app chose to begin with. */
  choice(block: Json, element: Json): unknown;
  choose(block: Json, element: Json, choice: unknown): void;
  press(block: Json, element: Json, choice?: unknown): void;
  suggest(block: Json, element: Json, typed: string): Promise<Json[]>;
  /** What is wrong with an input, in the app's words. */
  error(block: Json): string;
  /** Blocks within blocks. */
  draw(blocks: readonly Json[]): ComponentChild;
}

/** What draws one kind of block, or one kind of element. */
export type DrawBlock = (surface: Surface, block: Json) => ComponentChild;
export type DrawElement = (surface: Surface, block: Json, element: Json) => ComponentChild;

export function elementId(surface: Surface, block: Json, element: Json): string {
  return `${surface.key}-${text(block.block_id)}-${text(element.action_id)}`.replace(/[^\w-]/g, '_');
}

/** What an element holds before anybody touched it: the one field that says so, whatever its name. */
export function initialChoice(element: Json): unknown {
  return Object.entries(element).find(([name]) => name.startsWith('initial_'))?.[1];
}

/** The choice in a value of view state: the one field that is not the type. */
export function storedChoice(value: Json | undefined): unknown {
  return Object.entries(value ?? {}).find(([name]) => name !== 'type')?.[1];
}

/** A text object: mrkdwn with its markup, plain text with its emoji. */
export function drawText(here: Here, value: unknown): ComponentChild {
  const { type, text: source } = object(value);
  return type === 'mrkdwn' ? mrkdwn(here, text(source)) : plainText(text(source));
}

export function plainText(source: string): ComponentChild[] {
  return source.split(/(:[a-z0-9_+-]+:|\n)/).map((part) => {
    if (part.length > 2 && part.startsWith(':') && part.endsWith(':')) return emoji(part.slice(1, -1));
    return part;
  });
}

export function optionsOf(element: Json): { option: Json; group: string }[] {
  const groups = list(element.option_groups).map(object);
  const grouped = groups.flatMap((group) =>
    list(group.options).map((option) => ({ option: object(option), group: text(object(group.label).text) })),
  );
  return [...grouped, ...list(element.options).map((option) => ({ option: object(option), group: '' }))];
}
