import { z } from 'zod';
import type { Box } from '../box.ts';
import { openDirect } from '../direct.ts';
import type { Person, View } from '../facts.ts';
import { chosenValue, inputElements, type Placed } from '../inputs.ts';
import { type Acting, act, type Standing, stateOf, type Values } from '../interact/act.ts';
import { shortcut } from '../interact/shortcut.ts';
import { dismiss, submit } from '../interact/submit.ts';
import { suggest } from '../interact/suggest.ts';
import { type Json, viewShape } from '../shapes.ts';
import { findPerson, findRoom, isOutsider, opened, topModal } from '../workspace.ts';
import { at, find, isCalled, modalOf } from './standing.ts';
import { type Desk, Impossible, messageIn, personActing, roomFor, type Verb, verb } from './verb.ts';

/** The action_id of the element or the words on it. */
const touched = { person: z.string(), action: z.string(), block: z.string().optional(), at: at.default('modal') };

/** What a person does with buttons, pickers, modals, shortcuts and the app's Home. */
export const touch: Record<string, Verb> = {
  click: verb(z.object({ ...touched, choice: z.unknown().optional() }), (desk, args) => click(desk, args)),
  suggest: verb(z.object({ ...touched, typed: z.string().default('') }), async ({ box, courier }, args) => {
    const person = personActing(box, args.person);
    const { standing, placed } = find(box, person, args);
    return { options: await suggest(box, courier.ask, { person, standing, placed, typed: args.typed }) };
  }),
  fill: verb(z.object({ person: z.string(), values: z.record(z.string(), z.unknown()) }), ({ box }, args) => {
    const person = personActing(box, args.person);
    return { view: viewShape(box.workspace, fill(box, modalOf(box, person), args.values)) };
  }),
  submit: verb(
    z.object({ person: z.string(), values: z.record(z.string(), z.unknown()).default({}) }),
    async ({ box, courier }, args) => {
      const person = personActing(box, args.person);
      const filled = fill(box, modalOf(box, person), args.values);
      const { ok, ...outcome } = await submit(box, courier, person, filled);
      return { submitted: ok, ...outcome, modal: openModal(box, person) };
    },
  ),
  close: verb(z.object({ person: z.string() }), ({ box, courier }, args) => {
    const person = personActing(box, args.person);
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
      const person = personActing(box, args.person);
      checkOffered(box, person, callback_id, ts === undefined ? 'global' : 'message');
      const room = channel === undefined ? undefined : roomFor(box, person, channel);
      const on = room && ts !== undefined ? { room, message: messageIn(room, ts) } : undefined;
      return acked(box, person, await shortcut(box, courier, person, callback_id, on));
    },
  ),
  'open-home': verb(
    z.object({ person: z.string(), tab: z.enum(['home', 'messages']).default('home') }),
    ({ box }, args) => {
      const person = personActing(box, args.person);
      if (args.tab === 'home' && box.manifest?.homeTab === false)
        throw new Impossible('no_home', 'This app has no Home.');
      const { room } = openDirect(box, [opened(box.workspace).app.botUserId, person.id]);
      box.commit({ kind: 'home-opened', user: person.id, tab: args.tab, channel: room.channel.id, at: box.stamp() });
      return { channel: room.channel.id };
    },
  ),
};

/** An app's shortcuts are for the people of the workspace it is installed in. */
function checkOffered({ workspace, manifest }: Box, person: Person, callbackId: string, type: string): void {
  const listed = manifest?.shortcuts.some((one) => one.callback_id === callbackId && one.type === type) ?? true;
  if (!listed || isOutsider(workspace, person))
    throw new Impossible('no_such_shortcut', `${person.name} is offered no ${type} shortcut called ${callbackId}.`);
}

interface Touch {
  person: string;
  action: string;
  block?: string | undefined;
  at: z.infer<typeof at>;
  choice?: unknown;
}

async function click(desk: Desk, args: Touch): Promise<Json> {
  const { box, courier } = desk;
  const person = personActing(box, args.person);
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
