import { z } from 'zod';
import type { Box } from '../box.ts';
import type { View } from '../facts.ts';
import { type Json, viewShape } from '../shapes.ts';
import { MAX_STACK, makeView, type ViewInput, viewInput, viewProblem } from '../views.ts';
import { homeOf, topModal } from '../workspace.ts';
import { ApiError, type Method, method, structured, text } from './method.ts';

const view = structured(viewInput, 'invalid_arguments');
const trigger = text.optional();

export const views: Record<string, Method> = {
  'views.open': method({
    tier: 4,
    args: z.object({ view, trigger_id: trigger, interactivity_pointer: trigger }),
    run: (box, args) => {
      const input = sound(box, args.view);
      const user = exchange(box, args.trigger_id ?? args.interactivity_pointer);
      closeAll(box, user);
      return opened(box, makeView(box, input, { user }));
    },
  }),
  'views.push': method({
    tier: 4,
    args: z.object({ view, trigger_id: trigger, interactivity_pointer: trigger }),
    run: (box, args) => {
      const input = sound(box, args.view);
      const user = exchange(box, args.trigger_id ?? args.interactivity_pointer);
      const top = topModal(box.workspace, user);
      if (!top) throw new ApiError('not_found');
      if ((box.workspace.modals.get(user)?.length ?? 0) >= MAX_STACK) throw new ApiError('push_limit_reached');
      return opened(box, makeView(box, input, { user, root: top.root_view_id, previous: top.id }));
    },
  }),
  'views.update': method({
    tier: 4,
    args: z.object({ view, view_id: text.optional(), external_id: text.optional(), hash: text.optional() }),
    run: (box, args) => {
      const old = box.workspace.views.get(args.view_id ?? box.workspace.externalIds.get(args.external_id ?? '') ?? '');
      if (!old) throw new ApiError('not_found');
      const input = sound(box, args.view, old.id);
      checkHash(old, args.hash);
      const { id, user, root_view_id: root, previous_view_id: previous, values } = old;
      const updated = makeView(box, input, { id, user, root, previous, values });
      box.commit({ kind: 'view-changed', view: updated });
      return { view: viewShape(box.workspace, updated) };
    },
  }),
  'views.publish': method({
    tier: 4,
    args: z.object({ view, user_id: text, hash: text.optional() }),
    run: (box, args) => {
      if (box.manifest?.homeTab === false) throw new ApiError('not_enabled');
      if (!box.workspace.people.has(args.user_id)) throw new ApiError('user_not_found');
      const old = homeOf(box.workspace, args.user_id);
      const input = sound(box, args.view, old?.id);
      if (old) checkHash(old, args.hash);
      const published = makeView(box, input, {
        user: args.user_id,
        ...(old ? { id: old.id, values: old.values } : {}),
      });
      return opened(box, published);
    },
  }),
};

function opened(box: Box, made: View): Json {
  box.commit({ kind: 'view-opened', view: made });
  return { view: viewShape(box.workspace, made) };
}

function sound(box: Box, input: ViewInput, id?: string): ViewInput {
  const wrong = viewProblem(input);
  if (wrong) throw new ApiError(wrong.error, wrong.messages ? { response_metadata: { messages: wrong.messages } } : {});
  const taken = input.external_id ? box.workspace.externalIds.get(input.external_id) : undefined;
  if (taken !== undefined && taken !== id) throw new ApiError('duplicate_external_id');
  return input;
}

function exchange(box: Box, id: string | undefined): string {
  if (id === undefined)
    throw new ApiError('invalid_arguments', {
      response_metadata: { messages: ['[ERROR] missing required field: trigger_id'] },
    });
  const found = box.triggers.use(id);
  if ('problem' in found) throw new ApiError(found.problem);
  return found.user;
}

function checkHash(old: View, hash: string | undefined): void {
  if (hash !== undefined && hash !== old.hash) throw new ApiError('hash_conflict');
}

/** A person sees one stack of modals: a new one takes the place of what was open. */
function closeAll(box: Box, user: string): void {
  const ids = box.workspace.modals.get(user) ?? [];
  if (ids.length > 0) box.commit({ kind: 'view-closed', user, ids: [...ids] });
}
