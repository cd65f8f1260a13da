import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Refusal } from '../errors.ts';
import { initialise, versionOf } from './embedded-cluster.ts';
import { findPlace, type Place } from './embedded-place.ts';
import { arrive, leave, type Presence } from './embedded-presence.ts';
import { cannotRun, otherVersion } from './embedded-refusals.ts';
import { findServer, start } from './embedded-server.ts';

export interface EmbeddedPostgres {
  /** postgres://…@127.0.0.1:port/hypha */
  url: string;
  version: string;
  /** Whether this process started the server, or found it with nobody in charge. */
  owner: boolean;
  /** Stops the server, unless other processes still use it: then the last of them does. */
  close(): Promise<void>;
}

interface Options {
  /** False gives up safety against power cuts for speed; for tests. */
  durable?: boolean;
  say?: (sentence: string) => void;
}

/** Passes when another server on the same data has come up, or has ended, or when another port is tried. */
const PASSING = /lock file "postmaster.pid"|pre-existing shared memory|could not create any TCP/;

/**
 * Opens the PostgreSQL that comes with Hypha on a folder of data. Any number of processes may do so at the same time: the first
 * starts the server, the others join it, and while one of them is there a server that was killed comes back at the same address.
 */
export async function openEmbedded(folder: string, options: Options = {}): Promise<EmbeddedPostgres> {
  const { durable = true, say = () => {} } = options;
  let arrival = enter(resolve(folder), durable, say);
  let closing: Promise<void> | undefined;

  const stay = async () => {
    const { session } = await arrival;
    session.once('end', () => {
      if (closing) return;
      say('The embedded PostgreSQL is gone; bringing it back.');
      arrival = enter(resolve(folder), durable, say);
      stay().catch((error: Error) => say(error.message));
    });
  };
  const close = async () => {
    const presence = await arrival.catch(() => undefined);
    if (presence) await leave(presence);
  };

  await stay();
  const { url, version, owner } = await arrival;
  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  return { url, version, owner, close: closeOnce };
}

async function enter(folder: string, durable: boolean, say: (sentence: string) => void): Promise<Presence> {
  try {
    const place = await findPlace(folder);
    await prepare(place, durable, say);
    return await joinOrStart(place, durable);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw cannotRun(folder, error instanceof Error ? error.message : String(error));
  }
}

async function prepare(place: Place, durable: boolean, say: (sentence: string) => void): Promise<void> {
  const found = await versionOf(place);
  if (found && found !== place.major) throw otherVersion(place.folder, found, place.major);
  if (found) return;
  say(`Setting up PostgreSQL ${place.major} in ${place.folder}, once.`);
  await initialise(place, durable);
}

async function joinOrStart(place: Place, durable: boolean): Promise<Presence> {
  const patience = AbortSignal.timeout(60_000);
  let problem = 'it does not answer';
  while (!patience.aborted) {
    const server = await findServer(place);
    const presence = server?.ready ? await arrive(place, server) : undefined;
    if (presence) return presence;
    const failure = server ? undefined : await start(place, durable, patience);
    if (failure && !PASSING.test(failure)) throw new Error(failure);
    problem = failure ?? problem;
    await setTimeout(10);
  }
  throw new Error(problem);
}
