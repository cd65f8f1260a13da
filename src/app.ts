import { join } from 'node:path';
import type { Config, SlackSettings } from './config.ts';
import { within } from './edges/clock.ts';
import { type Db, openDb } from './edges/db.ts';
import { type EmbeddedPostgres, openEmbedded } from './edges/embedded.ts';
import { type Locks, openLocks } from './edges/locks.ts';
import { type Log, openLog } from './edges/log.ts';
import { migrate } from './edges/migrate.ts';
import { openQueue, queueOf, type WakeQueue } from './edges/queue.ts';
import { reach, reachDatabase, wrongToken } from './edges/reach.ts';
import { openSlack, type Slack } from './edges/slack.ts';
import { findOnlyWorkspace, knowWorkspace, type Workspace } from './edges/workspace.ts';
import { Refusal } from './errors.ts';

/** Everything a running Hypha is made of, built once and by hand. */
export interface App {
  config: Config;
  mode: 'live' | 'sandbox';
  slackSettings: SlackSettings;
  workspace: Workspace;
  db: Db;
  queue: WakeQueue;
  locks: Locks;
  slack: Slack;
  log: Log;
  /** Aborted when the process is asked to stop: no new work is begun. */
  stopping: AbortSignal;
  stop(): void;
  close(): Promise<void>;
}

interface Given {
  mode: App['mode'];
  slack: SlackSettings;
  log?: Log;
  /** A command does not wait for Slack longer than this: it goes on with what is known. */
  patienceMs?: number;
  /** Aborted when the process is asked to stop, which may be before everything is open. */
  leave?: AbortSignal;
}

/** What Slack was asked when the process is asked to stop has this long to be answered. */
const lastAnswersMs = 1_000;

/** Opens in order; what was opened is closed again if a later part cannot be, or is not to be; at the end in reverse. */
export async function openApp(config: Config, given: Given): Promise<App> {
  const log = given.log ?? openLog(config.logLevel);
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse())
      await shut().catch((error) => log.warn({ err: error }, 'did not close well'));
  };
  const stopping = new AbortController();
  const leaving = new AbortController();
  const stop = () => {
    stopping.abort();
    setTimeout(() => leaving.abort(), lastAnswersMs).unref();
  };
  given.leave?.addEventListener('abort', stop, { once: true });
  try {
    const database = await openDatabase(config, given.mode, opened);
    given.leave?.throwIfAborted();
    const db = openDb(database, log);
    opened.push(db.close);
    if (config.databaseUrl) await reachDatabase(db.pool);
    await migrate(db.write);
    const slack = openSlack(given.slack, config.pace.postTimeoutMs, log, leaving.signal);
    const workspace = await whichWorkspace(db, slack, log, { patienceMs: given.patienceMs, stopping: stopping.signal });
    const queue = await openQueue(
      { name: queueOf(config.queueName, workspace.ws), databaseUrl: database, redisUrl: config.redisUrl },
      log,
    );
    opened.push(queue.close);
    const locks = openLocks({ url: database, ws: workspace.ws, stolenAfterMs: config.pace.stolenAfterMs }, log);
    opened.push(locks.close);
    given.leave?.throwIfAborted();
    return {
      config,
      mode: given.mode,
      slackSettings: given.slack,
      workspace,
      db,
      queue,
      locks,
      slack,
      log,
      stopping: stopping.signal,
      stop,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function whichWorkspace(
  db: Db,
  slack: Slack,
  log: Log,
  { patienceMs, stopping }: { patienceMs: number | undefined; stopping: AbortSignal },
): Promise<Workspace> {
  if (patienceMs === undefined) return knowWorkspace(db.write, await reach(slack, log, stopping));
  try {
    return await knowWorkspace(db.write, await within(patienceMs, slack.me()));
  } catch (error) {
    log.warn({ err: error }, 'Slack does not answer; going on with what is known');
    const known = await findOnlyWorkspace(db.read);
    if (known) return known;
    throw (
      wrongToken(error) ??
      new Refusal('unavailable', 'Slack does not answer, and Hypha has not met it before: "hypha doctor" says more.')
    );
  }
}

export async function openDatabase(
  config: Config,
  mode: App['mode'],
  opened: (() => Promise<void>)[],
): Promise<string> {
  if (config.databaseUrl) return config.databaseUrl;
  const embedded: EmbeddedPostgres = await openEmbedded(join(config.home, mode, 'postgres'));
  opened.push(embedded.close);
  return embedded.url;
}
