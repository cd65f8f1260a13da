/** What the box does of one part of Slack, by name: true, or the reason why not. */
export type Coverage = ReadonlyMap<string, true | string>;

type Reason = readonly [why: string, names: string];

export function coverage(supported: string, left: readonly Reason[] = []): Coverage {
  return new Map<string, true | string>([
    ...words(supported).map((name) => [name, true] as const),
    ...left.flatMap(([why, names]) => words(names).map((name) => [name, why] as const)),
  ]);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
