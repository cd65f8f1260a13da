import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Message, Person, View } from '../facts.ts';
import { elements, type Placed, wordsOf } from '../inputs.ts';
import type { Standing } from '../interact/act.ts';
import { homeOf, type Room, topModal, whispersTo } from '../workspace.ts';
import { Impossible, messageIn, roomFor } from './verb.ts';

/** In a message (the newest in the channel with such an element, if no `ts` is given), in the open modal, or on the app's Home. */
export const at = z.union([z.enum(['modal', 'home']), z.object({ channel: z.string(), ts: z.string().optional() })]);

interface Meant {
  action: string;
  block?: string | undefined;
  at: z.infer<typeof at>;
}

/** The element a person means, and where it stands. */
export function find(
  box: Box,
  person: Person,
  { action, block, at: where }: Meant,
): { standing: Standing; placed: Placed } {
  for (const standing of standings(box, person, where)) {
    const blocks = standing.in === 'view' ? standing.view.blocks : (standing.message.blocks ?? []);
    const placed = elements(blocks).find(
      (one) => isCalled(one, action) && (block === undefined || one.blockId === block),
    );
    if (placed) return { standing, placed };
  }
  throw new Impossible('no_such_element', `${person.name} sees nothing called "${action}" there.`);
}

export function isCalled({ actionId, element, block }: Placed, name: string): boolean {
  return (
    actionId === name ||
    wordsOf(element.text) === name ||
    wordsOf(block.label) === name ||
    wordsOf(element.placeholder) === name
  );
}

/** Newest first, so that "the Change button in #eng" is the one a person sees last. */
function standings(box: Box, person: Person, where: Meant['at']): Standing[] {
  if (where === 'modal') return [{ in: 'view', view: modalOf(box, person) }];
  if (where === 'home') {
    const view = homeOf(box.workspace, person.id);
    return view ? [{ in: 'view', view }] : [];
  }
  const room = roomFor(box, person, where.channel);
  return where.ts === undefined ? newestFirst(box, person, room) : [oneMessage(box, person, room, where.ts)];
}

function oneMessage(box: Box, person: Person, room: Room, ts: string): Standing {
  const whisper = whispersTo(box.workspace, person.id, room.channel.id).get(ts);
  return { in: 'message', room, message: whisper ?? messageIn(room, ts), ephemeral: whisper !== undefined };
}

function newestFirst(box: Box, person: Person, room: Room): Standing[] {
  const standing = (ephemeral: boolean) => (message: Message) => ({ in: 'message' as const, room, message, ephemeral });
  const whispers = [...whispersTo(box.workspace, person.id, room.channel.id).values()].map(standing(true));
  const all = [...[...room.messages.values()].map(standing(false)), ...whispers];
  return all.sort((a, b) => (a.message.ts < b.message.ts ? 1 : -1));
}

export function modalOf(box: Box, person: Person): View {
  const view = topModal(box.workspace, person.id);
  if (!view) throw new Impossible('no_modal', `${person.name} has no modal open.`);
  return view;
}
