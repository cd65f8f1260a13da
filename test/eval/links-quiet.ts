import type { Dialogue } from '../../src/mind/dialogue.ts';

export interface Log {
  dialogue: Dialogue;
  /** What each labelled utterance answers: itself where it begins something. */
  parents: ReadonlyMap<string, readonly string[]>;
}

/** Minutes between one conversation and the next, taken in turn. */
const pauses = [15, 60, 240, 1000];

/** The same talk as a quiet place would have it: one conversation after another, with pauses between. */
export function quietened({ dialogue, parents }: Log): Log {
  const conversations = Map.groupBy(
    dialogue.filter(({ id }) => parents.has(id)),
    rootsOf(dialogue, parents),
  );
  const calm: Dialogue[number][] = [];
  let start = 0;
  for (const [n, said] of [...conversations.values()].filter(({ length }) => length > 1).entries()) {
    const first = said[0]?.at ?? 0;
    for (const one of said) calm.push({ ...one, at: start + one.at - first });
    start = (calm.at(-1)?.at ?? 0) + (pauses[n % pauses.length] ?? 0) * 60_000;
  }
  const here = new Set(calm.map(({ id }) => id));
  const kept = calm.map(({ id }) => [id, (parents.get(id) ?? []).filter((parent) => here.has(parent))] as const);
  return {
    dialogue: calm,
    parents: new Map(kept.map(([id, answered]) => [id, answered.length > 0 ? answered : [id]])),
  };
}

function rootsOf(dialogue: Dialogue, parents: Log['parents']): (utterance: Dialogue[number]) => string {
  const roots = new Map<string, string>();
  for (const { id } of dialogue) {
    const [parent = id] = parents.get(id) ?? [];
    roots.set(id, roots.get(parent) ?? parent);
  }
  return ({ id }) => roots.get(id) ?? id;
}
