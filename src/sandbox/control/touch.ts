import { z } from 'zod';
import type { Box } from '../box.ts';
import { openDirect } from '../direct.ts';
import type { Message, Person, View } from '../facts.ts';
import { chosenValue, elements, inputElements, type Placed, wordsOf } from '../inputs.ts';
import { type Acting, act, type Standing, stateOf, type Values } from '../interact/act.ts';
import { shortcut } from '../interact/shortcut.ts';
import { dismiss, submit } from '../interact/submit.ts';
import { suggest } from '../interact/suggest.ts';
import { type Json, viewShape } from '../shapes.ts';
import { findPerson, findRoom, homeOf, opened, type Room, topModal, whispersTo } from '../workspace.ts';
import { type Desk, Impossible, messageIn, personNamed, roomFor, type Verb, verb } from './verb.ts';

/** In a message (the newest in the channel with such an element, if no `ts` is given), in the open modal, or on the app's Home. */
const at = z.union([z.enum(['modal', 'home']), z.object({ channel: z.string(), ts: z.string().optional() })]);
/** The action_id of the element or the words on it. */
const touched = { person: z.string(), action: z.string(), block: z.string().optional(), at: at.default('modal') };

/** What a person does with buttons, pickers, modals, shortcuts and the app's Home. */
export const touch: Record<string, Verb> = {
  click: verb(z.object({ ...touched, choice: z.unknown().optional() }), (desk, args) => click(desk, args)),
  suggest: verb(z.object({ ...touched, typed: z.string().default('') }), async ({ box, courier }, args) => {
    const person = personNamed(box, args.person);
    const { standing, placed } = find(box, person, args);
    return { options: await suggest(box, courier.ask, { person, standing, placed, typed: args.typed }) };
  }),
  fill: verb(z.object({ person: z.string(), values: z.record(z.string(), z.unknown()) }), ({ box }, args) => {
    const person = personNamed(box, args.person);
    return { view: viewShape(box.workspace, fill(box, modalOf(box, person), args.values)) };
  }),
  submit: verb(
    z.object({ person: z.string(), values: z.record(z.string(), z.unknown()).default({}) }),
    async ({ box, courier }, args) => {
      const person = personNamed(box, args.person);
      const filled = fill(box, modalOf(box, person), args.values);
      const { ok, ...outcome } = await submit(box, courier, person, filled);
      return { submitted: ok, ...outcome, modal: openModal(box, person) };
    },
  ),
  close: verb(z.object({ person: z.string() }), ({ box, courier }, args) => {
    const person = personNamed(box, args.person);
    dismiss(box, courier, person, modalOf(box, person));
    return { modal: openModal(box, person) };
  }),
  shortcut: verb(
    z.object({
      person: z.string(),
      callback_id: z.string(),
      channel: z.string().optional(),
      ts: z.string().optional(),
    }),
    async ({ box, courier }, { callback_id, channel, ts, ...args }) => {
      const person = personNamed(box, args.person);
      const room = channel === undefined ? undefined : roomFor(box, person, channel);
      const on = room && ts !== undefined ? { room, message: messageIn(room, ts) } : undefined;
      return acked(box, person, await shortcut(box, courier, person, callback_id, on));
    },
  ),
  'open-home': verb(
    z.object({ person: z.string(), tab: z.enum(['home', 'messages']).default('home') }),
    ({ box }, args) => {
      const person = personNamed(box, args.person);
      const { room } = openDirect(box, [opened(box.workspace).app.botUserId, person.id]);
      box.commit({ kind: 'home-opened', user: person.id, tab: args.tab, channel: room.channel.id, at: box.stamp() });
      return { channel: room.channel.id };
    },
  ),
};

interface Touch {
  person: string;
  action: string;
  block?: string | undefined;
  at: z.infer<typeof at>;
  choice?: unknown;
}

