import { type Chronicle, openChronicle } from './chronicle.ts';
import { type Clock, createClock, stamp } from './clock.ts';
import type { App, Credentials, Fact, Team } from './facts.ts';
import { createFaults, type Faults } from './faults.ts';
import { newId, newSecret, readableId } from './ids.ts';
import { createLimits, type Limits } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { createLog, type RequestLog } from './request-log.ts';
import { appOf, fernhill, type Seed, seedFacts } from './seed.ts';
import { castOf } from './story/cast.ts';
import { meetingFacts } from './story/meetings.ts';
import { instantOf } from './story/moment.ts';
import { type Opening, storyBegins, storyNamed } from './story/open.ts';
import type { Timing } from './timing.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import { createUploads, type Uploads } from './uploads.ts';
import type { Room } from './workspace.ts';

/** What every face of the box shares: the state, the one way to change it, and what people may watch. */
export interface Box extends Chronicle {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly log: RequestLog;
  readonly triggers: Triggers;
  readonly uploads: Uploads;
  /** What Slack was told of the app; without it, it may do and hears everything. */
  manifest: Manifest | undefined;
  /** How far back history goes; a free plan has 90 days. */
  readonly historyDays: number;
  readonly url: string;
  /** A timestamp for something that happens now; later than everything in the room, if one is given. */
  stamp(room?: Room): string;
}

export interface Founding {
  journal?: string;
  team?: Team;
  credentials?: Credentials;
  seed?: Seed;
  historyDays?: number;
  manifest?: Manifest | undefined;
  /** Told before the first day is over. */
  story?: Opening;
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
    uploads: createUploads(),
    manifest: founding.manifest,
    get url() {
      return chronicle.workspace.url;
    },
    historyDays: founding.historyDays ?? Number.POSITIVE_INFINITY,
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

/** The people of a story were there when it began. */
function storyFacts({ name, from }: Opening, app: App, clock: Clock): Fact[] {
  const story = storyNamed(name);
  const begins = storyBegins(name, story, from, clock.now());
  const begun = { monday: Temporal.PlainDate.from(begins.monday), zone: story.zone };
  clock.set(0, instantOf(begun, { day: 0, minute: 0 }));
  return [begins, ...seedFacts(castOf(story), app, clock), ...meetingFacts(story, begun)];
}

function teamOf({ name }: Opening): Team {
  const { company, domain } = storyNamed(name);
  return { id: readableId('T0', domain), name: company, domain };
}

const DEFAULT_TEAM: Team = { id: 'T0HYPHA0', name: 'Fernhill', domain: 'fernhill' };

function firstFacts(founding: Founding, clock: Clock): Fact[] {
  const team = founding.team ?? (founding.story ? teamOf(founding.story) : DEFAULT_TEAM);
  const credentials = founding.credentials ?? newCredentials();
  const app = appOf(team, founding.manifest?.name);
  const { story } = founding;
  return [
    { kind: 'opened', run: newId('', 5), team, credentials, app },
    ...(story ? storyFacts(story, app, clock) : seedFacts(founding.seed ?? fernhill, app, clock)),
    ...(story ? [] : [{ kind: 'founded' as const }]),
  ];
}

function newCredentials(): Credentials {
  return { botToken: `xoxb-${newSecret()}`, appToken: `xapp-1-${newSecret()}`, signingSecret: newSecret() };
}
