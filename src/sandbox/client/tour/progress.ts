import { isObject, list, object, text } from '../json.ts';
import type { Json } from '../wire.ts';
import type { Cast, Secret } from './cast.ts';

/** How far somebody has come, kept in the browser for each sandbox, and the same in all its windows. */

export const marks = [
  'switched',
  'decided',
  'found',
  'invited',
  'kept',
  'hidden',
  'home',
  'planned',
  'stopped',
  'going',
] as const;
export type Mark = (typeof marks)[number];

export interface Progress {
  cast: Cast;
  step: number;
  closed: boolean;
  folded: boolean;
  /** The Slack time at which the tour began: what was said before does not count. */
  since: string;
  done: readonly Mark[];
  /** The decision that everybody may see, as D-42, and who wrote it down; and the one that only some may see. */
  open: string;
  openBy: string;
  secret: string;
}

const keyOf = (sandbox: string) => `hypha-tour ${sandbox}`;
const watchers = new Set<() => void>();

export function watchTour(watcher: () => void): () => void {
  watchers.add(watcher);
  addEventListener('storage', watcher);
  return () => {
    watchers.delete(watcher);
    removeEventListener('storage', watcher);
  };
}

export function keepTour(sandbox: string, progress: Progress): void {
  localStorage.setItem(keyOf(sandbox), JSON.stringify(progress));
  for (const watcher of watchers) watcher();
}

/** From the beginning, with whoever is there now. */
export function beginTourAnew(sandbox: string): void {
  localStorage.removeItem(keyOf(sandbox));
  for (const watcher of watchers) watcher();
}

export function tourOf(sandbox: string): Progress | undefined {
  const kept = localStorage.getItem(keyOf(sandbox));
  return kept === null ? undefined : readProgress(kept);
}

/** What another version kept, or somebody wrote there, counts as nothing. */
function readProgress(kept: string): Progress | undefined {
  const all = parsed(kept);
  const cast = readCast(object(all.cast));
  if (!cast) return undefined;
  const done = list(all.done);
  return {
    cast,
    step: typeof all.step === 'number' ? all.step : 0,
    closed: all.closed === true,
    folded: all.folded === true,
    done: marks.filter((mark) => done.includes(mark)),
    ...{ since: text(all.since), open: text(all.open), openBy: text(all.openBy), secret: text(all.secret) },
  };
}

function readCast(cast: Json): Cast | undefined {
  const place = object(cast.place);
  const [decider, finder, room] = [text(cast.decider), text(cast.finder), text(place.room)];
  if (decider === '' || finder === '' || room === '') return undefined;
  return {
    ...{ decider, finder, place: { room, name: text(place.name) } },
    ...{ statement: text(cast.statement), saidAt: text(cast.saidAt), admin: text(cast.admin) },
    secret: isObject(cast.secret) ? readSecret(cast.secret) : undefined,
  };
}

function readSecret({ room, name, by, statement, outsider }: Json): Secret {
  return {
    ...{ room: text(room), name: text(name), by: text(by) },
    ...{ statement: text(statement), outsider: text(outsider) },
  };
}

function parsed(kept: string): Json {
  try {
    return object(JSON.parse(kept));
  } catch {
    return {};
  }
}
