import { z } from 'zod';
import { startWorker } from '../../jobs/worker.ts';
import { type App, openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/context.ts';
import { openLog } from '../../src/edges/log.ts';
import { operations } from '../../src/operations.ts';
import { type Asked, type Result, run } from '../../src/run.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startWeb } from '../../src/serve.ts';
import { openStores, type Stores } from './database.ts';
import { eventually, openSlack, type Slack } from './slack.ts';

export interface Options {
  slack?: SandboxOptions;
  /** Divides Hypha's waiting times. */
  haste?: number;
  env?: Record<string, string>;
  worker?: boolean;
  /** To share a database and a queue with another Hypha. */
  stores?: Stores;
  /** To share a Slack with another Hypha. */
  joinSlack?: Slack;
  /** Socket Mode instead of HTTP. */
  socket?: boolean;
}

export interface Hypha {
  app: App;
  slack: Slack;
  url: string;
  /** Calls an operation as a person of the sandbox, by name. */
  asks(person: string, operation: string, input?: unknown, asked?: Asked): Promise<Result>;
  /** Logs a decision in #eng, or where else it is to be, and gives its number once all that follows is over. */
  logs(person: string, statement: string, more?: Record<string, string>): Promise<number>;
  /** Nothing is on its way any more: no event, no row in the inbox, no action that is due. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** The whole of Hypha in this process, with a Slack, a database and a queue of its own. */
export async function openHypha({
  slack: sandbox = {},
  haste = 100,
  env = {},
  worker = true,
  stores: given,
  joinSlack,
  socket = false,
}: Options = {}): Promise<Hypha> {
  const stores = given ?? (await openStores());
  const slack = joinSlack ?? (await openSlack({ manifest: 'manifest.yml', ...sandbox }));
  const config = readConfig({
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    HYPHA_QUEUE: stores.queueName,
    HYPHA_HASTE: String(haste),
    HYPHA_LOG: 'silent',
    PORT: '0',
    ...env,
  });
  const { botToken, appToken, signingSecret } = slack.credentials;
  const door = socket ? { appToken } : { signingSecret };
  const app = await openApp(config, {
    mode: 'sandbox',
    slack: { botToken, ...door, apiUrl: slack.apiUrl },
    log: openLog(config.logLevel),
  });
  const web = await startWeb(app);
  if (!socket && !joinSlack) await slack.requestUrls([`${web.url}/slack/events`]);
  const workers = worker ? await startWorker(app) : undefined;
  const asks: Hypha['asks'] = (person, name, input = {}, asked = {}) =>
    run(app, personActor(app, id(person)), operation(name), input, asked);
  async function settled(): Promise<void> {
    // What was said makes events, and what is read may be answered: it is over when neither has more.
    do {
      await slack.settled();
      await eventually(() => isQuiet(app));
      await slack.settled();
    } while (!(await isQuiet(app)));
  }
  return {
    app,
    slack,
    url: web.url,
    asks,
    async logs(person, statement, more = {}) {
      const answer = await asks(person, 'decision.log', { statement, channel: '#eng', ...more });
      await settled();
      return Logged.parse(answer).value.number;
    },
    settled,
    async close() {
      app.stop();
      await web.close();
      await workers?.close();
      await app.close();
      if (!joinSlack) await slack.close();
      if (!given) await stores.drop();
    },
  };
}

const Logged = z.object({ ok: z.literal(true), value: z.looseObject({ number: z.number() }) });

/** The sandbox makes ids from names, so that they are the same in every run. */
export const id = (person: string): string => `U0${person.toUpperCase()}`.padEnd(9, '0');
export const channelId = (channel: string): string => `C0${channel.toUpperCase()}`.padEnd(9, '0');

const personActor = (app: App, person: string): Actor => ({
  ws: app.workspace.ws,
  kind: 'person',
  id: person,
  person,
  via: 'cli',
});

function operation(name: string) {
  const found = operations.find((one) => one.name === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

async function isQuiet(app: App): Promise<boolean> {
  const { rows } = await app.db.pool.query(
    `select (select count(*) from inbox where ws = $1 and state = 'waiting')
          + (select count(*) from capture where ws = $1 and state = 'waiting')
          + (select count(*) from action where ws = $1 and state in ('due', 'sending', 'unclear')) as busy`,
    [app.workspace.ws],
  );
  return Number(rows[0]?.busy) === 0;
}
