import { type Clock, createClock, stamp } from './clock.ts';
import { type EventEnvelope, envelope } from './envelope.ts';
import { before, eventsOf } from './events.ts';
import type { Credentials, Fact, Team } from './facts.ts';
import { createFaults, type Faults } from './faults.ts';
import { fold } from './fold.ts';
import { newId, newSecret } from './ids.ts';
import { openJournal } from './journal.ts';
import { createLimits, type Limits } from './limits.ts';
import { createLog, type RequestLog } from './request-log.ts';
import { appOf, fernhill, type Seed, seedFacts } from './seed.ts';
import type { Timing } from './timing.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import { emptyWorkspace, type Room, type Workspace } from './workspace.ts';

interface Happening {
  fact: Fact;
  events: readonly EventEnvelope[];
}

/** What every face of the box shares: the state, the one way to change it, and what people may watch. */
export interface Box {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly log: RequestLog;
  readonly triggers: Triggers;
  /** Events the app has not heard yet. */
  readonly pending: Map<string, EventEnvelope>;
  /** How far back history goes; a free plan has 90 days. */
  readonly historyDays: number;
  /** Where the box answers, known once it listens. */
  url: string;
  commit(...facts: Fact[]): void;
  /** Returns how to stop watching. */
  watch(watcher: (happening: Happening) => void): () => void;
  /** A timestamp for something that happens now; later than everything in the room, if one is given. */
  stamp(room?: Room): string;
  close(): void;
}

export interface Founding {
  journal?: string;
  team?: Team;
  credentials?: Credentials;
  seed?: Seed;
  historyDays?: number;
}

export function openBox(founding: Founding, timing: Timing): Box {
  const workspace = emptyWorkspace();
  const clock = createClock();
  const journal = openJournal(founding.journal);
  const pending = new Map<string, EventEnvelope>();
  const watchers = new Set<(happening: Happening) => void>();
  let count = 0;
  let closed = false;
  let lastLoose = '0.000000';

  function happen(fact: Fact): Happening {
    const was = before(workspace, fact);
    fold(workspace, fact);
    clock.setOffset(workspace.offset);
    count += 1;
    const told = workspace.founded ? eventsOf(workspace, fact, was, clock.now()) : [];
    const events = told.map((event, index) => envelope(workspace, event, count, index, clock.now()));
    for (const event of events) pending.set(event.event_id, event);
    if (fact.kind === 'settled') for (const id of fact.events) pending.delete(id);
    return { fact, events };
  }

  function commit(...facts: Fact[]): void {
    if (closed) return;
    journal.append(facts);
    for (const happening of facts.map(happen)) for (const watcher of watchers) watcher(happening);
  }

  function stampIn(room?: Room): string {
    if (room) return stamp(clock, room.lastTs);
    lastLoose = stamp(clock, lastLoose);
    return lastLoose;
  }

  for (const fact of journal.past) happen(fact);
  if (!workspace.founded) commit(...firstFacts(founding, clock));
  return {
    workspace,
    clock,
    timing,
    faults: createFaults(),
    limits: createLimits(clock),
    log: createLog(clock),
    triggers: createTriggers(clock, timing),
    pending,
    historyDays: founding.historyDays ?? Number.POSITIVE_INFINITY,
    url: '',
    commit,
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    stamp: stampIn,
    close() {
      closed = true;
      journal.close();
    },
  };
}

const DEFAULT_TEAM: Team = { id: 'T0HYPHA0', name: 'Fernhill', domain: 'fernhill' };

function firstFacts(founding: Founding, clock: Clock): Fact[] {
  const team = founding.team ?? DEFAULT_TEAM;
  const credentials = founding.credentials ?? newCredentials();
  const app = appOf(team);
  return [
    { kind: 'opened', run: newId('', 5), team, credentials, app },
    ...seedFacts(founding.seed ?? fernhill, app, clock),
    { kind: 'founded' },
  ];
}

function newCredentials(): Credentials {
  return { botToken: `xoxb-${newSecret()}`, appToken: `xapp-1-${newSecret()}`, signingSecret: newSecret() };
}
