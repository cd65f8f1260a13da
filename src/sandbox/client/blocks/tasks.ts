import { type ComponentChild, h } from 'preact';
import { isObject, objects, text } from '../json.ts';
import { link } from '../view/text.ts';
import type { Json } from '../wire.ts';
import { drawRich } from './rich-text.ts';
import type { DrawBlock, Surface } from './surface.ts';

/** What an agent is doing, step by step. */

const STATES: Record<string, [mark: string, words: string]> = {
  pending: ['○', 'to do'],
  in_progress: ['◐', 'in progress'],
  complete: ['●', 'done'],
  error: ['✕', 'failed'],
};

function task(surface: Surface, given: Json): ComponentChild {
  const [mark, words] = STATES[text(given.status)] ?? ['○', text(given.status) || 'to do'];
  const sources = objects(given.sources);
  return h(
    'div',
    { class: 'task' },
    h(
      'p',
      { class: 'task-title' },
      h('span', { role: 'img', 'aria-label': words, title: words }, mark),
      ' ',
      text(given.title),
    ),
    isObject(given.details) && h('div', { class: 'task-more' }, drawRich(surface.here, given.details)),
    isObject(given.output) && h('div', { class: 'task-more' }, drawRich(surface.here, given.output)),
    sources.length > 0 &&
      h(
        'p',
        { class: 'task-more' },
        'Sources: ',
        sources.map((source, index) => [
          index > 0 && ', ',
          link(surface.here, text(source.url), text(source.text) || text(source.url)),
        ]),
      ),
  );
}

const plan: DrawBlock = (surface, block) =>
  h(
    'section',
    { class: 'plan', 'aria-label': text(block.title) || 'Plan' },
    h('p', { class: 'plan-title' }, text(block.title)),
    objects(block.tasks).map((one) => task(surface, one)),
  );

export const tasks: Record<string, DrawBlock> = { task_card: task, plan };
