/** Emoji by the names people type. They come after the page is up; until then a name stands for itself. */

export interface EmojiGroup {
  name: string;
  emoji: { names: string[]; sign: string }[];
}

const signs = new Map<string, string>();
let groups: EmojiGroup[] = [];

export function takeEmoji(list: { groups: [string, string[][]][]; also: Record<string, string> }): void {
  groups = list.groups.map(([name, entries]) => ({
    name,
    emoji: entries.map((entry) => ({ names: entry.slice(0, -1), sign: entry.at(-1) ?? '' })),
  }));
  for (const [name, sign] of Object.entries(list.also)) signs.set(name, sign);
  for (const { emoji } of groups) for (const { names, sign } of emoji) for (const name of names) signs.set(name, sign);
}

export function emojiGroups(): readonly EmojiGroup[] {
  return groups;
}

const TONES = ['', '', '\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'];

/** The sign of `tada` or `wave::skin-tone-3`. */
export function emojiNamed(name: string): string | undefined {
  const [base = '', tone] = name.split('::skin-tone-');
  const sign = signs.get(base);
  if (sign === undefined || tone === undefined) return sign;
  return sign.replace('\u{FE0F}', '') + (TONES[Number(tone)] ?? '');
}

/** The best matches for what was typed so far: names that begin with it come first. */
export function emojiLike(typed: string, most: number): { name: string; sign: string }[] {
  const wanted = typed.toLowerCase();
  const all = groups.flatMap(({ emoji }) =>
    emoji.flatMap(({ names, sign }) => {
      const name = names.find((one) => one.startsWith(wanted)) ?? names.find((one) => one.includes(wanted));
      return name === undefined ? [] : [{ name, sign }];
    }),
  );
  const first = all.filter(({ name }) => name.startsWith(wanted));
  const rest = all.filter(({ name }) => !name.startsWith(wanted));
  return [...first, ...rest].slice(0, most);
}
