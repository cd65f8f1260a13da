import type { Heard } from './links-heard.ts';

/**
 * Gives, for each place in turn, how much each place before it has in common with it, by how many places lie between: its
 * words, the rare ones counting more. Asked in order.
 */
export function sharedWords(talk: readonly Heard[], reach: number): (place: number) => Float64Array {
  const often = new Map<string, number>();
  for (const { words } of talk) for (const word of words) often.set(word, (often.get(word) ?? 0) + 1);
  const recent = new Map<string, number[]>();
  return (place) => {
    const shared = new Float64Array(reach + 1);
    for (const word of talk[place]?.words ?? []) {
      const count = often.get(word) ?? 1;
      if (count === 1) continue;
      const rare = Math.log((talk.length + 1) / count);
      const earlier = (recent.get(word) ?? []).filter((at) => at >= place - reach && at < place);
      for (const at of earlier) shared[place - at] = (shared[place - at] ?? 0) + rare;
      recent.set(word, [...earlier, place]);
    }
    return shared;
  };
}
