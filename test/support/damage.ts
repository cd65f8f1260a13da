type Tree = Record<string, unknown>;

/** Copies of a payload, each with one part of it missing or replaced by something of another type. */
export const damaged = (whole: Tree, replacements: readonly unknown[] = [undefined, 5]): Tree[] =>
  pathsIn(whole).flatMap((path) => replacements.map((value) => withValue(whole, path, value)));

/** Every way into a payload: to each field of each object, and to each entry of each list. */
export function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [[key], ...pathsIn(part).map((path) => [key, ...path])]);
}

export function withValue(whole: Tree, [key = '', ...rest]: readonly string[], value: unknown): Tree {
  return { ...whole, [key]: rest.length === 0 ? value : within(whole[key], rest, value) };
}

function within(part: unknown, path: readonly string[], value: unknown): unknown {
  const changed = withValue(Object(part), path, value);
  return Array.isArray(part) ? Object.values(changed) : changed;
}
