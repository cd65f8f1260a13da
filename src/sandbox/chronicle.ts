import type { Clock } from './clock.ts';
import { type EventEnvelope, envelope } from './envelope.ts';
import { before, eventsOf } from './events.ts';
import type { Fact } from './facts.ts';
import { fold } from './fold.ts';
import { openJournal } from './journal.ts';
import { emptyWorkspace, type Workspace } from './workspace.ts';

interface Happening {
  fact: Fact;
  events: readonly EventEnvelope[];
}

type Watcher = (happening: Happening) => void;

/** Everything that happened, what it added up to, and the one way to let more happen. */
export interface Chronicle {
  readonly workspace: Workspace;
  /** Events the app has not heard yet. */
  readonly pending: Map<string, EventEnvelope>;
  /** Written down first, then true, then told. */
  commit(...facts: Fact[]): void;
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
  const happen = (fact: Fact) => apply(workspace, pending, clock, fact, ++count);
  journal.past.forEach(happen);
  return {
    workspace,
    pending,
    commit(...facts) {
      if (closed) return;
      journal.append(facts);
      for (const happening of facts.map(happen)) for (const watcher of watchers) watcher(happening);
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
  clock.setOffset(workspace.offset);
  const told = workspace.founded ? eventsOf(workspace, fact, was, clock.now()) : [];
  const events = told.map((event, index) => envelope(workspace, event, number, index, clock.now()));
  for (const event of events) pending.set(event.event_id, event);
  if (fact.kind === 'settled') for (const id of fact.events) pending.delete(id);
  return { fact, events };
}
