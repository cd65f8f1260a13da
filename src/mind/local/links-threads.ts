/** How what was said so far hangs together, as far as it was found. */
export interface Threads {
  /** By place: what it answers, and where its thread began. */
  parents: number[];
  roots: number[];
  /** How often each was answered. */
  answered: number[];
  /** By where a thread began: its last place and who speaks in it. */
  last: Map<number, number>;
  speakers: Map<number, Set<string>>;
  /** Where the thread began in which each speaker spoke last. */
  latest: Map<string, number>;
}

export const noThreads = (): Threads => ({
  parents: [],
  roots: [],
  answered: [],
  last: new Map(),
  speakers: new Map(),
  latest: new Map(),
});

/** Adds what one answers to what is known of threads; to be told in order. */
export function tie(threads: Threads, place: number, speaker: string, parent: number): void {
  const root = parent === place ? place : (threads.roots[parent] ?? parent);
  threads.parents[place] = parent;
  threads.roots[place] = root;
  threads.answered[place] = 0;
  if (parent !== place) threads.answered[parent] = (threads.answered[parent] ?? 0) + 1;
  threads.last.set(root, place);
  threads.latest.set(speaker, root);
  const speakers = threads.speakers.get(root);
  if (speakers) speakers.add(speaker);
  else threads.speakers.set(root, new Set([speaker]));
}
