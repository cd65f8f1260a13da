import { h } from 'preact';
import { momentOf, wallTime } from '../dates.ts';
import { list, object, objects, text, words } from '../json.ts';
import type { Json } from '../wire.ts';
import { type DrawElement, drawText, elementId, type Surface } from './surface.ts';

/** Fields to type into, dates and times, boxes to tick. */

function described(surface: Surface, block: Json, element: Json): Record<string, unknown> {
  const id = elementId(surface, block, element);
  const isInput = block.type === 'input';
  return {
    id,
    'aria-label': isInput
      ? undefined
      : words(element.placeholder) || words(block.text) || text(element.type).replaceAll('_', ' '),
    'aria-describedby': isInput ? `${id}-about` : undefined,
    'aria-invalid': surface.error(block) !== '',
    'aria-required': isInput && block.optional !== true,
    'data-first': element.focus_on_load === true ? '' : undefined,
    placeholder: words(element.placeholder) || undefined,
  };
}

function typedInto(event: Event): string {
  const { currentTarget } = event;
  return currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLTextAreaElement
    ? currentTarget.value
    : '';
}

/** Where the app asked to be told at once: on Enter, unless it wants every letter. */
function dispatching(
  surface: Surface,
  block: Json,
  element: Json,
): { typed: boolean; entered: (event: KeyboardEvent) => void } {
  const wanted = list(object(element.dispatch_action_config).trigger_actions_on);
  const asked = block.dispatch_action === true;
  const onEnter = asked && (wanted.length === 0 || wanted.includes('on_enter_pressed'));
  return {
    typed: asked && wanted.includes('on_character_entered'),
    entered(event) {
      if (event.key !== 'Enter' || event.shiftKey || !onEnter) return;
      event.preventDefault();
      surface.press(block, element, typedInto(event));
    },
  };
}

const typing =
  (type: string): DrawElement =>
  (surface, block, element) => {
    const { typed, entered } = dispatching(surface, block, element);
    const given = surface.choice(block, element);
    const value = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
    const onInput = (event: Event) => {
      surface.choose(block, element, typedInto(event));
      if (typed) surface.press(block, element, typedInto(event));
    };
    const limits = { minLength: element.min_length, maxLength: element.max_length };
    const common = { ...described(surface, block, element), class: 'field', value, onInput, onKeyDown: entered };
    if (element.multiline === true) return h('textarea', { ...common, ...limits, rows: 4 });
    if (type !== 'number') return h('input', { ...common, ...limits, type });
    const step = element.is_decimal_allowed === true ? 'any' : '1';
    return h('input', {
      ...common,
      type: 'number',
      step,
      min: text(element.min_value) || undefined,
      max: text(element.max_value) || undefined,
    });
  };

/** Rich text is typed as plain text here, and told as the rich text of it. */
const richText: DrawElement = (surface, block, element) => {
  const value = flat(surface.choice(block, element));
  const onInput = (event: Event) => surface.choose(block, element, richTextOf(typedInto(event)));
  return h('textarea', {
    ...described(surface, block, element),
    class: 'field',
    rows: Number(element.min_lines ?? 4),
    value,
    onInput,
  });
};

function richTextOf(typed: string): Json | '' {
  if (typed === '') return '';
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }] };
}

function flat(value: unknown): string {
  const inner = objects(object(value).elements);
  return inner.length > 0 ? inner.map(flat).join('') : text(object(value).text) || text(object(value).url);
}

const picker =
  (type: 'date' | 'time'): DrawElement =>
  (surface, block, element) =>
    h('input', {
      ...described(surface, block, element),
      class: 'field field-short',
      type,
      value: text(surface.choice(block, element)),
      onChange: (event: Event) => surface.choose(block, element, typedInto(event)),
    });

/** On the clock of the person's own zone; the app gets a moment. */
const moment: DrawElement = (surface, block, element) => {
  const zone = surface.here.state().me.tz;
  const chosen = Number(surface.choice(block, element) ?? 0);
  const onChange = (event: Event) => {
    const typed = momentOf(typedInto(event), zone);
    surface.choose(block, element, Number.isNaN(typed) ? '' : Math.round(typed / 1000));
  };
  const value = chosen > 0 ? wallTime(chosen * 1000, zone) : '';
  return h('input', {
    ...described(surface, block, element),
    class: 'field field-short',
    type: 'datetime-local',
    value,
    onChange,
  });
};

const files: DrawElement = (surface, block, element) =>
  h(
    'div',
    { class: 'frame', id: elementId(surface, block, element), tabIndex: -1 },
    'A file can be chosen here in Slack. The sandbox keeps the field and takes no file.',
  );

const choices =
  (type: 'checkbox' | 'radio'): DrawElement =>
  (surface, block, element) => {
    const name = elementId(surface, block, element);
    const now = surface.choice(block, element);
    const chosen = (type === 'radio' ? [now] : list(now)).map((one) => text(object(one).value));
    const options = objects(element.options);
    const toggle = (option: Json) => {
      const key = text(option.value);
      if (type === 'radio') return surface.choose(block, element, option);
      const left = chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key];
      surface.choose(
        block,
        element,
        options.filter((one) => left.includes(text(one.value))),
      );
    };
    return h(
      'div',
      {
        class: 'choices',
        role: type === 'radio' ? 'radiogroup' : 'group',
        'aria-label': words(block.label) || words(block.text) || 'Choices',
        'aria-describedby': block.type === 'input' ? `${name}-about` : undefined,
        id: name,
      },
      options.map((option, index) =>
        h(
          'label',
          { class: 'choice' },
          h('input', {
            type,
            name,
            'data-first': index === 0 && element.focus_on_load === true ? '' : undefined,
            checked: chosen.includes(text(option.value)),
            onChange: () => toggle(option),
          }),
          h(
            'span',
            {},
            drawText(surface.here, option.text),
            option.description !== undefined && h('small', {}, drawText(surface.here, option.description)),
          ),
        ),
      ),
    );
  };

export const inputs: Record<string, DrawElement> = {
  plain_text_input: typing('text'),
  number_input: typing('number'),
  email_text_input: typing('email'),
  url_text_input: typing('url'),
  rich_text_input: richText,
  file_input: files,
  datepicker: picker('date'),
  timepicker: picker('time'),
  datetimepicker: moment,
  checkboxes: choices('checkbox'),
  radio_buttons: choices('radio'),
};
