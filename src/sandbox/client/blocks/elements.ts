import { type ComponentChild, h } from 'preact';
import { text } from '../json.ts';
import type { Json } from '../wire.ts';
import { buttons } from './buttons.ts';
import { inputs } from './inputs.ts';
import { frame, image } from './pictures.ts';
import { selects } from './selects.ts';
import { type DrawElement, drawText, type Surface } from './surface.ts';

/** Everything that can stand inside a block. */

const words: DrawElement = (surface, _, element) => h('span', {}, drawText(surface.here, element));

const kinds: Record<string, DrawElement> = {
  ...buttons,
  ...selects,
  ...inputs,
  image: (_, __, element) => image(element, true),
  plain_text: words,
  mrkdwn: words,
};

export function drawElement(surface: Surface, block: Json, element: Json): ComponentChild {
  const type = text(element.type);
  const draw = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  return draw
    ? draw(surface, block, element)
    : frame(`An element of the kind “${type}”, which the sandbox does not know.`);
}
