import { join } from 'node:path';
import type { Config, SlackSettings } from './config.ts';
import { type Db, openDb } from './edges/db.ts';
import { type EmbeddedPostgres, openEmbedded } from './edges/embedded.ts';
import { type Locks, openLocks } from './edges/locks.ts';
import { type Log, openLog } from './edges/log.ts';
import { migrate } from './edges/migrate.ts';
import { openQueue, type WakeQueue } from './edges/queue.ts';
import { reach } from './edges/reach.ts';
import { openSlack, type Slack } from './edges/slack.ts';
import { knowWorkspace, type Workspace } from './edges/workspace.ts';

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
}

/** Opens in order; what was opened is closed again if a later part cannot be, and at the end in reverse. */
export async function openApp(config: Config, given: Given): Promise<App> {
  const log = given.log ?? openLog(config.logLevel);
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse())
      await shut().catch((error) => log.warn({ err: error }, 'did not close well'));
  };
  try {
    const database = await openDatabase(config, given.mode, opened);
    const db = openDb(database, log);
    opened.push(db.close);
    await migrate(db.write);
    const slack = openSlack(given.slack, config.pace.postTimeoutMs, log);
    const workspace = await knowWorkspace(db.write, await reach(slack, log));
    const queue = await openQueue({ name: config.queueName, databaseUrl: database, redisUrl: config.redisUrl }, log);
    opened.push(queue.close);
    const locks = openLocks({ url: database, ws: workspace.ws, stolenAfterMs: config.pace.stolenAfterMs }, log);
    opened.push(locks.close);
    const stopping = new AbortController();
    const stop = () => stopping.abort();
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

async function openDatabase(config: Config, mode: App['mode'], opened: (() => Promise<void>)[]): Promise<string> {
  if (config.databaseUrl) return config.databaseUrl;
  const embedded: EmbeddedPostgres = await openEmbedded(join(config.home, mode, 'postgres'));
  opened.push(embedded.close);
  return embedded.url;
}
