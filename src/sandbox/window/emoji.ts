import { gemoji } from 'gemoji';

/** Every emoji by the names people type, with the group it is found under. */

/** Names that Slack has and the list does not. */
const MORE: Record<string, string> = {
  simple_smile: 'slightly_smiling_face',
  hugging_face: 'hugs',
  thumbsup_all: '+1',
  man_in_tuxedo: 'man_in_tuxedo',
  heavy_heart_exclamation: 'heavy_heart_exclamation',
};

let list: string | undefined;

/** `{ groups: [[group, [[names…, emoji], …]], …], also: { name: emoji } }`; `also` is understood and not offered. */
export function emojiList(): string {
  list ??= JSON.stringify({ groups: groups(), also: also() });
  return list;
}

function groups(): [string, string[][]][] {
  const found = new Map<string, string[][]>();
  for (const { emoji, names, category } of gemoji) {
    const group = found.get(category) ?? [];
    group.push([...names, emoji]);
    found.set(category, group);
  }
  return [...found];
}

function also(): Record<string, string> {
  const byName = new Map(gemoji.flatMap(({ emoji, names }) => names.map((name): [string, string] => [name, emoji])));
  const described = gemoji.map(({ emoji, description }): [string, string] => [
    description.toLowerCase().replace(/[^a-z0-9]+/g, '_'),
    emoji,
  ]);
  const more = Object.entries(MORE).map(([name, other]): [string, string] => [name, byName.get(other) ?? '']);
  return Object.fromEntries([...described, ...more].filter(([name, emoji]) => emoji !== '' && !byName.has(name)));
}
