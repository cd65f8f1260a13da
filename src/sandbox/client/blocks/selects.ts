import { h } from 'preact';
import { isObject, list, object, text, words } from '../json.ts';
import { isDirect, type State, titleOf } from '../state.ts';
import { type Choice, Combobox } from '../view/combobox.ts';
import type { Json, Room } from '../wire.ts';
import { type DrawElement, elementId, optionsOf, type Surface } from './surface.ts';

/** Every kind of select: what it offers differs, and what a choice of it looks like to the app. */
interface Source {
  offer(surface: Surface, block: Json, element: Json, typed: string): Promise<readonly Choice[]>;
  /** What is chosen, as the app said or as a person chose. */
  read(surface: Surface, element: Json, chosen: unknown): Choice;
  /** What the app is told. */
  told(choice: Choice, element: Json): unknown;
}

/** Options that the app offered while somebody typed, by their value: what is chosen is sent back whole. */
const suggested = new Map<string, Json>();

function optionChoice(option: Json, group = ''): Choice {
  const note = words(option.description);
  return { key: text(option.value), words: words(option.text), ...(note ? { note } : {}), ...(group ? { group } : {}) };
}

function matching(choices: readonly Choice[], typed: string): Choice[] {
  const wanted = typed.toLowerCase();
  return choices.filter((choice) => `${choice.words} ${choice.note ?? ''}`.toLowerCase().includes(wanted));
}

const fixed: Source = {
  offer: async (_, __, element, typed) =>
    matching(
      optionsOf(element).map(({ option, group }) => optionChoice(option, group)),
      typed,
    ),
  read: (_, __, chosen) => optionChoice(object(chosen)),
  told: (choice, element) =>
    optionsOf(element).find(({ option }) => text(option.value) === choice.key)?.option ?? choice.key,
};

const external: Source = {
  async offer(surface, block, element, typed) {
    const offered = await surface.suggest(block, element, typed);
    for (const option of offered) suggested.set(text(option.value), option);
    return offered.map((option) => optionChoice(option));
  },
  read: (_, __, chosen) => {
    if (isObject(chosen)) suggested.set(text(chosen.value), chosen);
    return optionChoice(object(chosen));
  },
  told: (choice) => suggested.get(choice.key) ?? choice.key,
};

const users: Source = {
  offer: async ({ here }, _, __, typed) => matching(peopleOf(here.state()), typed),
  read: ({ here }, _, chosen) =>
    peopleOf(here.state(), true).find(({ key }) => key === chosen) ?? { key: text(chosen), words: text(chosen) },
  told: ({ key }) => key,
};

function peopleOf({ people }: State, all = false): Choice[] {
  const found = [...people.values()].filter(({ deleted, id }) => all || (!deleted && id !== 'USLACKBOT'));
  return found.map(({ id, realName, name }) => ({ key: id, words: realName, note: `@${name}` }));
}

const rooms = (fits: (room: Room, element: Json) => boolean): Source => ({
  offer: async ({ here }, _, element, typed) =>
    matching(
      roomsOf(here.state(), (room) => fits(room, element)),
      typed,
    ),
  read: ({ here }, _, chosen) =>
    roomsOf(here.state(), () => true).find(({ key }) => key === chosen) ?? { key: text(chosen), words: text(chosen) },
  told: ({ key }) => key,
});

function roomsOf(state: State, fits: (room: Room) => boolean): Choice[] {
  return [...state.rooms.values()].filter(fits).map((room) => ({
    key: room.id,
    words: isDirect(room) ? titleOf(state, room) : `#${room.name}`,
    ...(room.topic ? { note: room.topic } : {}),
  }));
}

const channels = rooms((room) => room.kind === 'public' && !room.archived);
const conversations = rooms((room, element) => {
  const { include, exclude_external_shared_channels: notShared } = object(element.filter);
  const kinds = list(include);
  return !room.archived && (kinds.length === 0 || kinds.includes(room.kind)) && !(notShared === true && room.shared);
});

const select =
  (source: Source, multiple: boolean): DrawElement =>
  (surface, block, element) => {
    const id = elementId(surface, block, element);
    const now = surface.choice(block, element);
    const chosen = (multiple ? list(now) : [now]).filter(Boolean).map((one) => source.read(surface, element, one));
    const told = (choices: Choice[]) => choices.map((choice) => source.told(choice, element));
    const most = Number(element.max_selected_items);
    const wrong = surface.error(block);
    return h(Combobox, {
      ...{ id, chosen, multiple, key: id },
      label: block.type === 'input' ? words(block.label) : words(element.placeholder) || words(block.text) || 'Choose',
      placeholder: words(element.placeholder) || (multiple ? 'Select some options' : 'Select an option'),
      offer: (typed: string) => source.offer(surface, block, element, typed),
      ...(most > 0 ? { most } : {}),
      ...(String(element.type).endsWith('external_select') ? { least: Number(element.min_query_length ?? 3) } : {}),
      describedBy: block.type === 'input' ? `${id}-about` : undefined,
      invalid: wrong !== '',
      required: block.type === 'input' && block.optional !== true,
      autofocus: element.focus_on_load === true,
      onChoose: (choices: Choice[]) =>
        surface.choose(block, element, multiple ? told(choices) : (told(choices)[0] ?? '')),
    });
  };

const sources: Record<string, Source> = { static: fixed, external, users, conversations, channels };

export const selects: Record<string, DrawElement> = Object.fromEntries(
  Object.entries(sources).flatMap(([name, source]) => [
    [`${name}_select`, select(source, false)],
    [`multi_${name}_select`, select(source, true)],
  ]),
);
