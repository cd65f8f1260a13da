import type { Clock } from './clock.ts';
import { type EventEnvelope, envelope } from './envelope.ts';
import { before, eventsOf } from './events.ts';
import type { Fact, Message } from './facts.ts';
import { fold } from './fold.ts';
import { openJournal } from './journal.ts';
import { emptyWorkspace, type Workspace } from './workspace.ts';

interface Happening {
  fact: Fact;
  events: readonly EventEnvelope[];
  /** The message it is about, as it was before. */
  was: Message | undefined;
}

type Watcher = (happening: Happening) => void;

/** Everything that happened, what it added up to, and the one way to let more happen. */
export interface Chronicle {
  readonly workspace: Workspace;
  /** Events the app has not heard yet. */
  readonly pending: Map<string, EventEnvelope>;
  /** Written down first, then true, then told. */
  commit(...facts: Fact[]): void;
  /** All that is committed on the way is written down at once: a box that is killed keeps all of it or none. */
  together<T>(act: () => T): T;
  /** Returns how to stop watching. */
  watch(watcher: Watcher): () => void;
  close(): void;
}

export function openChronicle(path: string | undefined, clock: Clock): Chronicle {
  const workspace = emptyWorkspace();
  const journal = openJournal(path);
  const pending = new Map<string, EventEnvelope>();
  const watchers = new Set<Watcher>();
  let count = 0;
  let closed = false;
  // The first day is written down whole: a box that was killed on it begins anew.
  const firstDay: Fact[] = [];
  const write = (facts: readonly Fact[], founded = workspace.founded) => {
    if (founded) return journal.append(facts);
    firstDay.push(...facts);
    if (facts.some(({ kind }) => kind === 'founded')) journal.append(firstDay.splice(0));
  };
  const happen = (fact: Fact) => apply(workspace, pending, clock, fact, ++count);
  journal.past.forEach(happen);
  const tell = (happenings: readonly Happening[]) => {
    for (const happening of happenings) for (const watcher of watchers) watcher(happening);
  };
  /** What happened since `together` began: true already, not yet written down, and told to nobody. */
  let batch: Happening[] | undefined;
  return {
    workspace,
    pending,
    commit(...facts) {
      if (closed) return;
      if (batch) return void batch.push(...facts.map(happen));
      write(facts);
      tell(facts.map(happen));
    },
    together(act) {
      if (batch) return act();
      const all: Happening[] = [];
      const { founded } = workspace;
      batch = all;
      try {
        return act();
      } finally {
        batch = undefined;
        const facts = all.map(({ fact }) => fact);
        if (facts.length > 0) write(facts, founded);
        tell(all);
      }
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    close() {
      closed = true;
      journal.close();
    },
  };
}

/** The same facts always give the same state and the same events, so a restart goes on where the box was. */
function apply(
  workspace: Workspace,
  pending: Map<string, EventEnvelope>,
  clock: Clock,
  fact: Fact,
  number: number,
): Happening {
  const was = before(workspace, fact);
  fold(workspace, fact);
  clock.set(workspace.offset, workspace.stands);
  const told = workspace.founded ? eventsOf(workspace, fact, was, clock.now()) : [];
  const events = told.map((event, index) => envelope(workspace, event, number, index, clock.now()));
  for (const event of events) pending.set(event.event_id, event);
  if (fact.kind === 'settled') for (const id of fact.events) pending.delete(id);
  return { fact, events, was: was.message };
}
