import { type Chronicle, openChronicle } from './chronicle.ts';
import { type Clock, createClock, stamp } from './clock.ts';
import type { Credentials, Fact, Team } from './facts.ts';
import { createFaults, type Faults } from './faults.ts';
import { newId, newSecret } from './ids.ts';
import { createLimits, type Limits } from './limits.ts';
import { createLog, type RequestLog } from './request-log.ts';
import { appOf, fernhill, type Seed, seedFacts } from './seed.ts';
import type { Timing } from './timing.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import type { Room } from './workspace.ts';

/** What every face of the box shares: the state, the one way to change it, and what people may watch. */
export interface Box extends Chronicle {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly log: RequestLog;
  readonly triggers: Triggers;
  /** How far back history goes; a free plan has 90 days. */
  readonly historyDays: number;
  /** Where the box answers, known once it listens. */
  url: string;
  /** A timestamp for something that happens now; later than everything in the room, if one is given. */
  stamp(room?: Room): string;
}

export interface Founding {
  journal?: string;
  team?: Team;
  credentials?: Credentials;
  seed?: Seed;
  historyDays?: number;
}

export function openBox(founding: Founding, timing: Timing): Box {
  const clock = createClock();
  const chronicle = openChronicle(founding.journal, clock);
  if (!chronicle.workspace.founded) chronicle.commit(...firstFacts(founding, clock));
  return {
    ...chronicle,
    clock,
    timing,
    faults: createFaults(),
    limits: createLimits(clock, timing),
    log: createLog(clock),
    triggers: createTriggers(clock, timing),
    historyDays: founding.historyDays ?? Number.POSITIVE_INFINITY,
    url: '',
    stamp: createStamp(clock),
  };
}

function createStamp(clock: Clock): Box['stamp'] {
  let last = '0.000000';
  return (room) => {
    if (room) return stamp(clock, room.lastTs);
    last = stamp(clock, last);
    return last;
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
