import { useState } from 'preact/hooks';
import { drawBlocks } from '../blocks/blocks.ts';
import { initialChoice, type Surface, storedChoice } from '../blocks/surface.ts';
import type { At } from '../deeds.ts';
import { isObject, text, words } from '../json.ts';
import type { Json, View } from '../wire.ts';
import type { Here } from './here.ts';

interface Standing {
  here: Here;
  where: Surface['where'];
  key: string;
  at: At;
  view?: View | undefined;
  errors?: Readonly<Record<string, string>>;
}

type Choices = ReadonlyMap<string, { block: Json; element: Json; choice: unknown }>;

const keyOf = (block: Json, element: Json) => `${text(block.block_id)} ${text(element.action_id)}`;

/** Typed into: the app is told on Enter or on submitting, not by the letter. */
const isTyped = (element: Json) => text(element.type).endsWith('_input');

/** A surface that keeps what a person has chosen so far, and tells the app what it wants to know at once. */
export function useSurface({ here, where, key, at, view, errors = {} }: Standing): {
  surface: Surface;
  choices: Choices;
} {
  const [choices, keep] = useState<Choices>(new Map());

  const press = async (block: Json, element: Json, choice?: unknown) => {
    if (isObject(element.confirm) && !(await confirmed(here, element.confirm))) return;
    if (where === 'modal' && view) await fillIn(here, inputsIn(view, choices));
    await here.deeds.press(at, block, element, choice);
  };
  const surface: Surface = {
    here,
    where,
    key,
    choice(block, element) {
      const known = choices.get(keyOf(block, element));
      if (known) return known.choice;
      const stored = storedChoice(view?.state.values[text(block.block_id)]?.[text(element.action_id)]);
      return stored ?? initialChoice(element);
    },
    choose(block, element, choice) {
      keep((before) => new Map(before).set(keyOf(block, element), { block, element, choice }));
      const atOnce = block.type !== 'input' || block.dispatch_action === true;
      if (atOnce && !isTyped(element)) void press(block, element, choice);
    },
    press: (block, element, choice) => void press(block, element, choice),
    suggest: (block, element, typed) => here.deeds.suggest(at, block, element, typed),
    error: (block) => errors[text(block.block_id)] ?? '',
    draw: (blocks) => drawBlocks(surface, blocks),
  };
  return { surface, choices };
}

/** What was put into the inputs of a modal, as the app will get it: into those that are in it still. */
export function inputsIn({ blocks }: View, choices: Choices): Record<string, unknown> {
  const asked = new Set(blocks.filter(({ type }) => type === 'input').map(({ block_id }) => text(block_id)));
  const given = [...choices.values()].map(({ block, choice }) => [text(block.block_id), choice] as const);
  return Object.fromEntries(given.filter(([name]) => asked.has(name)));
}

async function fillIn(here: Here, values: Record<string, unknown>): Promise<void> {
  if (Object.keys(values).length > 0) await here.deeds.fill(values);
}

function confirmed(here: Here, confirm: Json): Promise<boolean> {
  return here.confirm({
    title: words(confirm.title) || 'Are you sure?',
    words: words(confirm.text),
    yes: words(confirm.confirm) || 'Yes',
    no: words(confirm.deny) || 'Cancel',
    danger: confirm.style === 'danger',
  });
}