async function click(desk: Desk, args: Touch): Promise<Json> {
  const { box, courier } = desk;
  const person = personNamed(box, args.person);
  const { standing, placed } = find(box, person, args);
  const choice = resolve(box, placed, args.choice);
  const values = choose(desk, person, standing, placed, choice);
  // An input tells the app nothing until it is submitted, unless the app asked for it.
  if (placed.block.type === 'input' && placed.block.dispatch_action !== true) return { modal: openModal(box, person) };
  const now =
    standing.in === 'view'
      ? { in: 'view' as const, view: box.workspace.views.get(standing.view.id) ?? standing.view }
      : standing;
  const acting: Acting = { person, standing: now, placed, choice, values };
  return acked(box, person, await act(box, courier.ask, acting));
}

function acked(box: Box, person: Person, ack: { heard: boolean; why?: string }): Json {
  return { heard: ack.heard, ...(ack.heard ? {} : { error: ack.why }), modal: openModal(box, person) };
}

/** Keeps what was picked, in the view or with the message, and gives the state of all inputs after it. */
function choose(desk: Desk, person: Person, standing: Standing, placed: Placed, choice: unknown): Values {
  const picked = choice === undefined ? {} : { [placed.actionId]: chosenValue(placed.element, choice) };
  if (standing.in === 'view') {
    const { view } = standing;
    const values = { ...view.values, [placed.blockId]: { ...view.values[placed.blockId], ...picked } };
    if (choice !== undefined) desk.box.commit({ kind: 'view-changed', view: { ...view, values } });
    return stateOf(view.blocks, values);
  }
  const key = `${person.id} ${standing.room.channel.id} ${standing.message.ts}`;
  const known = desk.picked.get(key) ?? {};
  const values = { ...known, [placed.blockId]: { ...known[placed.blockId], ...picked } };
  desk.picked.set(key, values);
  return stateOf(standing.message.blocks ?? [], values);
}

function find(box: Box, person: Person, { action, block, at: where }: Touch): { standing: Standing; placed: Placed } {
  for (const standing of standings(box, person, where)) {
    const blocks = standing.in === 'view' ? standing.view.blocks : (standing.message.blocks ?? []);
    const placed = elements(blocks).find(
      (one) => isCalled(one, action) && (block === undefined || one.blockId === block),
    );
    if (placed) return { standing, placed };
  }
  throw new Impossible('no_such_element', `${person.name} sees nothing called "${action}" there.`);
}

function isCalled({ actionId, element, block }: Placed, name: string): boolean {
  return (
    actionId === name ||
    wordsOf(element.text) === name ||
    wordsOf(block.label) === name ||
    wordsOf(element.placeholder) === name
  );
}

/** Newest first, so that "the Change button in #eng" is the one a person sees last. */
function standings(box: Box, person: Person, where: Touch['at']): Standing[] {
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

function modalOf(box: Box, person: Person): View {
  const view = topModal(box.workspace, person.id);
  if (!view) throw new Impossible('no_modal', `${person.name} has no modal open.`);
  return view;
}

function openModal(box: Box, person: Person): Json | null {
  const view = topModal(box.workspace, person.id);
  return view ? viewShape(box.workspace, view) : null;
}

/** Values by action_id, block_id or label. */
function fill(box: Box, view: View, given: Readonly<Record<string, unknown>>): View {
  const inputs = inputElements(view.blocks);
  const values = { ...view.values };
  for (const [name, choice] of Object.entries(given)) {
    const placed = inputs.find((one) => one.blockId === name || isCalled(one, name));
    if (!placed) throw new Impossible('no_such_input', `The modal has no input called "${name}".`);
    values[placed.blockId] = {
      ...values[placed.blockId],
      [placed.actionId]: chosenValue(placed.element, resolve(box, placed, choice)),
    };
  }
  const filled = { ...view, values };
  box.commit({ kind: 'view-changed', view: filled });
  return filled;
}

/** People and channels may be picked by name. */
function resolve(box: Box, { element }: Placed, choice: unknown): unknown {
  if (Array.isArray(choice)) return choice.map((one) => resolveOne(box, String(element.type), one));
  return resolveOne(box, String(element.type), choice);
}

function resolveOne(box: Box, type: string, choice: unknown): unknown {
  if (typeof choice !== 'string') return choice;
  if (type.includes('users_select')) return findPerson(box.workspace, choice)?.id ?? choice;
  if (/channels_select|conversations_select/.test(type)) return findRoom(box.workspace, choice)?.channel.id ?? choice;
  return choice;
}
