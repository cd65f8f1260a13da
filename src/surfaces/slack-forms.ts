import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type Card, clip } from '../card.ts';
import type { Operation } from '../operation.ts';

const Meta = z.object({
  description: z.string().optional(),
  place: z.boolean().optional(),
  long: z.boolean().optional(),
  hidden: z.boolean().optional(),
});

/** A form asks for what the operation takes. What is known already is filled in; what nobody should type goes along. */
export function formFor(operation: Operation, known: Record<string, string>): ModalView {
  const fields = Object.entries(operation.input.shape).filter(([name]) => !metaOf(operation, name).hidden);
  const hidden = Object.fromEntries(Object.entries(known).filter(([name]) => metaOf(operation, name).hidden));
  return {
    type: 'modal',
    callback_id: operation.name,
    title: plain(clip(titleOf(operation), 24)),
    submit: plain('Save'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify(hidden),
    blocks: fields.map(([name, schema]) => input(operation, name, isOptional(schema), known[name])),
  };
}

const titleOf = ({ summary }: Operation) => summary.replace(/\.$/, '');
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const isOptional = (schema: z.core.$ZodType) => z.safeParse(schema, undefined).success;

function metaOf(operation: Operation, field: string): z.infer<typeof Meta> {
  const schema = operation.input.shape[field];
  const meta = schema && 'meta' in schema && typeof schema.meta === 'function' ? schema.meta() : undefined;
  return Meta.safeParse(meta ?? {}).data ?? {};
}

function input(operation: Operation, field: string, optional: boolean, value: string | undefined): KnownBlock {
  const { description, place, long } = metaOf(operation, field);
  const label = plain(`${field[0]?.toUpperCase() ?? ''}${field.slice(1)}`);
  const element = place
    ? {
        type: 'conversations_select' as const,
        action_id: 'value',
        filter: { include: ['public' as const, 'private' as const], exclude_bot_users: true },
        ...(value && { initial_conversation: value }),
      }
    : {
        type: 'plain_text_input' as const,
        action_id: 'value',
        multiline: Boolean(long),
        ...(value && { initial_value: clip(value, 3_000) }),
      };
  return { type: 'input', block_id: field, label, optional, element, ...(description && { hint: plain(description) }) };
}

const Submitted = z.object({
  id: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  state: z.object({
    values: z.record(
      z.string(),
      z.record(z.string(), z.looseObject({ value: z.string().nullish(), selected_conversation: z.string().nullish() })),
    ),
  }),
});

/** What a person put into a form, as the operation's input. */
export function readForm(
  view: unknown,
): { id: string; operation: string; input: Record<string, string>; fields: string[] } | undefined {
  const form = Submitted.safeParse(view).data;
  if (!form) return undefined;
  const hidden = readInput(form.private_metadata);
  const given = Object.entries(form.state.values).flatMap(([field, elements]) => {
    const element = Object.values(elements)[0];
    const value = element?.value ?? element?.selected_conversation;
    return value ? [[field, value] as const] : [];
  });
  return {
    id: form.id,
    operation: form.callback_id,
    input: { ...hidden, ...Object.fromEntries(given) },
    fields: Object.keys(form.state.values),
  };
}

/** What a button or a form carries for us. It passed through somebody's client: it is read, not trusted. */
export function readInput(value: string | undefined): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(value || '{}'));
  } catch {
    return {};
  }
}

/** A card where only a window can be shown. */
export const cardView = (title: string, card: Card): ModalView => ({
  type: 'modal',
  title: plain(clip(title, 24)),
  close: plain('Close'),
  blocks: card.blocks,
});
