import { z } from 'zod';
import { completeBlocks } from './block-ids.ts';
import { atMost, problem, textProblems } from './block-text.ts';
import { blockProblems } from './blocks.ts';
import { isObject } from './body.ts';
import type { Box } from './box.ts';
import { block, type View } from './facts.ts';
import { newId } from './ids.ts';
import { inputElements, stateValue } from './inputs.ts';

/** A view as an app writes it. */
const plain = z.looseObject({ type: z.string(), text: z.string() });
export const viewInput = z.looseObject({
  type: z.enum(['modal', 'home']),
  blocks: z.array(block),
  title: plain.optional(),
  submit: plain.nullish(),
  close: plain.nullish(),
  private_metadata: z.string().nullish(),
  callback_id: z.string().nullish(),
  external_id: z.string().nullish(),
  clear_on_close: z.boolean().nullish(),
  notify_on_close: z.boolean().nullish(),
});
export type ViewInput = z.infer<typeof viewInput>;

const MAX_BYTES = 250_000;
export const MAX_STACK = 3;

interface ViewProblem {
  error: string;
  messages?: string[];
}

export function viewProblem(input: ViewInput): ViewProblem | undefined {
  if (JSON.stringify(input).length > MAX_BYTES) return { error: 'view_too_large' };
  const messages = [
    ...(input.type === 'modal' ? modalProblems(input) : []),
    ...atMost(input.private_metadata, 3000, '/view/private_metadata'),
    ...atMost(input.callback_id, 255, '/view/callback_id'),
    ...atMost(input.external_id, 255, '/view/external_id'),
    ...blockProblems(input.blocks, input.type).map((line) =>
      line.replace('json-pointer:/blocks', 'json-pointer:/view/blocks'),
    ),
  ];
  return messages.length > 0 ? { error: 'invalid_arguments', messages } : undefined;
}

function modalProblems(input: ViewInput): string[] {
  const hasInput = input.blocks.some(({ type }) => type === 'input');
  const short = { max: 24, plain: true };
  return [
    ...textProblems(input.title, '/view/title', short),
    ...(input.submit ? textProblems(input.submit, '/view/submit', short) : []),
    ...(input.close ? textProblems(input.close, '/view/close', short) : []),
    ...(hasInput && !input.submit ? [problem('/view/submit', 'missing required field: submit')] : []),
  ];
}

interface Belonging {
  id?: string;
  user: string;
  root?: string;
  previous?: string | null;
  /** What the person had typed into blocks that are still there. */
  values?: View['values'];
}

export function makeView(
  box: Box,
  input: ViewInput,
  { id = newId('V', 10), user, root, previous = null, values = {} }: Belonging,
): View {
  const blocks = completeBlocks(input.blocks);
  return {
    id,
    user,
    type: input.type,
    hash: `${Math.floor(box.clock.machine() / 1000)}.${newId('', 8)}`,
    blocks,
    ...(isObject(input.title) ? { title: input.title } : {}),
    ...(input.submit ? { submit: input.submit } : {}),
    ...(input.close ? { close: input.close } : {}),
    private_metadata: input.private_metadata ?? '',
    callback_id: input.callback_id ?? '',
    external_id: input.external_id ?? '',
    clear_on_close: input.clear_on_close ?? false,
    notify_on_close: input.notify_on_close ?? false,
    root_view_id: root ?? id,
    previous_view_id: previous,
    values: initialValues(blocks, values),
  };
}

/** Every input starts with its initial value; what was typed before an update stays where block and action keep their ids. */
function initialValues(blocks: View['blocks'], typed: View['values']): View['values'] {
  const values: View['values'] = {};
  for (const { blockId, actionId, element } of inputElements(blocks)) {
    const known = typed[blockId]?.[actionId];
    values[blockId] = { ...values[blockId], [actionId]: known ?? stateValue(element) };
  }
  return values;
}
