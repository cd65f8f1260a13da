import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Ack, Courier } from '../courier.ts';
import type { Person, View } from '../facts.ts';
import { inputElements } from '../inputs.ts';
import { type Json, viewShape } from '../shapes.ts';
import { MAX_STACK, makeView, type ViewInput, viewInput, viewProblem } from '../views.ts';
import { findRoom } from '../workspace.ts';
import { clientErrors } from './client-checks.ts';
import { common } from './payload.ts';
import { giveUrl } from './response-url.ts';

interface Submitted {
  ok: boolean;
  /** What Slack says when the app does not answer, or answers wrongly. */
  error?: string;
  /** By block: shown under the inputs; the modal stays open. */
  errors?: Record<string, string>;
}

const response = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: viewInput }),
  z.object({ response_action: z.literal('push'), view: viewInput }),
  z.object({ response_action: z.literal('clear') }),
]);

export async function submit(box: Box, courier: Courier, person: Person, view: View): Promise<Submitted> {
  const missing = clientErrors(view);
  if (Object.keys(missing).length > 0) return { ok: false, errors: missing };
  const ack = await courier.ask('interactive', {
    type: 'view_submission',
    ...common(box, person),
    trigger_id: box.triggers.give(person.id),
    view: viewShape(box.workspace, view),
    response_urls: responseUrls(box, person, view),
  });
  return after(box, person, view, ack);
}

function responseUrls(box: Box, person: Person, view: View): Json[] {
  return inputElements(view.blocks).flatMap(({ blockId, actionId, element }) => {
    const value = view.values[blockId]?.[actionId];
    const channel = value?.selected_conversation ?? value?.selected_channel;
    if (element.response_url_enabled !== true || typeof channel !== 'string' || !findRoom(box.workspace, channel))
      return [];
    const { url } = giveUrl(box, { user: person.id, channel });
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url }];
  });
}

function after(box: Box, person: Person, view: View, ack: Ack): Submitted {
  if (!ack.heard) return { ok: false, error: ack.why === 'timeout' ? 'operation_timeout' : ack.why };
  const said = response.safeParse(ack.body);
  if (!said.success) {
    const empty = ack.body === undefined || ack.body === '' || JSON.stringify(ack.body) === '{}';
    if (!empty) return { ok: false, error: 'invalid_response' };
    close(box, person.id, [view.id]);
    return { ok: true };
  }
  switch (said.data.response_action) {
    case 'errors':
      return refused(view, said.data.errors);
    case 'clear':
      close(box, person.id, box.workspace.modals.get(person.id) ?? []);
      return { ok: true };
    default:
      return show(box, person, view, said.data.response_action, said.data.view);
  }
}

/** Errors belong to input blocks of the view; anything else is a fault of the app that the person sees as trouble. */
function refused(view: View, errors: Record<string, string>): Submitted {
  const inputs = new Set(view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id));
  const known = Object.keys(errors).every((id) => inputs.has(id));
  return known ? { ok: false, errors } : { ok: false, error: 'invalid_error_blocks' };
}

function show(box: Box, person: Person, view: View, how: 'update' | 'push', input: ViewInput): Submitted {
  if (viewProblem(input)) return { ok: false, error: 'invalid_view' };
  const user = person.id;
  if (how === 'update') {
    const { id, root_view_id: root, previous_view_id: previous, values } = view;
    box.commit({ kind: 'view-changed', view: makeView(box, input, { id, user, root, previous, values }) });
    return { ok: true };
  }
  if ((box.workspace.modals.get(user)?.length ?? 0) >= MAX_STACK) return { ok: false, error: 'push_limit_reached' };
  box.commit({ kind: 'view-opened', view: makeView(box, input, { user, root: view.root_view_id, previous: view.id }) });
  return { ok: true };
}

function close(box: Box, user: string, ids: readonly string[]): void {
  box.commit({ kind: 'view-closed', user, ids: [...ids] });
}

/** The person closes a modal; the app is told only if it asked to be. */
export function dismiss(box: Box, courier: Courier, person: Person, view: View): void {
  const stack = box.workspace.modals.get(person.id) ?? [];
  const gone = view.clear_on_close ? stack : [view.id];
  const told = gone.map((id) => box.workspace.views.get(id)).filter((one) => one?.notify_on_close);
  const shapes = told.flatMap((one) => (one ? [viewShape(box.workspace, one)] : []));
  close(box, person.id, gone);
  for (const shape of shapes) {
    void courier.ask('interactive', {
      type: 'view_closed',
      ...common(box, person),
      view: shape,
      is_cleared: view.clear_on_close,
    });
  }
}
