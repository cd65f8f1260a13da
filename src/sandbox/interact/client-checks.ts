import type { View } from '../facts.ts';
import { inputElements, isEmptyValue } from '../inputs.ts';
import type { Json } from '../shapes.ts';

/** What Slack's own client asks for before it sends a form, by block. */
export function clientErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { blockId, actionId, element, block } of inputElements(view.blocks)) {
    if (block.type !== 'input') continue;
    const wrong = wrongWith(element, view.values[blockId]?.[actionId], block.optional === true);
    if (wrong) errors[blockId] = wrong;
  }
  return errors;
}

function wrongWith(element: Json, value: Json | undefined, optional: boolean): string | undefined {
  if (!value || isEmptyValue(value)) return optional ? undefined : 'Please complete this required field.';
  const chosen = Object.values(value).find(Array.isArray);
  const most = Number(element.max_selected_items ?? element.max_files ?? Number.POSITIVE_INFINITY);
  if (chosen && chosen.length > most) return `Choose no more than ${most}.`;
  return typeof value.value === 'string' ? wrongWords(element, value.value) : undefined;
}

function wrongWords(element: Json, text: string): string | undefined {
  const { min_length: min = 0, max_length: max = 3000 } = element;
  if (text.length > Number(max)) return `This must be no more than ${String(max)} characters.`;
  if (text.length < Number(min)) return `This must be at least ${String(min)} characters.`;
  switch (element.type) {
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? undefined : 'This must be an email address.';
    case 'url_text_input':
      return URL.canParse(text) ? undefined : 'This must be a link.';
    case 'number_input':
      return wrongNumber(element, text);
    default:
      return undefined;
  }
}

function wrongNumber({ is_decimal_allowed, min_value, max_value }: Json, text: string): string | undefined {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) return 'This must be a number.';
  if (is_decimal_allowed !== true && !Number.isInteger(number)) return 'This must be a whole number.';
  if (min_value !== undefined && number < Number(min_value)) return `This must be at least ${String(min_value)}.`;
  if (max_value !== undefined && number > Number(max_value)) return `This must be no more than ${String(max_value)}.`;
  return undefined;
}
