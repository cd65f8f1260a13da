import type { State } from './state.ts';

/** Holds the state; whoever watches is told of each new one. */
export interface Store {
  get(): State;
  change(next: (state: State) => State): void;
  watch(watcher: () => void): () => void;
}

export function openStore(first: State): Store {
  let state = first;
  const watchers = new Set<() => void>();
  return {
    get: () => state,
    change(next) {
      const before = state;
      state = next(before);
      if (state !== before) for (const watcher of watchers) watcher();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

let count = 0;

/** A sentence that stays for a moment. */
export function toast({ change }: Store, words: string, bad = false): void {
  const id = ++count;
  change((state) => ({ ...state, toasts: [...state.toasts.slice(-3), { id, words, bad }] }));
  setTimeout(() => untoast({ change }, id), bad ? 10_000 : 5_000);
}

export function untoast({ change }: Pick<Store, 'change'>, id: number): void {
  change((state) => ({ ...state, toasts: state.toasts.filter((one) => one.id !== id) }));
}
